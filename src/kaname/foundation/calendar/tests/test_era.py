"""和暦 at the turns of eras, and 年度 at the turn of years."""

from datetime import date, timedelta

import pytest

from kaname.foundation.calendar import era


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(1872, 12, 31), "1872年12月31日", "1872-12-31"),
        (date(1873, 1, 1), "明治6年1月1日", "M6.1.1"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29"),
        (date(1912, 7, 30), "大正元年7月30日", "T1.7.30"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2020, 1, 1), "令和2年1月1日", "R2.1.1"),
        (date(2026, 11, 22), "令和8年11月22日", "R8.11.22"),
    ],
)
def test_wareki_at_the_turn_of_eras(day: date, long: str, short: str) -> None:
    assert (era.wareki(day), era.wareki_short(day)) == (long, short)


def test_weekday_forms_name_the_day() -> None:
    day = date(2026, 11, 22)
    assert era.wareki_weekday(day) == "令和8年11月22日（日）"
    assert era.seireki_weekday(day) == "2026年11月22日（日）"
    assert [era.weekday(day + timedelta(days=n)) for n in range(1, 8)] == list("月火水木金土日")


def test_eras_follow_one_another_without_a_gap() -> None:
    for before, after in zip(era.ERAS, era.ERAS[1:], strict=False):
        assert after.starts_on - before.ends_on in (timedelta(0), timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2027, 3, 31), 2026),
        (date(2027, 4, 1), 2027),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_fiscal_year_turns_on_1_april(day: date, year: int) -> None:
    assert era.fiscal_year(day) == year
    assert era.fiscal_year_starts_on(year) <= day <= era.fiscal_year_ends_on(year)


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (1870, "1870年度"),
        (1988, "昭和63年度"),
        (1989, "平成元年度"),
        (2018, "平成30年度"),
        (2019, "令和元年度"),
        (2020, "令和2年度"),
        (2026, "令和8年度"),
    ],
)
def test_fiscal_year_label_of_a_year_with_two_eras_bears_the_new_one(year: int, label: str) -> None:
    assert era.fiscal_year_label(year) == label
