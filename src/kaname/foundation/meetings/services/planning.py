"""Before a meeting: plan it, call people to it, move it, call it off.

Source: 経営管理編 1.2.1 管理責任 ②
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.meetings.kinds import get_kind, kind_choices
from kaname.foundation.meetings.models import Meeting, MeetingStatus

from .rows import Invitation, Line, call, require_open, require_own, set_items

S = MeetingStatus


def plan_meeting(
    *,
    by: Person,
    kind: str,
    title: str,
    planned_on: date,
    chair: Person,
    place: str = "",
    begins: time | None = None,
    ends: time | None = None,
    secretary: Person | None = None,
    people: Sequence[Invitation] = (),
    items: Sequence[Line] = (),
    subject: str = "",
) -> Meeting:
    """Plan a meeting and call people to it. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="meetings.manage") as entry:
        if kind not in dict(kind_choices()):
            raise ValidationError({"kind": _("会議の種類を選んでください。")})
        row = Meeting(institution=by.institution, kind=kind, subject=subject)
        require_own(by, row, chair, secretary, *(i.person for i in people))
        _describe(row, title, planned_on, chair, place, begins, ends, secretary)
        row.fiscal_year = fiscal_year(planned_on)
        row.sequence = next_in_year(Meeting, by.institution, row.fiscal_year, "sequence")
        row.number = f"{row.fiscal_year}-{row.sequence:03d}"
        entry.save(row)
        call(entry, row, people)
        set_items(entry, row, items)
        return row


def change_meeting(
    *,
    by: Person,
    meeting: Meeting,
    title: str,
    planned_on: date,
    chair: Person,
    place: str = "",
    begins: time | None = None,
    ends: time | None = None,
    secretary: Person | None = None,
    people: Sequence[Invitation] = (),
    items: Sequence[Line] = (),
) -> Meeting:
    """Change what is planned, or what the minutes say, until they are confirmed. Raises as `plan_meeting`; StaleRecord."""
    with writing(by=by, action="meetings.manage") as entry:
        require_own(by, meeting, chair, secretary, *(i.person for i in people))
        require_open(meeting)
        _describe(meeting, title, planned_on, chair, place, begins, ends, secretary)
        entry.save(meeting)
        call(entry, meeting, people)
        set_items(entry, meeting, items)
        return meeting


def change_roll(*, by: Person, meeting: Meeting, people: Sequence[Invitation]) -> Meeting:
    """Say who belongs to the meeting, in what capacity, and, once it was held, who came.

    Raises PermissionDenied; ValidationError once the minutes are confirmed; StaleRecord.
    """
    with writing(by=by, action="meetings.manage") as entry:
        require_own(by, meeting, *(i.person for i in people))
        require_open(meeting)
        if meeting.status == S.PLANNED and any(i.present is not None for i in people):
            raise ValidationError(_("出席は、会議を開いたことを記録してから入力してください。"))
        entry.save(meeting)
        call(entry, meeting, people)
        return meeting


def cancel_meeting(*, by: Person, meeting: Meeting, reason: str) -> Meeting:
    """Call a planned meeting off. Raises ValidationError without a reason or when it took place."""
    with writing(by=by, action="meetings.manage", note=reason) as entry:
        require_own(by, meeting)
        if meeting.status != S.PLANNED:
            raise ValidationError(_("取りやめられるのは、まだ開いていない会議だけです。"))
        meeting.status, meeting.cancel_reason = S.CANCELLED, reason.strip()
        return entry.save(meeting)


def _describe(
    row: Meeting,
    title: str,
    planned_on: date,
    chair: Person,
    place: str,
    begins: time | None,
    ends: time | None,
    secretary: Person | None,
) -> None:
    roles = get_kind(row.kind).chair_roles
    if roles and row.chair_id != chair.pk and roles.isdisjoint(chair.roles_on(clock.today())):
        names = "、".join(str(Role(r).label) for r in Role if r in roles)
        raise ValidationError(
            {"chair": _("この会議の議長は、%(roles)sから選んでください。") % {"roles": names}}
        )
    row.title, row.planned_on, row.chair, row.place = title.strip(), planned_on, chair, place.strip()
    row.begins, row.ends, row.secretary = begins, ends, secretary
