"""Report days of standing directives: month ends, leap years, no drift."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaname.foundation.calendar.holidays import add_months, last_day_of_month
from kaname.foundation.directives.schedule import MONTHS_BETWEEN, Recurrence, next_report_after

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
STANDING = st.sampled_from(sorted(MONTHS_BETWEEN))


@pytest.mark.parametrize(
    ("first", "after", "recurrence", "expected"),
    [
        ("2026-01-31", "2026-01-31", "MONTHLY", "2026-02-28"),
        ("2026-01-31", "2026-02-28", "MONTHLY", "2026-03-31"),
        ("2026-01-31", "2026-03-31", "MONTHLY", "2026-04-30"),
        ("2028-01-31", "2028-01-31", "MONTHLY", "2028-02-29"),
        ("2026-03-31", "2026-03-31", "QUARTERLY", "2026-06-30"),
        ("2026-03-31", "2026-03-31", "HALF_YEARLY", "2026-09-30"),
        ("2028-02-29", "2028-02-29", "YEARLY", "2029-02-28"),
        ("2028-02-29", "2031-02-28", "YEARLY", "2032-02-29"),
        ("2026-04-15", "2026-04-14", "MONTHLY", "2026-04-15"),
        ("2026-04-15", "2026-04-15", "MONTHLY", "2026-05-15"),
        ("2026-04-15", "2026-04-16", "MONTHLY", "2026-05-15"),
    ],
)
def test_next_report_at_month_ends(first, after, recurrence, expected):
    day = next_report_after(
        date.fromisoformat(after), first_on=date.fromisoformat(first), recurrence=Recurrence(recurrence)
    )
    assert day == date.fromisoformat(expected)


def test_next_report_of_a_directive_done_once():
    with pytest.raises(ValueError, match="done once"):
        next_report_after(date(2026, 4, 1), first_on=date(2026, 4, 1), recurrence=Recurrence.NONE)


@given(first=DAYS, after=DAYS, recurrence=STANDING)
def test_next_report_is_later_and_the_nearest(first, after, recurrence):
    day = next_report_after(after, first_on=first, recurrence=recurrence)
    step = MONTHS_BETWEEN[Recurrence(recurrence)]
    assert day > after
    assert day == first or add_months(day, -step) <= max(after, first) + timedelta(days=3)
    assert day.day == min(first.day, last_day_of_month(day.year, day.month))


@given(first=DAYS, recurrence=STANDING, turns=st.integers(1, 40))
def test_next_report_never_drifts(first, recurrence, turns):
    day = first
    for _ in range(turns):
        day = next_report_after(day, first_on=first, recurrence=recurrence)
    assert day == add_months(first, turns * MONTHS_BETWEEN[Recurrence(recurrence)])
