"""Until when something is so of everybody: each person is asked only about the days on which it can change for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from kaname.foundation.audiences.crowd import Crowd
from kaname.foundation.calendar.holidays import ONE_DAY

# For a person and a day: the last day through which it stays so if their circumstances stay as on that day
# (a day before the one asked about: it is not so).
GoodUntil = Callable[[int, date], date]


@dataclass(frozen=True)
class Outlook:
    """Who fails on the day; the first day on which a group of people that is whole today no longer is; and the first
    day on which the answer reads differently (somebody comes or goes, fails, or is mended by time)."""

    failing: frozenset[int]
    breaks_on: date | None
    changes_on: date | None


def outlook(crowd: Crowd, kinds: Iterable[str], good_until: GoodUntil) -> Outlook:
    """How it stands with the people of these kinds, on the crowd's day and after."""
    wanted, on = frozenset(kinds), crowd.on
    failing, breaks, changes = set(), [], []
    for person, (kind, first, last) in crowd.people.items():
        if kind not in wanted:
            continue
        if first > on:
            changes.append(first)
        if last is not None:
            changes.append(last + ONE_DAY)
        falls_on = _falls_on(crowd, person, good_until)
        if falls_on is None:
            continue
        if falls_on <= on:
            failing.add(person)
            changes.extend(_rises_on(crowd, person, good_until))
        else:
            breaks.append(falls_on)
    return Outlook(frozenset(failing), min(breaks, default=None), min([*breaks, *changes], default=None))


def _falls_on(crowd: Crowd, person: int, good_until: GoodUntil) -> date | None:
    """The first day, from the crowd's on, on which it is not so of somebody who belongs here; None if never."""
    for day, ends in _stretches(crowd, person):
        good = good_until(person, day)
        if good < ends:
            return max(day, good + ONE_DAY)
    return None


def _rises_on(crowd: Crowd, person: int, good_until: GoodUntil) -> list[date]:
    """The first later day on which a change of circumstances mends it for somebody."""
    days = (day for day, _ends in _stretches(crowd, person) if day > crowd.on)
    return [day for day in days if good_until(person, day) >= day][:1]


def _stretches(crowd: Crowd, person: int) -> list[tuple[date, date]]:
    """The days from which somebody's circumstances stay as they are, each with the last such day."""
    _kind, first, last = crowd.people[person]
    end = last or date.max
    start = max(first, crowd.on)
    starts = [start, *(day for day in crowd.turns.get(person, ()) if start < day <= end)]
    return [
        (day, later - ONE_DAY if later else end)
        for day, later in zip(starts, [*starts[1:], None], strict=True)
    ]
