"""The only clock: what time it is, and which day that is in Japan.

Nothing else in Kaname may ask the machine for the time, so that a test, a drill or a proof can stand at any
day:

    with clock.at(date(2027, 3, 31)):
        ...

The setting `KANAME_CLOCK` (ISO 8601; without a zone it is Japan time) makes a sample hospital or a test
run start at that moment: the clock stands there when the process starts and runs on. It is for
demonstration only; `is_moved` lets screens and exports say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

JST = ZoneInfo("Asia/Tokyo")
_MORNING = time(9)
_process_started_at = datetime.now(UTC)
_standing_at: ContextVar[datetime | None] = ContextVar("kaname_clock", default=None)


def now() -> datetime:
    """This instant, aware, in UTC: where the clock was set to stand, else the running time."""
    return _standing_at.get() or real_now() + _offset(getattr(settings, "KANAME_CLOCK", ""))


def today() -> date:
    """The calendar day it is in Japan."""
    return day_of(now())


def real_now() -> datetime:
    """The machine's own time in UTC, never moved: only for what guards the machine (sessions, leases)."""
    return datetime.now(UTC)


def is_moved() -> bool:
    """Whether `now` is not the real time."""
    return _standing_at.get() is not None or bool(getattr(settings, "KANAME_CLOCK", ""))


def in_japan(instant: datetime) -> datetime:
    """The same instant as the wall clock in Japan shows it. Raises ValueError if it has no zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(JST)


def day_of(instant: datetime) -> date:
    """The calendar day in Japan on which an instant falls. Raises ValueError if it has no zone."""
    return in_japan(instant).date()


def at_start_of(day: date) -> datetime:
    """The instant, in UTC, at which a calendar day begins in Japan (midnight, Japan time)."""
    return _on(day, time())


@contextmanager
def at(moment: date | datetime) -> Iterator[datetime]:
    """Let the clock stand still at a moment, and yield that instant; nests, and ends with the block.

    A day means nine o'clock in the morning in Japan. Raises ValueError for a datetime without a zone.
    """
    instant = _instant_of(moment)
    mark = _standing_at.set(instant)
    try:
        yield instant
    finally:
        _standing_at.reset(mark)


def _instant_of(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return in_japan(moment).astimezone(UTC)
    return _on(moment, _MORNING)


def _on(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, JST).astimezone(UTC)


@cache
def _offset(start: str) -> timedelta:
    """How far `KANAME_CLOCK` moves the running time."""
    return _start_of(start) - _process_started_at if start else timedelta()


def _start_of(start: str) -> datetime:
    try:
        if len(start) == len("2026-11-22"):
            return _instant_of(date.fromisoformat(start))
        moment = datetime.fromisoformat(start)
    except ValueError as unreadable:
        raise ImproperlyConfigured(f"KANAME_CLOCK is not an ISO 8601 date or time: {start!r}") from unreadable
    return moment.replace(tzinfo=moment.tzinfo or JST).astimezone(UTC)
