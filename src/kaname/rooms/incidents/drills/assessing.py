"""What the players were expected to do, against what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kaname.rooms.incidents.choices import WRITTEN

from .reckoning import Span, moment_of, second_at
from .scenario import Expectation, Inject, Scenario


class Came(StrEnum):
    """Whether an expectation was met; SKIPPED: the facilitator left it out, and it counts neither way."""

    MET = "MET"
    LATE = "LATE"
    PARTLY = "PARTLY"
    MISSED = "MISSED"
    SKIPPED = "SKIPPED"
    WAITING = "WAITING"


@dataclass(frozen=True)
class Act:
    """Something recorded: a decision of the moment (`moment`) or a line of the log (`kind`), perhaps in answer to `inject`."""

    at: datetime
    text: str
    who: str
    moment: str = ""
    kind: str = ""
    inject: str = ""


@dataclass(frozen=True)
class Mark:
    """The facilitator's word on an expectation: MET, PARTLY, MISSED or SKIPPED, and why."""

    came: Came
    note: str


@dataclass(frozen=True)
class Assessed:
    """One expectation with what came of it; `minutes` on the scenario's clock from the inject to the act, below zero before."""

    expectation: Expectation
    came: Came
    act: Act | None
    minutes: int | None
    mark: Mark | None

    @property
    def is_met(self) -> bool:
        """Done, in time."""
        return self.came == Came.MET


@dataclass(frozen=True)
class Course:
    """One inject as it was played: when it came (None: it never did), what was expected and what was answered.

    `answers`: what was recorded in answer to it; what names no inject counts to the one that was newest.
    """

    inject: Inject
    came_at: datetime | None
    rows: tuple[Assessed, ...]
    answers: tuple[Act, ...]


def course_of(
    scenario: Scenario,
    spans: Sequence[Span],
    acts: Sequence[Act],
    marks: Mapping[str, Mark],
    *,
    now: datetime,
    timed: bool = True,
) -> list[Course]:
    """Every inject in order, with what came of it.

    The facilitator's mark stands above what the records show. `timed` is False for a drill on paper, whose minutes nobody
    took: there an act counts whenever it was written.
    """
    acts = sorted(acts, key=lambda act: act.at)
    came = {
        inject.key: moment_of(spans, inject.second, until=now) if timed else _begun(spans)
        for inject in scenario.injects
    }
    found, used = [], set[int]()
    for inject in scenario.injects:
        came_at = came[inject.key]
        rows = []
        for wanted in inject.expects:
            act = (
                _first(wanted, inject, scenario, acts, came_at if timed else None, used) if came_at else None
            )
            rows.append(_assess(wanted, inject, act, marks.get(wanted.key), spans, timed=timed))
        answers = tuple(act for act in acts if _answered(act, came, timed=timed) == inject.key)
        found.append(Course(inject, came_at, tuple(rows), answers))
    return found


def _begun(spans: Sequence[Span]) -> datetime | None:
    return spans[0].started_at if spans else None


def _answered(act: Act, came: Mapping[str, datetime | None], *, timed: bool) -> str:
    """The inject that something people wrote names, else the newest at its time; on paper nobody knows which that was."""
    if act.inject or not timed or not (act.moment or act.kind in WRITTEN):
        return act.inject
    return next((key for key, at in reversed([*came.items()]) if at is not None and at <= act.at), "")


def _first(
    wanted: Expectation,
    inject: Inject,
    scenario: Scenario,
    acts: Sequence[Act],
    since: datetime | None,
    used: set[int],
) -> Act | None:
    """The first record that shows it, since the inject came: what names this inject before what names none or another.

    A decision that fell sooner than it was asked for counts too, unless it answered something else. No line of the log serves
    for two expectations, or before it was asked for.
    """
    found = []
    for n, act in enumerate(acts):
        is_early = since is not None and act.at < since
        serves_once = is_early or not act.moment
        if (serves_once and n in used) or (is_early and not act.moment):
            continue
        if _shows(act, wanted, inject, scenario):
            found.append((is_early, act.inject != inject.key, bool(act.inject), n))
    if not found:
        return None
    n = min(found)[-1]
    used.add(n)
    return acts[n]


def _shows(act: Act, wanted: Expectation, inject: Inject, scenario: Scenario) -> bool:
    """Whether a record is of the kind that was wanted.

    A decision of the moment counts whatever inject it was written down for, unless that one wants the same: people decide
    first and sort afterwards. A line of the log must not name another inject.
    """
    if act.moment:
        named = scenario.inject(act.inject) if act.inject != inject.key else None
        return act.moment == wanted.moment and not (
            named and any(row.moment == act.moment for row in named.expects)
        )
    return bool(wanted.kind) and act.kind == wanted.kind and act.inject in ("", inject.key)


def _assess(
    wanted: Expectation,
    inject: Inject,
    act: Act | None,
    mark: Mark | None,
    spans: Sequence[Span],
    *,
    timed: bool,
) -> Assessed:
    minutes = (second_at(spans, act.at) - inject.second) // 60 if act is not None and timed else None
    if mark is not None:
        return Assessed(wanted, mark.came, act, minutes, mark)
    if act is None:
        return Assessed(wanted, Came.WAITING, None, None, None)
    late = minutes is not None and wanted.within is not None and minutes > wanted.within
    return Assessed(wanted, Came.LATE if late else Came.MET, act, minutes, None)


def settled(course: Sequence[Course]) -> list[Course]:
    """After the end: what nobody did was missed."""
    return [
        Course(
            row.inject,
            row.came_at,
            tuple(
                Assessed(a.expectation, Came.MISSED, None, None, None) if a.came == Came.WAITING else a
                for a in row.rows
            ),
            row.answers,
        )
        for row in course
        if row.came_at is not None
    ]
