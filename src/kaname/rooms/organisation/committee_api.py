"""Committees and people not employed here, over REST."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, PersonRouter
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.calendar import clock

from . import selectors, services
from .committee_year import committee_year
from .external import external_people
from .models import Committee, CommitteeMember

router = PersonRouter(tags=["organisation"])


class CommitteeMemberOut(Schema):
    """Somebody on a committee."""

    id: int
    person: NamedPersonOut
    capacity: str
    starts_on: date
    ends_on: date | None


class CommitteeOut(Schema):
    """A committee with its members of today and how its year stands."""

    id: int
    name: str
    purpose: str
    chair: NamedPersonOut
    charter_id: int | None
    charter_review_on: date | None
    meetings_per_year: int
    starts_on: date
    ends_on: date | None
    members: list[CommitteeMemberOut]
    held_this_year: int
    next_due_on: date
    revision: int


class CommitteeIn(Schema):
    """A committee to register; `charter_id` is a controlled document."""

    name: str = Field(max_length=100, min_length=1)
    purpose: str = Field(max_length=5_000, min_length=1)
    chair_id: int
    charter_id: int | None = None
    charter_review_on: date | None = None
    meetings_per_year: int = Field(4, ge=1, le=52)


class CommitteeMemberIn(Schema):
    """Somebody who joins."""

    person_id: int
    capacity: str = Field("", max_length=100)
    starts_on: date | None = None


class LastDayIn(Schema):
    """The last day of a membership."""

    ends_on: date


class LackOut(Schema):
    """One thing that is missing, and the page that mends it."""

    text: str
    url: str


class ExternalOut(Schema):
    """Somebody not employed here, and what control has of them."""

    person: NamedPersonOut
    employer: str
    systems: str
    sites: str
    pledged_on: date | None
    trained_on: date | None
    lacks: list[LackOut]

    @staticmethod
    def resolve_employer(row: Any) -> str:
        return str(row.person.employer)


def _shown(committee: Committee) -> dict[str, Any]:
    year = committee_year(committee, clock.today())
    names = ("id", "name", "purpose", "chair", "charter_id", "charter_review_on", "meetings_per_year")
    more = ("starts_on", "ends_on", "revision")
    return {
        **{name: getattr(committee, name) for name in (*names, *more)},
        "members": year.members,
        "held_this_year": year.held,
        "next_due_on": year.next_due_on,
    }


def _committee(person: Person, pk: int) -> Committee:
    row: Committee = narrow(selectors.committee_rows(person), pk=pk)
    return row


def _charter(person: Person, pk: int | None) -> InstitutionRecord | None:
    if pk is None:
        return None
    documents = Committee._meta.get_field("charter").related_model
    found: InstitutionRecord = get_object_or_404(documents._default_manager.visible_to(person), pk=pk)  # type: ignore[union-attr,attr-defined]
    return found


def _values(person: Person, wanted: CommitteeIn) -> dict[str, Any]:
    values = wanted.dict(exclude={"chair_id", "charter_id"})
    chair = get_visible(Person, person, pk=wanted.chair_id)
    return {**values, "chair": chair, "charter": _charter(person, wanted.charter_id)}


@router.operation("GET", "/committees", "organisation.view", response=list[CommitteeOut])
def list_committees(request: HttpRequest) -> Any:
    """All committees, also those that ended."""
    return [_shown(row) for row in selectors.committee_rows(request.person)]  # type: ignore[attr-defined]


@router.operation("POST", "/committees", "organisation.manage", response={201: CommitteeOut, **PROBLEMS})
def found(request: HttpRequest, wanted: CommitteeIn) -> Any:
    """Register a committee."""
    by: Person = request.person  # type: ignore[attr-defined]
    return Status(201, _shown(services.found_committee(by=by, **_values(by, wanted))))


@router.operation(
    "PUT", "/committees/{committee_id}", "organisation.manage", response={200: CommitteeOut, **PROBLEMS}
)
def change(request: HttpRequest, committee_id: int, wanted: CommitteeIn) -> Any:
    """Change a committee."""
    by: Person = request.person  # type: ignore[attr-defined]
    row = _committee(by, committee_id)
    return _shown(services.change_committee(by=by, committee=row, **_values(by, wanted)))


@router.operation(
    "POST",
    "/committees/{committee_id}/members",
    "organisation.manage",
    response={201: CommitteeOut, **PROBLEMS},
)
def seat(request: HttpRequest, committee_id: int, wanted: CommitteeMemberIn) -> Any:
    """Somebody joins."""
    by: Person = request.person  # type: ignore[attr-defined]
    row = _committee(by, committee_id)
    person = get_visible(Person, by, pk=wanted.person_id)
    services.seat_member(
        by=by, committee=row, person=person, capacity=wanted.capacity, starts_on=wanted.starts_on
    )
    return Status(201, _shown(row))


@router.operation(
    "POST", "/members/{member_id}/end", "organisation.manage", response={200: CommitteeOut, **PROBLEMS}
)
def unseat(request: HttpRequest, member_id: int, wanted: LastDayIn) -> Any:
    """Record a member's last day."""
    by: Person = request.person  # type: ignore[attr-defined]
    member = narrow(CommitteeMember.objects.visible_to(by).select_related("committee"), pk=member_id)
    services.unseat_member(by=by, member=member, ends_on=wanted.ends_on)
    return _shown(member.committee)


@router.operation("GET", "/external-people", "access.view_accounts", response=list[ExternalOut])
def list_external(request: HttpRequest) -> Any:
    """People who work here without being employed here, and what is missing of them."""
    return external_people(request.person.institution, clock.today())  # type: ignore[attr-defined]
