"""Typed dates: what is read, what is asked, what is refused, and that every printed form is read back."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kaname.foundation.calendar import clock, display, era
from kaname.foundation.calendar.parse import AmbiguousDate, UnreadableDate, parse_date, parse_moment

TODAY = date(2026, 11, 22)
APRIL = date(2025, 4, 1)
DAYS = st.dates(date(1926, 1, 1), date(2100, 12, 31))

FORMS: list[Callable[[date], str]] = [
    era.wareki,
    era.wareki_short,
    era.wareki_weekday,
    era.seireki,
    era.seireki_weekday,
    display.english,
    display.show_date,
    display.show_both,
    date.isoformat,
    lambda d: d.strftime("%Y%m%d"),
    lambda d: f"{d.year}/{d.month}/{d.day}",
]


def read(text: str) -> date:
    return parse_date(text, today=TODAY)


def read_or_answered(text: str) -> None:
    """Nothing but the two answers may come of any text."""
    with contextlib.suppress(AmbiguousDate, UnreadableDate):
        assert date(1873, 1, 1) <= read(text) <= date(2199, 12, 31)


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(["ja", "en"]))
def test_every_day_in_every_form_is_read_back(day: date, form: Callable[[date], str], language: str) -> None:
    with translation.override(language):
        assert read(form(day)) == day


@given(DAYS, st.sampled_from(FORMS))
def test_every_day_in_full_width_is_read_back(day: date, form: Callable[[date], str]) -> None:
    wide = form(day).translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}).replace(" ", "　")
    assert read(wide) == day


@given(st.text(max_size=80))
def test_any_text_is_read_asked_or_refused(text: str) -> None:
    read_or_answered(text)


@given(st.text("令平昭RHS元0123456789年月日/-.() （）一十日月", max_size=16))
def test_any_text_like_a_date_is_read_asked_or_refused(text: str) -> None:
    read_or_answered(text)


@pytest.mark.parametrize(
    "text",
    [
        "令和7年4月1日",
        "令和７年４月１日",
        "令和 7年 4月 1日",
        " 令和　7　年　4　月　1　日 ",
        "㋿7年4月1日",
        "令7.4.1",
        "R7.4.1",
        "r7/4/1",
        "Ｒ７．４．１",
        "R.7.4.1",
        "R 7.4.1",
        "R7・4・1",
        "R070401",
        "令和七年四月一日",
        "令和七年4月一日(火)",
        "二〇二五年四月一日",
        "令和7年（2025年）4月1日",
        "2025年（令和7年）4月1日",
        "2025年4月1日（令和7年4月1日）",
        "2025年4月1日（火）",
        "2025年4月1日火曜日",
        "2025-04-01 火曜",
        "20250401",
        "２０２５０４０１",
        "2025-4-1",
        "2025−4−1",
        "2025ー4ー1",
        "2025‐04‐01",
        "2025–04—01",
        "2025/4/1",
        "2025.4.1",
        "2025 4 1",
        "2025/4/1 0:00",
        "2025-04-01T00:00:00",
        "2025-04-01 00:00:00.000",
        "\ufeff2025-04-01\u200b",
        "1 Apr 2025",
        "1 April 2025",
        "Apr 1, 2025",
        "1 Apr. 2025",
    ],
)
def test_parse_of_1_april_2025_however_typed(text: str) -> None:
    assert read(text) == APRIL


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("㍻31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("昭和三十九年十月十日", date(1964, 10, 10)),
        ("令和十年十二月三十一日", date(2028, 12, 31)),
        ("令和6年2月29日", date(2024, 2, 29)),
        ("22/11/2026", date(2026, 11, 22)),
        ("4/4/2026", date(2026, 4, 4)),
    ],
)
def test_parse_at_the_edges_of_eras(text: str, day: date) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2026, 11, 22), "4月1日", date(2027, 4, 1)),
        (date(2026, 11, 22), "4/1", date(2027, 4, 1)),
        (date(2026, 11, 22), "12-31", date(2026, 12, 31)),
        (date(2026, 11, 22), "1月4日（月）", date(2027, 1, 4)),
        (date(2027, 1, 4), "12/28", date(2026, 12, 28)),
        (date(2026, 4, 1), "4/1", date(2026, 4, 1)),
        (date(2026, 8, 29), "4/1", date(2026, 4, 1)),
        (date(2026, 11, 2), "4/1", date(2027, 4, 1)),
        (date(2028, 1, 1), "2月29日", date(2028, 2, 29)),
    ],
)
def test_parse_of_month_and_day_is_the_nearest_to_today(today: date, text: str, day: date) -> None:
    assert parse_date(text, today=today) == day


@pytest.mark.parametrize(
    ("today", "text", "readings"),
    [
        (date(2026, 8, 30), "4/1", (date(2026, 4, 1), date(2027, 4, 1))),
        (date(2026, 11, 1), "4月1日", (date(2027, 4, 1), date(2026, 4, 1))),
        (date(2026, 11, 22), "2月29日", (date(2028, 2, 29), date(2024, 2, 29))),
    ],
)
def test_parse_of_month_and_day_far_away_asks(today: date, text: str, readings: tuple[date, ...]) -> None:
    with pytest.raises(AmbiguousDate) as question:
        parse_date(text, today=today)
    assert question.value.readings == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("平成31年5月1日", (date(2019, 5, 1), date(2049, 5, 1))),
        ("H31.5.1", (date(2019, 5, 1), date(2049, 5, 1))),
        ("平成35年4月1日", (date(2023, 4, 1), date(2053, 4, 1))),
        ("令和元年4月1日", (date(2019, 4, 1), date(1989, 4, 1))),
        ("昭和64年3月1日", (date(1989, 3, 1),)),
        ("7/4/1", (APRIL, date(2007, 4, 1), date(1995, 4, 1))),
        ("７／４／１", (APRIL, date(2007, 4, 1), date(1995, 4, 1))),
        ("07-04-01", (APRIL, date(2007, 4, 1), date(1995, 4, 1))),
        ("070401", (APRIL, date(2007, 4, 1), date(1995, 4, 1))),
        ("7年4月1日", (APRIL, date(2007, 4, 1), date(1995, 4, 1))),
        ("25/4/1", (date(2025, 4, 1), date(2013, 4, 1), date(2043, 4, 1))),
        ("元年5月1日", (date(2019, 5, 1), date(1989, 5, 1))),
        ("1/4/2025", (date(2025, 1, 4), date(2025, 4, 1))),
        ("㋿7年", (date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31))),
        ("2025", (date(2025, 1, 1), date(2025, 4, 1), date(2025, 12, 31))),
        ("令和元年", (date(2019, 5, 1), date(2019, 12, 31))),
        ("平成31年", (date(2019, 1, 1), date(2019, 4, 1), date(2019, 4, 30))),
        ("令和7年4月", (date(2025, 4, 1), date(2025, 4, 30))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2025年4月1日（月）", (APRIL,)),
        ("2025年4月1日（令和8年4月1日）", (APRIL, date(2026, 4, 1))),
        ("令和7年（2026年）4月1日", (APRIL, date(2026, 4, 1))),
    ],
)
def test_parse_of_unclear_text_asks_with_the_readings(text: str, readings: tuple[date, ...]) -> None:
    with pytest.raises(AmbiguousDate) as question:
        read(text)
    assert question.value.readings == readings
    for day in readings:
        assert display.show_both(day) in str(question.value)
        assert read(display.show_both(day)) == day


def test_parse_of_impossible_era_asks_in_a_sentence() -> None:
    with translation.override("ja"), pytest.raises(AmbiguousDate) as question:
        read("平成31年5月1日")
    assert str(question.value) == (
        "平成31年5月1日という日はありません。次のどれかを入力してください："
        "2019年5月1日（令和元年5月1日） / 2049年5月1日（令和31年5月1日）"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "あした",
        "令和",
        "1日",
        "令和0年4月1日",
        "令和2025年4月1日",
        "R70401",
        "202504",
        "45748",
        "025/4/1",
        "99/13/40",
        "13/40",
        "13/13/2025",
        "2025-4-1-1",
        "2025-04-01 13:45",
        "32 Foo 2025",
        "1 Foo 2025",
        "2025-04-01（メモ）",
        "2025-04-01（0000年）",
        "令和百年四月一日",
        "昭和十十十年四月一日",
        "0202-04-01",
        "明治5年12月2日",
        "9999-12-31",
        "令和99年99月",
        "2025" * 100,
        "（" * 59,
        "100%d",
    ],
)
def test_parse_of_what_is_no_date_says_what_to_type(text: str) -> None:
    with pytest.raises(UnreadableDate) as refusal:
        read(text)
    assert "ください" in str(refusal.value)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025-2-29", "2025年2月29日はありません。この月は1日から28日までです。"),
        ("令和6年2月30日", "2024年2月30日はありません。この月は1日から29日までです。"),
        ("2025-4-0", "2025年4月0日はありません。この月は1日から30日までです。"),
        ("2025-13-1", "13月はありません。月は1から12で入力してください。"),
        ("20250431", "2025年4月31日はありません。この月は1日から30日までです。"),
    ],
)
def test_parse_of_a_day_that_never_was_says_why(text: str, sentence: str) -> None:
    with translation.override("ja"), pytest.raises(UnreadableDate) as refusal:
        read(text)
    assert str(refusal.value) == sentence


NOON = clock.at_start_of(TODAY) + timedelta(hours=12)


@pytest.mark.parametrize(
    ("text", "day", "hour", "minute"),
    [
        ("14:20", TODAY, 14, 20),
        ("１４：２０", TODAY, 14, 20),
        ("2:05ごろ", TODAY, 2, 5),
        ("14時半", TODAY, 14, 30),
        ("14時5分", TODAY, 14, 5),
        ("11/19 2:40", date(2026, 11, 19), 2, 40),
        ("令和8年11月19日 2:40", date(2026, 11, 19), 2, 40),
        ("2026-11-19 02:40", date(2026, 11, 19), 2, 40),
    ],
)
def test_a_moment_is_read_as_people_write_it_in_a_hurry(text, day, hour, minute):
    wanted = clock.at_start_of(day) + timedelta(hours=hour, minutes=minute)
    assert parse_moment(text, now=NOON) == wanted


@pytest.mark.parametrize("text", ["", "昼", "25:00", "14:60", "11/19", "13/40 2:00", "1" * 90 + ":00"])
def test_a_moment_that_cannot_be_read_says_what_to_type(text):
    with pytest.raises(UnreadableDate):
        parse_moment(text, now=NOON)
