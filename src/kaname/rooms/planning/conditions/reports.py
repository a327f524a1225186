"""What status reports prove: that an executive received one in time, and has judged it.

A report is received on the day it was sent; the period it speaks of does not count.
Source: 経営管理編 1.1 ①, 1.2.1 管理責任 ②, 3.2.2 ①
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.ledger.findings import (
    Finding,
    Sentence,
    Value,
    condition,
    fails,
    holds,
    mend,
    once,
    say,
)
from kaname.rooms.planning.models import StatusReport
from kaname.rooms.planning.selectors.reports import received_reports

_NAMES = {
    "SAFETY_STATUS": _n("安全管理の状況報告"),
    "LEGAL_COMPLIANCE": _n("法令の遵守状況の報告"),
    "TRAINING_STATUS": _n("教育の実施状況の報告"),
}


@dataclass(frozen=True)
class _Case:
    """The reports of one kind, newest first, asked about any day."""

    kind: str
    months: int
    judged: bool
    within_days: int | None
    rows: Sequence[StatusReport]

    def received(self, day: date) -> list[StatusReport]:
        return [row for row in self.rows if row.sent_on and row.sent_on <= day]

    def counting(self, day: date) -> StatusReport | None:
        """The newest report that counts: where a verdict is asked for at once, the newest judged one."""
        rows = self.received(day)
        if self.judged and self.within_days is None:
            rows = [row for row in rows if _is_judged(row, day)]
        return rows[0] if rows else None

    def due_on(self, report: StatusReport) -> date:
        return add_months(report.sent_on, self.months) if report.sent_on else date.min

    def waiting(self, day: date) -> list[tuple[date, StatusReport]]:
        """The reports without a verdict, each with the last day for it, the first of them first."""
        if not self.judged or self.within_days is None:
            return []
        allowed = timedelta(days=self.within_days)
        rows = [row for row in self.received(day) if not _is_judged(row, day)]
        return sorted((((row.sent_on or day) + allowed, row) for row in rows), key=lambda pair: pair[0])

    def next_sent_on(self, day: date) -> date | None:
        """The first later day on which a report counts (asked about a past day only)."""
        later = [d for row in self.rows for d in (row.sent_on, row.judged_on) if d and d > day]
        return min(later, default=None)


def _is_judged(row: StatusReport, day: date) -> bool:
    return row.judged_on is not None and row.judged_on <= day


@condition("status_report_received", reads=["planning.statusreport"])
def status_report_received(
    institution: Institution,
    *,
    on: date,
    kind: str,
    months: int,
    judged: bool = False,
    judged_within_days: int | None = None,
) -> Finding:
    """Whether an executive received a report of this kind within the interval.

    `judged`: with an executive's verdict; with `judged_within_days` one may wait that long for it, and none longer.
    """
    key = ("planning.received", institution.pk, kind)
    rows = once(key, lambda: received_reports(institution, kind))
    case = _Case(kind, months, judged, judged_within_days, rows)
    report = case.counting(on)
    if report is None:
        return _none_counts(case, on)
    if case.due_on(report) < on:
        return _too_old(case, report, on)
    waiting = case.waiting(on)
    if waiting and waiting[0][0] < on:
        return _not_judged(case, waiting, on)
    until = min([case.due_on(report), *(limit for limit, _row in waiting)])
    return holds(_in_time(case, report, waiting), proofs=[report], until=until)


def _in_time(case: _Case, report: StatusReport, waiting: Sequence[tuple[date, StatusReport]]) -> Sentence:
    values: dict[str, Value] = {
        "kind": _NAMES[case.kind],
        "sent": report.sent_on or date.min,
        "starts": report.starts_on,
        "ends": report.ends_on,
        "due": case.due_on(report),
    }
    opening = _n(
        "経営層は%(sent)sに、%(starts)sから%(ends)sまでの%(kind)sを受けています。次の期限は%(due)sです。"
    )
    if waiting:
        opening = _n(
            "経営層は%(sent)sに、%(starts)sから%(ends)sまでの%(kind)sを受けました。%(limit)sまでに判断します。"
        )
        return say(opening, **{**values, "limit": waiting[0][0]})
    if case.judged and report.judged_on:
        opening = _n(
            "経営層は%(sent)sに、%(starts)sから%(ends)sまでの%(kind)sを受け、%(judged)sに判断しています。"
            "次の期限は%(due)sです。"
        )
        return say(opening, **{**values, "judged": report.judged_on})
    return say(opening, **values)


def _none_counts(case: _Case, on: date) -> Finding:
    received = case.received(on)
    if received:
        text = _n("%(sent)sに受けた%(kind)sに、経営層の判断がまだありません。")
        sentence = say(text, sent=received[0].sent_on or on, kind=_NAMES[case.kind])
        step = mend(_n("報告を判断する"), "planning:report_detail", received[0].pk)
        return fails(sentence, mend=step, proofs=received[:1], changes_on=case.next_sent_on(on))
    sentence = say(_n("%(kind)sを、経営層がまだ受けていません。"), kind=_NAMES[case.kind])
    step = mend(_n("報告を書く"), "planning:report_begin", case.kind)
    return fails(sentence, mend=step, changes_on=case.next_sent_on(on))


def _too_old(case: _Case, report: StatusReport, on: date) -> Finding:
    text = _n("最後の%(kind)sは%(sent)sに受けたもので、次の期限（%(due)s）を過ぎています。")
    sentence = say(text, kind=_NAMES[case.kind], sent=report.sent_on or on, due=case.due_on(report))
    unjudged = [row for row in case.received(on) if not _is_judged(row, on)]
    if case.judged and unjudged:
        step = mend(_n("報告を判断する"), "planning:report_detail", unjudged[0].pk)
    else:
        step = mend(_n("報告を書く"), "planning:report_begin", case.kind)
    return fails(sentence, mend=step, proofs=[report], changes_on=case.next_sent_on(on))


def _not_judged(case: _Case, waiting: Sequence[tuple[date, StatusReport]], on: date) -> Finding:
    limit, report = waiting[0]
    text = _n("%(sent)sに受けた%(kind)sに、%(limit)sまでに経営層の判断がありませんでした。")
    sentence = say(text, sent=report.sent_on or on, kind=_NAMES[case.kind], limit=limit)
    step = mend(_n("報告を判断する"), "planning:report_detail", report.pk)
    late = [row for day, row in waiting if day < on]
    return fails(sentence, mend=step, proofs=late, changes_on=case.next_sent_on(on))
