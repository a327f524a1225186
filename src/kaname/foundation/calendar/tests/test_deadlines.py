"""Periods as laws state them."""

from datetime import date

import pytest

from kaname.foundation.calendar.deadlines import Deadline
from kaname.foundation.calendar.holidays import Holidays

OFFICES = Holidays(year_end=True)


@pytest.mark.parametrize(
    ("aware_on", "days", "nominal", "due"),
    [
        (date(2025, 10, 30), 30, date(2025, 11, 28), date(2025, 11, 28)),
        (date(2025, 10, 30), 60, date(2025, 12, 28), date(2026, 1, 5)),
        (date(2026, 8, 24), 30, date(2026, 9, 22), date(2026, 9, 24)),
        (date(2026, 8, 24), 60, date(2026, 10, 22), date(2026, 10, 22)),
        (date(2026, 10, 31), 30, date(2026, 11, 29), date(2026, 11, 30)),
        (date(2026, 10, 31), 60, date(2026, 12, 29), date(2027, 1, 4)),
        (date(2026, 11, 5), 60, date(2027, 1, 3), date(2027, 1, 4)),
        (date(2026, 11, 20), 30, date(2026, 12, 19), date(2026, 12, 21)),
        (date(2026, 12, 1), 30, date(2026, 12, 30), date(2027, 1, 4)),
        (date(2027, 2, 15), 30, date(2027, 3, 16), date(2027, 3, 16)),
        (date(2027, 4, 5), 30, date(2027, 5, 4), date(2027, 5, 6)),
    ],
)
def test_final_report_period_counts_the_first_day_and_shifts(
    aware_on: date, days: int, nominal: date, due: date
) -> None:
    period = Deadline(days=days, counts_first_day=True, shifts_to_business_day=True)
    assert (period.nominal_on(aware_on, OFFICES), period.due_on(aware_on, OFFICES)) == (nominal, due)


def test_period_without_shift_ends_on_a_closed_day() -> None:
    assert Deadline(days=3, counts_first_day=True).due_on(date(2026, 11, 20), OFFICES) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("period", "due"),
    [
        (Deadline(days=3), date(2026, 9, 21)),
        (Deadline(days=3, in_business_days=True), date(2026, 9, 28)),
        (Deadline(days=3, in_business_days=True, counts_first_day=True), date(2026, 9, 25)),
        (Deadline(months=1), date(2026, 10, 18)),
        (Deadline(months=1, shifts_to_business_day=True), date(2026, 10, 19)),
        (Deadline(months=1, counts_first_day=True), date(2026, 10, 17)),
        (Deadline(months=1, days=2), date(2026, 10, 20)),
    ],
)
def test_period_of_each_kind_from_a_friday_before_holidays(period: Deadline, due: date) -> None:
    assert period.due_on(date(2026, 9, 18), OFFICES) == due
