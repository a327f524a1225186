"""From the versions of a fact sheet to clocks: what runs, until when, and why. Pure; the moment and the holidays are given.

A clock stops only when its report was filed, or when it was decided, naming the exemption, that it does not apply. When
facts are corrected so that it would no longer run, it goes on running and asks for that decision.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kaname.foundation.calendar import clock as house_clock
from kaname.foundation.ledger.findings import Sentence

from . import reasons
from .breach import exemptions_suggested
from .counting import Count, Due
from .facts import Facts
from .rules import Rule, RuleBook
from .stops import Filing, Stops, Waiver
from .triggers import TRIGGERS


class ClockState(StrEnum):
    """Where a clock stands."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    WAITING = "WAITING"
    OPEN = "OPEN"
    RUNNING = "RUNNING"
    WARNED = "WARNED"
    LATE = "LATE"
    TO_DECIDE = "TO_DECIDE"
    FILED = "FILED"
    WAIVED = "WAIVED"


@dataclass(frozen=True)
class Clock:
    """One duty to tell somebody, and how it stands. `earlier`: deadlines by earlier versions, where they differed."""

    rule: Rule
    state: ClockState
    due: Due | None
    why: tuple[Sentence, ...]
    is_late: bool = False
    earlier: tuple[Due, ...] = ()
    exemptions_suggested: tuple[str, ...] = ()


def clocks_of(
    book: RuleBook,
    versions: Sequence[Facts],
    *,
    now: datetime,
    closed: Container[date],
    filings: Iterable[Filing] = (),
    waivers: Iterable[Waiver] = (),
) -> list[Clock]:
    """Every clock that binds on the day of awareness, in the order of the rules.

    `versions`: the fact sheet from its first version to the current one, at least one. `closed`: public holidays and the
    year's end (weekends need not be in it).
    Raises ValueError for a waiver on a ground that its clock does not know.
    Source: 個人情報保護法 第26条、同施行規則 第7条・第8条、経営管理編 3.4.3 ①
    """
    current = versions[-1]
    day = house_clock.day_of(current.aware_at or current.detected_at or current.known_at)
    stops = Stops(tuple(filings), tuple(waivers))
    return [_clock(Count(rule, versions, closed), now, stops) for rule in book.in_force(day)]


def _clock(count: Count, now: datetime, stops: Stops) -> Clock:
    rule, current, due = count.rule, count.versions[-1], count.due
    state = _state(count, now, stops)
    filing = stops.first_filing(rule)
    return Clock(
        rule=rule,
        state=state,
        due=due,
        why=(*TRIGGERS[rule.trigger](current)[1], *_more(count, state, stops)),
        is_late=due is not None and (filing.sent_at if filing else now) >= due.due_at,
        earlier=count.earlier,
        exemptions_suggested=tuple(n for n in exemptions_suggested(current) if n in rule.exempt_if),
    )


def _state(count: Count, now: datetime, stops: Stops) -> ClockState:
    if stops.first_filing(count.rule):
        return ClockState.FILED
    if stops.waiver(count.rule):
        return ClockState.WAIVED
    if count.basis is None:
        return ClockState.NOT_APPLICABLE
    if count.basis is not count.versions[-1]:
        return ClockState.TO_DECIDE
    if count.starts_at is None:
        return ClockState.WAITING
    if count.due is None:
        return ClockState.OPEN
    if now >= count.due.due_at:
        return ClockState.LATE
    return ClockState.WARNED if now >= count.due.warns_at else ClockState.RUNNING


def _more(count: Count, state: ClockState, stops: Stops) -> list[Sentence]:
    """How the deadline was counted, and what stopped it or is asked for."""
    current = count.versions[-1]
    found: list[Sentence] = []
    if count.basis is not None and count.starts_at is not None:
        found += reasons.of_deadline(count.rule, count.due)
    elif state == ClockState.WAITING:
        found.append(reasons.waiting_for(count.rule.starts_at))
    if state == ClockState.TO_DECIDE:
        found.append(reasons.to_decide())
    if newest := stops.newest_filing(count.rule):
        found += reasons.of_filing(newest, count.due, current)
    elif waiver := stops.waiver(count.rule):
        found += reasons.of_waiver(waiver, current)
    return found
