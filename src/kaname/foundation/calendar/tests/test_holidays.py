"""Holidays, business days and months at their edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaname.foundation.calendar.holidays import (
    Holidays,
    add_business_days,
    add_months,
    bundled_name,
    business_day_from,
    is_business_day,
    next_business_day,
)

BUNDLED = Holidays()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 21), "敬老の日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2026, 9, 23), "秋分の日"),
        (date(2026, 9, 24), ""),
        (date(2027, 3, 21), "春分の日"),
        (date(2027, 3, 22), "春分の日 振替休日"),
        (date(2027, 3, 23), ""),
    ],
)
def test_bundled_name_around_two_special_holidays(day: date, name: str) -> None:
    assert bundled_name(day) == name


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 22), date(2026, 9, 24)),
        (date(2027, 3, 19), date(2027, 3, 23)),
        (date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 24), date(2026, 11, 25)),
    ],
)
def test_next_business_day_passes_weekends_and_holidays(day: date, following: date) -> None:
    assert next_business_day(day, BUNDLED) == following


def test_business_day_from_an_open_day_is_that_day() -> None:
    assert business_day_from(date(2026, 9, 24), BUNDLED) == date(2026, 9, 24)
    assert business_day_from(date(2026, 9, 22), BUNDLED) == date(2026, 9, 24)


def test_corrections_add_remove_and_rename() -> None:
    days = Holidays(
        added={date(2026, 9, 24): "開院記念日", date(2026, 9, 23): "休"},
        removed=frozenset({date(2026, 9, 22)}),
    )
    assert days.between(date(2026, 9, 20), date(2026, 9, 25)) == {
        date(2026, 9, 21): "敬老の日",
        date(2026, 9, 23): "休",
        date(2026, 9, 24): "開院記念日",
    }
    assert is_business_day(date(2026, 9, 22), days)
    assert not is_business_day(date(2026, 9, 24), days)


def test_year_end_closes_public_offices_only() -> None:
    offices = Holidays(year_end=True)
    year_end = offices.between(date(2026, 12, 28), date(2027, 1, 4))
    assert list(year_end) == [date(2026, 12, 29) + timedelta(days=n) for n in range(6)]
    assert list(BUNDLED.between(date(2026, 12, 28), date(2027, 1, 4))) == [date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("count", "day"),
    [
        (0, date(2026, 9, 20)),
        (1, date(2026, 9, 24)),
        (2, date(2026, 9, 25)),
        (3, date(2026, 9, 28)),
        (-1, date(2026, 9, 18)),
    ],
)
def test_add_business_days_from_a_closed_day(count: int, day: date) -> None:
    assert add_business_days(date(2026, 9, 20), count, BUNDLED) == day


def test_business_days_without_any_open_day_are_refused() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    with pytest.raises(ValueError, match="business day"):
        next_business_day(date(2026, 9, 20), Always())


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_add_months_clamps_at_the_end_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(-240, 240))
def test_add_months_lands_in_the_month_counted(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(1, 30))
def test_add_business_days_there_and_back(day: date, count: int) -> None:
    start = business_day_from(day, BUNDLED)
    there = add_business_days(start, count, BUNDLED)
    assert is_business_day(there, BUNDLED)
    assert add_business_days(there, -count, BUNDLED) == start
