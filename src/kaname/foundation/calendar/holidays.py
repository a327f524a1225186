"""Public holidays, business days and months: the counting that deadlines rest on. Pure functions.

`closed` is whatever answers `day in closed`: `selectors.holidays()` in the product, a plain set in a test.
Weekends need not be in it.

Source: 国民の祝日に関する法律 第2条・第3条（振替休日・国民の休日）;
行政機関の休日に関する法律 第1条（12月29日から1月3日）
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import jpholiday
from django.utils.translation import gettext

_SATURDAY = 5
_LONGEST_CLOSURE_DAYS = 366
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holidays:
    """Bundled holidays, with corrections `added` (named) and `removed`; `year_end` closes 12/29 to 1/3."""

    added: Mapping[date, str] = field(default_factory=dict)
    removed: frozenset[date] = frozenset()
    year_end: bool = False

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and bool(self.name_of(day))

    def name_of(self, day: date) -> str:
        """What the day is called if it is closed, else the empty text."""
        if day in self.added:
            return self.added[day]
        if day in self.removed:
            return ""
        return bundled_name(day) or (gettext("年末年始") if self.year_end and _is_year_end(day) else "")

    def between(self, first: date, last: date) -> dict[date, str]:
        """The closed days from `first` to `last`, both included, by name."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return {day: name for day in days if (name := self.name_of(day))}


def bundled_name(day: date) -> str:
    """The name of the public holiday by the bundled table, or the empty text."""
    return jpholiday.is_holiday_name(day) or ""


def is_business_day(day: date, closed: Container[date]) -> bool:
    """Whether the day is neither Saturday, Sunday nor closed (営業日・開庁日)."""
    return day.weekday() < _SATURDAY and day not in closed


def next_business_day(day: date, closed: Container[date]) -> date:
    """翌営業日: the first business day after the day. Raises ValueError if none comes within a year."""
    return _nearest(day + ONE_DAY, closed, ONE_DAY)


def business_day_from(day: date, closed: Container[date]) -> date:
    """The day itself if a business day, else the next. Raises ValueError if none comes within a year."""
    return _nearest(day, closed, ONE_DAY)


def add_business_days(day: date, count: int, closed: Container[date]) -> date:
    """The `count`-th business day after the day; before it if negative; the day itself for 0."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day = _nearest(day + step, closed, step)
    return day


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or the month's last day where it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, last_day_of_month(year, month0 + 1)))


def last_day_of_month(year: int, month: int) -> int:
    """28 to 31."""
    return monthrange(year, month)[1]


def _nearest(day: date, closed: Container[date], step: timedelta) -> date:
    for _ in range(_LONGEST_CLOSURE_DAYS):
        if is_business_day(day, closed):
            return day
        day += step
    raise ValueError("no business day within a year")


def _is_year_end(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
