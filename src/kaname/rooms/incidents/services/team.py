"""The incident response team (CSIRT), or the decision that none is needed (経営管理編 1.2.2 善後策 ③)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step
from kaname.rooms.incidents.keys import NO_TEAM
from kaname.rooms.incidents.models import ResponseMember


def name_member(
    *, by: Person, person: Person, part: str, is_lead: bool = False, starts_on: date | None = None
) -> ResponseMember:
    """Name somebody for the team, from a day (today). Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.manage_team") as entry:
        require_own(by.institution, person=person)
        require_text(part=part)
        day = starts_on or clock.today()
        require_active(person, day, "person")
        return entry.save(
            ResponseMember(
                institution=by.institution, person=person, part=part.strip(), is_lead=is_lead, starts_on=day
            )
        )


def end_member(*, by: Person, member: ResponseMember, ends_on: date) -> ResponseMember:
    """End somebody's place in the team with its last day. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="incidents.manage_team") as entry:
        require_house(by, member)
        if member.ends_on is not None:
            raise ValidationError(_("このメンバーは既に終わっています。"))
        if ends_on < member.starts_on:
            raise ValidationError({"ends_on": _("始まりの日より後の日を入力してください。")})
        member.ends_on = ends_on
        return entry.save(member)


def ask_no_team(*, by: Person, reason: str, review_on: date, approver: Person) -> Decision:
    """Ask an executive to decide that no team of its own is needed, until a day on which that is looked at again.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="incidents.request"):
        require_text(reason=reason)
        return decisions.request_decision(
            by=by,
            kind=NO_TEAM,
            question=_("インシデント対応チーム（CSIRT）を置かないことにしてよいか"),
            summary=reason,
            steps=[Step(StepKind.APPROVE, approver)],
            proposal={"reason": reason.strip()},
            review_on=review_on,
        )
