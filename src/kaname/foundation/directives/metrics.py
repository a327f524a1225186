"""Directives over time: how many were overdue at the end of each day, and how long it took to finish one.

What stood then is worked out from what is on record: reports and verdicts with their instants, and due days as they are
today (a due day that was moved on return counts as it is now).
Source: 経営管理編 1.2.1 管理責任 ②
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.summaries.registry import metric

from .models import Directive, DirectiveReport, DirectiveStatus, ReportVerdict


@dataclass(frozen=True)
class _Report:
    reported_on: date
    judged_on: date | None
    is_accepted: bool
    period_ends_on: date | None

    def waits_on(self, day: date) -> bool:
        return self.reported_on <= day and (self.judged_on is None or self.judged_on > day)


@dataclass(frozen=True)
class _Course:
    """One directive with its reports, oldest first, so that any past day can be asked about."""

    issued_on: date
    closed_on: date | None
    due_on: date
    next_report_on: date | None
    reports: Sequence[_Report]

    def is_overdue(self, day: date) -> bool:
        closed = self.closed_on is not None and self.closed_on <= day
        if closed or self.issued_on > day or any(r.waits_on(day) for r in self.reports):
            return False
        return self._deadline(day) < day

    def _deadline(self, day: date) -> date:
        """The due day as it stood: that which the next report accepted after the day was about, or today's."""
        for report in self.reports:
            if report.is_accepted and report.period_ends_on and report.judged_on and report.judged_on > day:
                return report.period_ends_on
        return self.next_report_on or self.due_on


@metric("directives.overdue", _("期限を過ぎた指示"), unit=_("件"), better="lower", order=20)
def directives_overdue(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """How many directives were overdue at the end of each day; None before the first directive. Two queries."""
    courses = _courses(institution)
    if not courses:
        return [None for _day in days]
    first = min(course.issued_on for course in courses)
    return [float(sum(c.is_overdue(day) for c in courses)) if day >= first else None for day in days]


def _courses(institution: Institution) -> list[_Course]:
    reports: dict[int, list[_Report]] = defaultdict(list)
    rows = DirectiveReport.objects.of(institution).order_by("directive_id", "sequence")
    fields = ("directive_id", "reported_at", "judged_at", "verdict", "period_ends_on")
    for pk, reported_at, judged_at, verdict, period in rows.values_list(*fields):
        accepted = verdict == ReportVerdict.ACCEPTED
        reports[pk].append(_Report(clock.day_of(reported_at), _day(judged_at), accepted, period))
    columns = ("pk", "issued_on", "closed_on", "due_on", "next_report_on")
    found = Directive.objects.of(institution).order_by("pk").values_list(*columns)
    return [_Course(issued, closed, due, nxt, reports[pk]) for pk, issued, closed, due, nxt in found]


def _day(instant: datetime | None) -> date | None:
    return clock.day_of(instant) if instant else None


@metric("directives.days_to_close", _("指示が完了するまでの平均日数"), unit=_("日"), better="lower", order=30)
def days_to_close(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """The mean days from issue to completion of what was finished since the day before in the list, or in the month
    before the first; None when nothing was. One query.
    """
    if not days:
        return []
    rows = Directive.objects.of(institution).filter(status=DirectiveStatus.ACCEPTED, closed_on__isnull=False)
    finished = [(issued, closed) for issued, closed in rows.values_list("issued_on", "closed_on") if closed]
    starts = [add_months(days[0], -1), *days[:-1]]
    return [_mean(finished, start, end) for start, end in zip(starts, days, strict=True)]


def _mean(finished: Sequence[tuple[date, date]], after: date, until: date) -> float | None:
    took = [(closed - issued).days for issued, closed in finished if after < closed <= until]
    return round(sum(took) / len(took), 1) if took else None
