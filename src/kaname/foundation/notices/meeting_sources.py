"""Notices of meetings: minutes that wait for the chair, a meeting that comes, one that nobody recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import say
from kaname.foundation.meetings.models import Attendance, Meeting, MeetingStatus

from .registry import Due, notice_source

SOON = timedelta(days=7)


@notice_source
def minutes_to_confirm(institution: Institution, *, on: date) -> Iterable[Due]:
    """The chair learns that written minutes wait to be confirmed."""
    rows = Meeting.objects.of(institution).filter(status=MeetingStatus.HELD).exclude(result="")
    for row in rows.select_related("chair").defer("inputs"):
        text = say(_("議事録の確定を待っています：%(what)s（%(on)s 開催）"), what=row.title, on=row.day)
        yield Due(row.chair, f"minutes:{row.pk}", text, row.get_absolute_url())


@notice_source
def meetings_called(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever is called learns of a meeting a week before, again when its day moves."""
    rows = Attendance.objects.of(institution).filter(
        meeting__status=MeetingStatus.PLANNED, meeting__planned_on__range=(on, on + SOON)
    )
    for row in rows.select_related("meeting", "person"):
        meeting = row.meeting
        text = say(_("会議があります：%(what)s（%(on)s）"), what=meeting.title, on=meeting.planned_on)
        key = f"meeting:{meeting.pk}:{meeting.planned_on.isoformat()}"
        yield Due(row.person, key, text, meeting.get_absolute_url())


@notice_source
def meetings_unrecorded(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever keeps the minutes, else the chair, learns that a planned day has passed and nothing was recorded."""
    rows = Meeting.objects.of(institution).filter(status=MeetingStatus.PLANNED, planned_on__lt=on)
    for row in rows.select_related("chair", "secretary").defer("inputs"):
        text = say(
            _("予定日を過ぎた会議の記録がありません：%(what)s（%(on)s）"), what=row.title, on=row.planned_on
        )
        key = f"unrecorded:{row.pk}:{row.planned_on.isoformat()}"
        yield Due(row.secretary or row.chair, key, text, row.get_absolute_url())
