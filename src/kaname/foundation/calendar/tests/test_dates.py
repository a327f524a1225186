"""The template library `dates`."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from kaname.foundation.calendar import display

DAY = date(2026, 11, 22)
INSTANT = datetime(2026, 11, 21, 15, 5, tzinfo=UTC)


def render(source: str, language: str = "ja", **context: object) -> str:
    with translation.override(language):
        return Template("{% load dates %}" + source).render(
            Context({"day": DAY, "instant": INSTANT, **context})
        )


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ day|wareki }}", "令和8年11月22日"),
        ("{{ day|wareki_weekday }}", "令和8年11月22日（日）"),
        ("{{ day|seireki }}", "2026年11月22日"),
        ("{{ day|jdate }}", "令和8年11月22日"),
        ('{{ day|jdate:"seireki" }}', "2026年11月22日"),
        ("{{ instant|wareki }}", "令和8年11月22日"),
        ("{{ instant|jdate }}", "令和8年11月22日"),
        ("{{ instant|jdatetime }}", "令和8年11月22日 0:05"),
        ('{{ instant|jdatetime:"zone" }}', "令和8年11月22日 0:05（日本時間）"),
        ("{{ day|jdatetime }}", "令和8年11月22日"),
        ("{{ none|jdate }}{{ none|jdatetime }}{{ none|wareki }}{{ none|seireki }}", ""),
        ("{% jdate day %}", "令和8年11月22日"),
        ("{% jdate none %}", ""),
    ],
)
def test_filters_in_japanese(source: str, shown: str) -> None:
    assert render(source, none=None) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ day|jdate }}", "22 Nov 2026"),
        ("{% jdate day %}", "22 Nov 2026"),
        ("{{ instant|jdatetime }}", "22 Nov 2026 00:05 JST"),
        ("{{ day|wareki }}", "令和8年11月22日"),
    ],
)
def test_filters_in_english(source: str, shown: str) -> None:
    assert render(source, "en") == shown


def test_jdate_follows_the_readers_preference() -> None:
    with display.preferring("seireki"):
        assert render("{{ day|jdate }} {{ instant|jdatetime }}") == "2026年11月22日 2026年11月22日 0:05"


def test_jdate_tag_follows_the_context_before_the_preference() -> None:
    with display.preferring("seireki"):
        assert render("{% jdate day %}", era="wareki") == "令和8年11月22日"
    assert render("{% jdate day %}", era="seireki") == "2026年11月22日"
