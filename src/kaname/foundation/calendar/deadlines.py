"""A period as laws and contracts state it, and the day on which it ends. Pure: holidays are handed in."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from .holidays import add_business_days, add_months, business_day_from


@dataclass(frozen=True)
class Deadline:
    """So many months and days after a day.

    `counts_first_day`: the starting day is day 1 (初日算入). `in_business_days`: days are business days.
    `shifts_to_business_day`: an end on a closed day moves to the next business day.
    """

    days: int = 0
    months: int = 0
    counts_first_day: bool = False
    in_business_days: bool = False
    shifts_to_business_day: bool = False

    def nominal_on(self, start: date, closed: Container[date]) -> date:
        """The day on which the period ends by mere counting."""
        begin = start - timedelta(days=1) if self.counts_first_day else start
        day = add_months(begin, self.months)
        if self.in_business_days:
            return add_business_days(day, self.days, closed)
        return day + timedelta(days=self.days)

    def due_on(self, start: date, closed: Container[date]) -> date:
        """The last day on which the duty is done in time."""
        day = self.nominal_on(start, closed)
        return business_day_from(day, closed) if self.shifts_to_business_day else day
