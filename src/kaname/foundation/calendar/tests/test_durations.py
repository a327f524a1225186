"""Lengths of time as a hospital writes them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from kaname.foundation.calendar.durations import read_minutes, show_minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", None), ("4時間", 240), ("３０分", 30), ("1日12時間", 2160), ("2 時間 15 分", 135), ("0分", 0), ("90分", 90),
        ("1d 2h", 1560), ("1,000分", 1000),
    ],
)  # fmt: skip
def test_a_length_is_read_as_it_is_written(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["4", "すぐ", "-1時間", "4時間半", "999999日", "\0", "1時間2日"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValidationError):
        read_minutes(text)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (None, ""),
        (0, "0分"),
        (30, "30分"),
        (240, "4時間"),
        (135, "2時間15分"),
        (2160, "36時間"),
        (4320, "3日"),
        (4381, "3日1時間1分"),
    ],
)
def test_a_length_is_shown_in_words_and_read_back(minutes, text):
    assert show_minutes(minutes) == text
    assert read_minutes(text) == minutes
