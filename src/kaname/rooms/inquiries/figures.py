"""The figures of the desk: how many came in, of which class, how many were answered in time. No text is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import add_months

from .choices import OPEN, CloseReason, InquiryKind
from .models import Inquiry

_NO_INQUIRY = (CloseReason.NUISANCE, CloseReason.DUPLICATE)


@dataclass(frozen=True)
class Line:
    """One inquiry as the figures need it."""

    kind: str
    status: str
    received_on: date
    due_on: date
    answered_on: date | None
    closed_on: date | None

    @property
    def done_on(self) -> date | None:
        return self.answered_on or self.closed_on

    def was_late_by(self, day: date) -> bool:
        """Whether its day had passed without an answer, looked at from a day."""
        done = self.done_on
        return done > self.due_on if done is not None and done <= day else self.due_on < day

    def was_on_time(self) -> bool:
        done = self.done_on
        return done is not None and done <= self.due_on


def lines_of(institution: Institution, first: date | None = None, last: date | None = None) -> list[Line]:
    """The inquiries received in a period, without nuisance and doubles; one query."""
    rows = Inquiry.objects.of(institution).exclude(close_reason__in=_NO_INQUIRY)
    if first is not None:
        rows = rows.filter(received_on__gte=first)
    if last is not None:
        rows = rows.filter(received_on__lte=last)
    names = ("kind", "status", "received_on", "due_on", "answered_on", "closed_on")
    return [Line(*row) for row in rows.order_by("received_on", "pk").values_list(*names)]


def rate(lines: Iterable[Line], on: date) -> float | None:
    """The share of answers in time, in per cent: of what was done or is late by the day. None when nothing counts."""
    counted = [x for x in lines if (x.done_on is not None and x.done_on <= on) or x.due_on < on]
    if not counted:
        return None
    return round(100 * sum(not x.was_late_by(on) for x in counted) / len(counted), 1)


@dataclass(frozen=True)
class ClassFigures:
    """One class in a period."""

    kind: str
    received: int
    open: int
    late: int
    rate: float | None

    @property
    def label(self) -> str:
        return str(InquiryKind(self.kind).label)


@dataclass(frozen=True)
class MonthFigures:
    """One month: `share` of the busiest month in per cent, for the bar."""

    first: date
    received: int
    rate: float | None
    share: int


def by_class(lines: Sequence[Line], on: date) -> list[ClassFigures]:
    """Each class that occurred, in the order of the classes."""
    found = []
    for kind in InquiryKind.values:
        own = [x for x in lines if x.kind == kind]
        if own:
            waiting = [x for x in own if x.status in OPEN]
            late = sum(x.due_on < on for x in waiting)
            found.append(ClassFigures(kind, len(own), len(waiting), late, rate(own, on)))
    return found


def by_month(lines: Sequence[Line], on: date, months: int = 12) -> list[MonthFigures]:
    """The last months up to this one, the oldest first."""
    starts = [add_months(on.replace(day=1), -n) for n in range(months - 1, -1, -1)]
    counts = Counter(x.received_on.replace(day=1) for x in lines)
    most = max([counts[s] for s in starts], default=0) or 1
    return [
        MonthFigures(
            s,
            counts[s],
            rate([x for x in lines if x.received_on.replace(day=1) == s], on),
            round(100 * counts[s] / most),
        )
        for s in starts
    ]
