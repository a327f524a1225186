"""What is done about meetings: plan, change, hold, write up, confirm, add to, cancel, and give directives.

Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ②.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import issue_directive

from . import selectors
from .kinds import get_kind, kind_choices
from .models import Addendum, AgendaItem, Attendance, Meeting, MeetingStatus

S = MeetingStatus


@dataclass(frozen=True)
class Invitation:
    """Somebody who is called, and in what capacity."""

    person: Person
    capacity: str = ""


@dataclass(frozen=True)
class Line:
    """One item of the agenda as typed."""

    topic: str
    discussion: str = ""
    conclusion: str = ""


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
        _describe(row, title, planned_on, chair, place, begins, ends, secretary)
        row.fiscal_year = fiscal_year(planned_on)
        row.sequence = _next_sequence(by.institution, row.fiscal_year)
        row.number = f"{row.fiscal_year}-{row.sequence:03d}"
        entry.save(row)
        _call(entry, row, people)
        _set_items(entry, row, items)
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
    """Change what is planned, or what the minutes say, until they are confirmed. Raises as `plan_meeting`."""
    with writing(by=by, action="meetings.manage") as entry:
        _require_open(meeting)
        _describe(meeting, title, planned_on, chair, place, begins, ends, secretary)
        entry.save(meeting)
        _call(entry, meeting, people)
        _set_items(entry, meeting, items)
        return meeting


def hold_meeting(
    *,
    by: Person,
    meeting: Meeting,
    held_on: date,
    present: Collection[int],
    begins: time | None = None,
    ends: time | None = None,
) -> Meeting:
    """Record that it took place, and who came (`present`: ids of people called). What was put before it is frozen.

    Raises ValidationError for a day to come, or when it took place already.
    """
    with writing(by=by, action="meetings.manage") as entry:
        if meeting.status != S.PLANNED:
            raise ValidationError(_("この会議は、もう予定の会議ではありません。画面を開き直してください。"))
        if held_on > clock.today():
            raise ValidationError({"held_on": _("開催日は今日までの日にしてください。")})
        meeting.held_on, meeting.status = held_on, S.HELD
        meeting.begins, meeting.ends = begins or meeting.begins, ends or meeting.ends
        meeting.inputs = get_kind(meeting.kind).inputs(meeting)
        entry.save(meeting)
        for row in meeting.attendances.all():
            row.present = row.person_id in present
            entry.save(row)
        return meeting


def write_minutes(*, by: Person, meeting: Meeting, items: Sequence[Line], result: str = "") -> Meeting:
    """Write up what was said and concluded. Raises ValidationError before it is held or once it is confirmed."""
    with writing(by=by, action="meetings.manage") as entry:
        if meeting.status != S.HELD:
            raise ValidationError(_("議事録は、会議を開いた後、確定するまで書けます。"))
        meeting.result = result.strip()
        entry.save(meeting)
        _set_items(entry, meeting, items)
        return meeting


def close_minutes(*, by: Person, meeting: Meeting) -> Meeting:
    """The chair confirms the minutes; from now on they cannot change.

    The chair answers for what was said, so no further approval is asked: what the meeting decided goes on as
    directives and decisions of its own. Raises PermissionDenied for anybody else; ValidationError.
    """
    with writing(by=by, action="meetings.confirm") as entry:
        if by.pk != meeting.chair_id:
            raise PermissionDenied(_("議事録を確定できるのは、議長だけです。"))
        if meeting.status != S.HELD:
            raise ValidationError(_("確定を待つ議事録ではありません。画面を開き直してください。"))
        if not meeting.result:
            raise ValidationError(
                {"result": _("会議の結論を入力してください。変更がないときも、そのことを書きます。")}
            )
        get_kind(meeting.kind).check(meeting)
        meeting.status, meeting.closed_at, meeting.closed_by = S.CLOSED, clock.now(), by
        meeting.digest = selectors.digest_of(meeting)
        return entry.save(meeting)


def add_addendum(*, by: Person, meeting: Meeting, text: str) -> Addendum:
    """Put right what confirmed minutes say, beside them. Raises ValidationError while they can still be changed."""
    with writing(by=by, action="meetings.manage") as entry:
        if meeting.status != S.CLOSED:
            raise ValidationError(_("確定する前の議事録は、そのまま直せます。"))
        return entry.save(
            Addendum(
                institution=meeting.institution,
                meeting=meeting,
                text=text.strip(),
                added_by=by,
                added_at=clock.now(),
            )
        )


def cancel_meeting(*, by: Person, meeting: Meeting, reason: str) -> Meeting:
    """Call a planned meeting off. Raises ValidationError without a reason or when it took place."""
    with writing(by=by, action="meetings.manage", note=reason) as entry:
        if meeting.status != S.PLANNED:
            raise ValidationError(_("取りやめられるのは、まだ開いていない会議だけです。"))
        meeting.status, meeting.cancel_reason = S.CANCELLED, reason.strip()
        return entry.save(meeting)


def order(
    *,
    by: Person,
    meeting: Meeting,
    addressee: Person,
    title: str,
    body: str,
    due_on: date,
    obligation_id: str = "",
    addressee_role: str = "",
) -> Directive:
    """Give a directive that the meeting decided on; it names the meeting as its origin.

    Raises PermissionDenied; ValidationError before the meeting is held or once its minutes are confirmed.
    """
    with writing(by=by, action="directives.issue"):
        if meeting.status != S.HELD:
            raise ValidationError(_("会議からの指示は、会議を開いた後、議事録を確定するまでに出します。"))
        return issue_directive(
            by=by,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            obligation_id=obligation_id,
            addressee_role=addressee_role,
            origin=ref_of(meeting),
        )


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
    if roles and roles.isdisjoint(chair.roles_on(clock.today())):
        raise ValidationError({"chair": _("この会議の議長は、経営層から選んでください。")})
    row.title, row.planned_on, row.chair, row.place = title.strip(), planned_on, chair, place.strip()
    row.begins, row.ends, row.secretary = begins, ends, secretary


def _call(entry: Entry, meeting: Meeting, people: Sequence[Invitation]) -> None:
    """Call exactly these people; who came is kept for those who stay."""
    called = {a.person_id: a for a in meeting.attendances.all()}
    wanted = {i.person.pk: i for i in people}
    for person_id, row in called.items():
        if person_id not in wanted:
            entry.delete(row)
    for person_id, invitation in wanted.items():
        known = called.get(person_id)
        row = known or Attendance(institution=meeting.institution, meeting=meeting, person=invitation.person)
        if known is None or known.capacity != invitation.capacity:
            row.capacity = invitation.capacity
            entry.save(row)


def _set_items(entry: Entry, meeting: Meeting, lines: Sequence[Line]) -> None:
    """The agenda is exactly these lines, in this order; a row is rewritten only when it changes."""
    rows = list(meeting.items.all())
    wanted = [line for line in lines if line.topic.strip()]
    for row in rows[len(wanted) :]:
        entry.delete(row)
    for place, line in enumerate(wanted):
        row = (
            rows[place]
            if place < len(rows)
            else AgendaItem(institution=meeting.institution, meeting=meeting, order=place + 1)
        )
        said = {
            "topic": line.topic.strip(),
            "discussion": line.discussion.strip(),
            "conclusion": line.conclusion.strip(),
        }
        if row.pk is None or row.as_json() != said:
            row.topic, row.discussion, row.conclusion = said.values()
            entry.save(row)


def _require_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise ValidationError(
            _("議事録を確定した会議と取りやめた会議は変えられません。追記を使ってください。")
        )


def _next_sequence(institution: Institution, year: int) -> int:
    """The next number of the year. The institution's row is held so that two at once get two numbers."""
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    last = Meeting.objects.of(institution).filter(fiscal_year=year).aggregate(last=Max("sequence"))["last"]
    return (last or 0) + 1
