"""Corrections in the table join the bundled holidays."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kaname.foundation.calendar.models import Holiday
from kaname.foundation.calendar.selectors import holidays, office_holidays

pytestmark = pytest.mark.django_db


def correct(on: date, name: str = "", *, is_closed: bool = True) -> None:
    """Put a row in place as it would be stored; writing it is another app's service."""
    Holiday.objects.bulk_create([Holiday(on=on, name=name, is_closed=is_closed)])


def test_holidays_without_corrections_are_the_bundled_ones() -> None:
    assert holidays().name_of(date(2026, 9, 22)) == "国民の休日"
    assert date(2026, 12, 29) not in holidays()
    assert date(2026, 12, 29) in office_holidays()


def test_holidays_with_corrections_follow_the_table(django_assert_num_queries) -> None:
    correct(date(2026, 9, 22), is_closed=False)
    correct(date(2026, 9, 24), "臨時の休日")
    with django_assert_num_queries(1):
        days = holidays()
        assert days.between(date(2026, 9, 21), date(2026, 9, 24)) == {
            date(2026, 9, 21): "敬老の日",
            date(2026, 9, 23): "秋分の日",
            date(2026, 9, 24): "臨時の休日",
        }


def test_holiday_closed_without_a_name_is_refused() -> None:
    with pytest.raises(IntegrityError, match="holiday_has_a_name"), transaction.atomic():
        correct(date(2026, 9, 24))


def test_holiday_twice_on_one_day_is_refused() -> None:
    correct(date(2026, 9, 24), "臨時の休日")
    with pytest.raises(IntegrityError), transaction.atomic():
        correct(date(2026, 9, 24), "別の休日")


def test_holiday_reads_as_day_and_name() -> None:
    assert str(Holiday(on=date(2026, 9, 24), name="臨時の休日")) == "2026-09-24 臨時の休日"
