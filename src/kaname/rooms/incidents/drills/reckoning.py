"""The clock of a drill: reckoned from the spans in which it ran, never stored, so that no outage can set it wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SPEEDS = (1, 10)


@dataclass(frozen=True)
class Span:
    """A time in which the scenario's clock ran: from second `from_second` on, `speed` times as fast as the wall's.

    `ended_at` is None while it runs. `run` names the start of the server under which it was begun.
    """

    started_at: datetime
    ended_at: datetime | None
    speed: int
    from_second: int
    run: str = ""

    def second_at(self, moment: datetime) -> int:
        """What the scenario's clock showed at a moment of this span; before and after it, its edge."""
        last = moment if self.ended_at is None else min(moment, self.ended_at)
        gone = max(last - self.started_at, timedelta())
        return self.from_second + int(gone.total_seconds()) * self.speed


@dataclass(frozen=True)
class Reading:
    """What the clock shows. `is_interrupted`: the server was started anew since, and the drill stands still."""

    second: int
    is_running: bool
    speed: int
    is_interrupted: bool = False
    stood_still_at: datetime | None = None


def read_clock(spans: Sequence[Span], *, now: datetime, run: str, last_record: datetime | None) -> Reading:
    """What the scenario's clock shows now.

    A span begun under another start of the server ended when that server did; when exactly nobody knows, so the drill
    stands still at the last thing that was recorded in it. Nothing is lost, and it goes on only when the facilitator says so.
    """
    if not spans:
        return Reading(0, is_running=False, speed=1)
    newest = spans[-1]
    if newest.ended_at is not None:
        return Reading(newest.second_at(newest.ended_at), is_running=False, speed=newest.speed)
    if newest.run and run and newest.run != run:
        stood = max(newest.started_at, last_record or newest.started_at)
        return Reading(newest.second_at(stood), False, newest.speed, True, stood)
    return Reading(newest.second_at(now), is_running=True, speed=newest.speed)


def moment_of(spans: Sequence[Span], second: int, *, until: datetime) -> datetime | None:
    """When the clock first showed at least this second, by the wall; None if it did not until then."""
    for span in spans:
        if span.from_second >= second:
            return span.started_at
        end = span.ended_at or until
        if span.second_at(end) >= second:
            return span.started_at + timedelta(seconds=-(-(second - span.from_second) // span.speed))
    return None


def second_at(spans: Sequence[Span], moment: datetime) -> int:
    """What the clock showed at a moment by the wall; between two spans, what it stood at."""
    shown = 0
    for span in spans:
        if span.started_at > moment:
            break
        shown = span.second_at(moment)
    return shown
