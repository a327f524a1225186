"""The meetings of this room: those of committees. Before each one lie what the last one ordered and what has happened since.

Source: 経営管理編 1.2.1 管理責任 ①②
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import resolve
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.directives.models import CLOSED, Directive, DirectiveStatus
from kaname.foundation.ledger.findings import reading, say
from kaname.foundation.meetings.kinds import MeetingKind, meeting_kind
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.selectors import improvements_of, meetings_of
from kaname.foundation.summaries.registry import Period, Purpose, Section, collect, section

from .models import Committee
from .sections import shown

COMMITTEE = "organisation.committee"
CHAIR = "委員長"
FIRST_MONTHS = 3
"""How far back the first meeting of a committee looks."""


@meeting_kind(COMMITTEE)
class CommitteeMeeting(MeetingKind):
    """A meeting of a committee that steers the information systems."""

    label = _("委員会")
    annex_rows = 8

    def seats(self, institution: Institution, subject: str) -> dict[int, str]:
        """The members of today and the chair."""
        committee = resolve(subject, institution=institution)
        if not isinstance(committee, Committee):
            return {}
        rows = committee.members.all()
        today = clock.today()
        seated = {row.person_id: row.capacity for row in rows if row.holds_on(today)}
        return {committee.chair_id: CHAIR, **seated}

    def inputs(self, meeting: Meeting) -> list[dict[str, Any]]:
        """What became of what the last meeting ordered, and what each room says of the time since."""
        return [part.as_json() for part in _sections(meeting)]

    def annex(self, meeting: Meeting) -> list[dict[str, Any]]:
        """The same as plain text: as it was on the day of the meeting, before that as it is now."""
        return shown(meeting.inputs if meeting.held_on else self.inputs(meeting))


def _sections(meeting: Meeting) -> list[Section]:
    if not meeting.subject:
        return []
    on = meeting.held_on or min(meeting.planned_on, clock.today())
    last = meetings_of(meeting.institution, meeting.subject).held().exclude(pk=meeting.pk)
    before = last.filter(held_on__lte=on).order_by("-held_on", "-pk").first()
    since = before.held_on + timedelta(days=1) if before and before.held_on else add_months(on, -FIRST_MONTHS)
    with reading():
        said = collect(meeting.institution, Purpose.SAFETY_STATUS, Period(min(since, on), on))
    return [*([_since(before)] if before else []), *said]


def _since(before: Meeting) -> Section:
    """What the last meeting ordered, and where it stands."""
    rows = list(improvements_of(before).exclude(status=DirectiveStatus.WITHDRAWN))
    done = sum(row.status in CLOSED for row in rows)
    if not rows:
        said = say(_n("前回（%(on)s）の会議から出た指示はありません。"), on=before.day)
    else:
        said = say(
            _n("前回（%(on)s）の会議から出た指示%(n)s件のうち、%(done)s件が完了しました。"),
            on=before.day,
            n=len(rows),
            done=done,
        )
    return section(
        _n("前回の会議の後"),
        said,
        headings=[_n("指示"), _n("担当"), _n("期限"), _n("状態")] if rows else [],
        rows=[_line(row) for row in rows],
        refs=[before, *rows],
    )


def _line(row: Directive) -> list[Any]:
    return [str(row), row.addressee.name, row.due_on, say(DirectiveStatus(row.status).label)]
