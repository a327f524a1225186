"""Days and instants as readers see them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from kaname.foundation.calendar import display

DAY = date(2026, 11, 22)
INSTANT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "preference", "shown"),
    [
        ("ja", "wareki", "令和8年11月22日"),
        ("ja", "seireki", "2026年11月22日"),
        ("ja", "nonsense", "令和8年11月22日"),
        ("en", "wareki", "22 Nov 2026"),
        ("en-gb", "seireki", "22 Nov 2026"),
    ],
)
def test_show_date_follows_language_and_preference(language: str, preference: str, shown: str) -> None:
    with translation.override(language), display.preferring(preference):
        assert display.show_date(DAY) == shown


def test_show_date_with_a_style_overrides_the_preference() -> None:
    with translation.override("ja"), display.preferring("seireki"):
        assert display.show_date(DAY, "wareki") == "令和8年11月22日"


def test_preferring_nested_returns_to_the_outer_preference() -> None:
    with translation.override("ja"), display.preferring("seireki"):
        with display.preferring("wareki"):
            pass
        assert display.show_date(DAY) == "2026年11月22日"


def test_show_both_in_each_language() -> None:
    with translation.override("ja"):
        assert display.show_both(DAY) == "2026年11月22日（令和8年11月22日）"
    with translation.override("en"):
        assert display.show_both(DAY) == "22 Nov 2026 (令和8年11月22日)"


def test_show_datetime_is_in_japan_time() -> None:
    with translation.override("ja"):
        assert display.show_datetime(INSTANT) == "令和8年11月22日 9:05"
        assert display.show_datetime(INSTANT, with_zone=True) == "令和8年11月22日 9:05（日本時間）"
    with translation.override("en"):
        assert display.show_datetime(INSTANT) == "22 Nov 2026 09:05 JST"


def test_show_datetime_after_midnight_in_japan_is_the_next_day() -> None:
    with translation.override("ja"):
        assert display.show_datetime(datetime(2026, 11, 22, 15, 0, tzinfo=UTC)) == "令和8年11月23日 0:00"
