"""`{% load dates %}`: days and instants in templates.

`{{ day|jdate }}` follows the reader's language and preference (`display.preferring`); `{% jdate day %}` also
follows a variable `era` in the context; `|wareki`, `|wareki_weekday` and `|seireki` are what they say. An
instant is shown as the day it is in Japan; anything that is not a date becomes the empty text. `|in_words` says how long
so many minutes are: 20分, 3日13時間.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context

from kaname.foundation.calendar import clock, display, era
from kaname.foundation.calendar.durations import show_minutes

register = template.Library()


@register.filter
def wareki(value: object) -> str:
    """令和8年11月22日."""
    day = _day(value)
    return era.wareki(day) if day else ""


@register.filter
def wareki_weekday(value: object) -> str:
    """令和8年11月22日（日）."""
    day = _day(value)
    return era.wareki_weekday(day) if day else ""


@register.filter
def seireki(value: object) -> str:
    """2026年11月22日."""
    day = _day(value)
    return era.seireki(day) if day else ""


@register.filter
def jdate(value: object, style: str = "") -> str:
    """令和8年11月22日, 2026年11月22日 or 22 Nov 2026, as the reader prefers; `|jdate:"seireki"` insists."""
    day = _day(value)
    return display.show_date(day, style) if day else ""


@register.filter
def jdatetime(value: object, option: str = "") -> str:
    """令和8年11月22日 9:05; `|jdatetime:"zone"` adds （日本時間）, which a deadline must show."""
    if not isinstance(value, datetime):
        return jdate(value)
    return display.show_datetime(value, with_zone=option == "zone")


@register.simple_tag(takes_context=True, name="jdate")
def jdate_tag(context: Context, value: Any) -> str:
    """As the filter, but a context variable `era` ("wareki", "seireki") comes before the preference."""
    return jdate(value, str(context.get("era", "")))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return clock.day_of(value)
    return value if isinstance(value, date) else None


@register.filter
def in_words(minutes: int | None) -> str:
    """20分, 6時間, 3日13時間."""
    return show_minutes(minutes)
