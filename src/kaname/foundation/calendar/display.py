"""A day or an instant as the reader wants to see it: in their language, and in 和暦 or 西暦 as they prefer.

Instants are always shown in Japan time, wherever the reader's browser or the server stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Literal

from django.utils.translation import get_language

from . import era
from .clock import in_japan

EraStyle = Literal["wareki", "seireki"]
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_preferred: ContextVar[EraStyle] = ContextVar("kaname_era_style", default="wareki")


@contextmanager
def preferring(style: str) -> Iterator[None]:
    """Show days in this style within the block (one request, one mail); anything but "seireki" means 和暦."""
    mark = _preferred.set(_style(style))
    try:
        yield
    finally:
        _preferred.reset(mark)


def show_date(day: date, style: str = "") -> str:
    """令和8年11月22日, or 2026年11月22日 for who prefers 西暦 (`style` overrides); in English 22 Nov 2026."""
    if reads_english():
        return english(day)
    chosen = _style(style) if style else _preferred.get()
    return era.wareki(day) if chosen == "wareki" else era.seireki(day)


def show_both(day: date) -> str:
    """A day in both calendars, so that nobody misreads it: 2026年11月22日（令和8年11月22日）."""
    if reads_english():
        return f"{english(day)} ({era.wareki(day)})"
    return f"{era.seireki(day)}（{era.wareki(day)}）"


def show_datetime(instant: datetime, style: str = "", *, with_zone: bool = False) -> str:
    """令和8年11月22日 9:05, `with_zone` followed by （日本時間）; in English always 22 Nov 2026 09:05 JST."""
    local = in_japan(instant)
    day = show_date(local.date(), style)
    if reads_english():
        return f"{day} {local:%H:%M} JST"
    return f"{day} {local.hour}:{local:%M}" + ("（日本時間）" if with_zone else "")


def english(day: date) -> str:
    """22 Nov 2026, whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_number(name: str) -> int:
    """1 to 12 for an English month name or its first three letters, 0 for anything else."""
    short = name[:3].title()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def reads_english() -> bool:
    """Whether the active language is English."""
    return (get_language() or "").startswith("en")


def _style(text: str) -> EraStyle:
    return "seireki" if text == "seireki" else "wareki"
