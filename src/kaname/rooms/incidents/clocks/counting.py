"""Counting: from when a clock runs, and when it ends, as each version of the facts gives it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.deadlines import Deadline

from .breach import categories_of
from .facts import Facts
from .rules import DeadlineKind, Rule
from .triggers import TRIGGERS

WARN_DAYS = 7
BREACHES = frozenset({"breach", "entrusted_breach"})


@dataclass(frozen=True)
class Due:
    """A deadline as one version of the facts gives it.

    `raw_on` is the day by mere counting, `due_on` the day after the shift to an open day; `due_at` is the first instant
    that is too late, `warns_at` when we begin to warn.
    """

    version: int
    starts_at: datetime
    raw_on: date
    due_on: date
    due_at: datetime
    warns_at: datetime


@dataclass(frozen=True)
class Count:
    """The counting of one clock."""

    rule: Rule
    versions: Sequence[Facts]
    closed: Container[date]

    @property
    def minutes(self) -> int:
        """Our aim where the law sets no hour, else 0."""
        return self.rule.deadline.minutes

    @cached_property
    def basis(self) -> Facts | None:
        """The newest version of the facts that calls for this clock; None: none ever did."""
        return next((facts for facts in reversed(self.versions) if self._calls(facts)), None)

    @cached_property
    def starts_at(self) -> datetime | None:
        """The moment the rule names; or later, when only later facts called for it.

        Later facts move an aim of our own, and the duty that the number of persons alone makes. They never move a duty
        whose law counts from awareness: whoever learns more corrects the moment of awareness.
        """
        moment: datetime | None = getattr(self.versions[-1], self.rule.starts_at)
        first = next(facts for facts in self.versions if self._calls(facts))
        if moment is None or first is self.versions[0]:
            return moment
        return max(moment, first.known_at) if self.minutes or self._is_by_number_alone else moment

    @cached_property
    def due(self) -> Due | None:
        """The deadline by the current facts; None where nothing calls for it, nothing began, or nothing is set."""
        if self.basis is None or self.starts_at is None or self.rule.deadline.kind == DeadlineKind.NONE:
            return None
        return self._by_minutes(self.starts_at) if self.minutes else self._by_days(self.starts_at, self.basis)

    @cached_property
    def earlier(self) -> tuple[Due, ...]:
        """The deadlines by earlier versions, oldest first, each only where the next one differed."""
        before = [replace(self, versions=self.versions[:n]) for n in range(1, len(self.versions))]
        dues = [count.due for count in before if count._calls(count.versions[-1])]
        found = [due for due in dues if due is not None]
        following = [*(due.due_at for due in found[1:]), self.due.due_at if self.due else None]
        return tuple(due for due, after in zip(found, following, strict=False) if due.due_at != after)

    def _calls(self, facts: Facts) -> bool:
        return TRIGGERS[self.rule.trigger](facts)[0]

    @cached_property
    def _is_by_number_alone(self) -> bool:
        return (
            self.rule.trigger in BREACHES and self.basis is not None and set(categories_of(self.basis)) == {4}
        )

    def _by_minutes(self, start: datetime) -> Due:
        given = timedelta(minutes=self.minutes)
        day = clock.day_of(start + given)
        return Due(self.versions[-1].version, start, day, day, start + given, start + given * 3 / 4)

    def _by_days(self, start: datetime, basis: Facts) -> Due:
        deadline, first = self.rule.deadline, clock.day_of(start)
        days = (basis.is_malicious and deadline.days_if_malicious) or deadline.days or deadline.last_day
        period = Deadline(days=days, counts_first_day=True, shifts_to_business_day=deadline.shifts)
        raw, last = period.nominal_on(first, self.closed), period.due_on(first, self.closed)
        end = clock.at_start_of(last + timedelta(days=1))
        return Due(self.versions[-1].version, start, raw, last, end, self._warns_at(first, last))

    def _warns_at(self, first: date, last: date) -> datetime:
        """From the day of the window that is named for it, or a week before the end."""
        if self.rule.deadline.kind == DeadlineKind.WINDOW:
            return clock.at_start_of(first + timedelta(days=self.rule.deadline.warn_day - 1))
        return clock.at_start_of(max(first, last - timedelta(days=WARN_DAYS)))
