"""Committees; having one is optional, but one that exists has an approved charter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.organisation.models import Committee, CommitteeMember

from .checks import require_order

if TYPE_CHECKING:
    Charter = InstitutionRecord | None


def found_committee(
    *,
    by: Person,
    name: str,
    purpose: str,
    chair: Person,
    charter: Charter = None,
    charter_review_on: date | None = None,
    meetings_per_year: int = 4,
    starts_on: date | None = None,
) -> Committee:
    """Register a committee; `charter` is the controlled document that says what it may do.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 管理責任 ①
    """
    with writing(by=by, action="organisation.manage") as entry:
        committee = Committee(institution=by.institution, starts_on=starts_on or clock.today())
        committee.meetings_per_year = meetings_per_year
        _fill(by, committee, name, purpose, chair, charter, charter_review_on)
        return entry.save(committee)


def change_committee(
    *,
    by: Person,
    committee: Committee,
    name: str,
    purpose: str,
    chair: Person,
    charter: Charter = None,
    charter_review_on: date | None = None,
    meetings_per_year: int | None = None,
) -> Committee:
    """Change a committee's chair, purpose or charter. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="organisation.manage") as entry:
        committee.meetings_per_year = meetings_per_year or committee.meetings_per_year
        _fill(by, committee, name, purpose, chair, charter, charter_review_on)
        return entry.save(committee)


def _fill(
    by: Person,
    committee: Committee,
    name: str,
    purpose: str,
    chair: Person,
    charter: Charter,
    charter_review_on: date | None,
) -> None:
    require_own(by.institution, chair=chair, charter=charter)
    require_text(name=name, purpose=purpose)
    if committee.chair_id != chair.pk:
        require_active(chair, max(clock.today(), committee.starts_on), "chair")
    if (charter is None) != (charter_review_on is None):
        raise ValidationError(
            {
                "charter_review_on": _(
                    "委員会規程とその見直し期限は、両方とも入力するか、両方とも空にしてください。"
                )
            }
        )
    same = Committee.objects.of(by.institution).filter(name=name.strip(), ends_on__isnull=True)
    if same.exclude(pk=committee.pk).exists():
        raise ValidationError({"name": _("同じ名前の委員会が既にあります。別の名前にしてください。")})
    committee.name, committee.purpose, committee.chair = name.strip(), purpose.strip(), chair
    committee.charter, committee.charter_review_on = charter, charter_review_on  # type: ignore[assignment]


def dissolve_committee(*, by: Person, committee: Committee, ends_on: date) -> Committee:
    """Record a committee's last day. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="organisation.manage") as entry:
        require_order(committee.starts_on, ends_on)
        committee.ends_on = ends_on
        return entry.save(committee)


def seat_member(
    *, by: Person, committee: Committee, person: Person, capacity: str = "", starts_on: date | None = None
) -> CommitteeMember:
    """Somebody joins a committee. Raises PermissionDenied; ValidationError when they are on it or no longer here."""
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, person=person)
        first_day = starts_on or clock.today()
        require_active(person, first_day, "person")
        if committee.ends_on is not None:
            raise ValidationError(_("終えた委員会には、委員を加えられません。"))
        if committee.members.filter(person=person, ends_on__isnull=True).exists():
            raise ValidationError({"person": _("この人は、もう委員です。")})
        return entry.save(
            CommitteeMember(
                institution=by.institution,
                committee=committee,
                person=person,
                capacity=capacity.strip(),
                starts_on=first_day,
            )
        )


def unseat_member(*, by: Person, member: CommitteeMember, ends_on: date) -> CommitteeMember:
    """Record a member's last day. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="organisation.manage") as entry:
        require_order(member.starts_on, ends_on)
        member.ends_on = ends_on
        return entry.save(member)
