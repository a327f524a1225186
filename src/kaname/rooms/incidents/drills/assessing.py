"""What the players were expected to do, against what was recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .reckoning import Span, moment_of, second_at
from .scenario import Expectation, Inject, Scenario


class Came(StrEnum):
    """Whether an expectation was met."""

    MET = "MET"
    LATE = "LATE"
    PARTLY = "PARTLY"
    MISSED = "MISSED"
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
    """The facilitator's word on an expectation: MET, PARTLY or MISSED, and why."""

    came: Came
    note: str


@dataclass(frozen=True)
class Assessed:
    """One expectation with what came of it; `minutes` on the scenario's clock from the inject to the act."""

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
    """One inject as it was played: when it came (None: it never did), what was expected and what was answered."""

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
    found, used = [], set[int]()
    for inject in scenario.injects:
        came_at = moment_of(spans, inject.second, until=now) if timed else _begun(spans)
        rows = []
        for wanted in inject.expects:
            act = _first(wanted, inject, acts, came_at, used, timed=timed) if came_at else None
            rows.append(_assess(wanted, inject, act, marks.get(wanted.key), spans, timed=timed))
        answers = tuple(act for act in acts if act.inject == inject.key)
        found.append(Course(inject, came_at, tuple(rows), answers))
    return found


def _begun(spans: Sequence[Span]) -> datetime | None:
    return spans[0].started_at if spans else None


def _first(
    wanted: Expectation,
    inject: Inject,
    acts: Sequence[Act],
    came_at: datetime,
    used: set[int],
    *,
    timed: bool,
) -> Act | None:
    """The first record that shows it, since the inject came; no line of the log serves for two expectations."""
    for n, act in enumerate(acts):
        if (timed and act.at < came_at) or act.inject not in ("", inject.key):
            continue
        if wanted.moment and act.moment == wanted.moment:
            return act
        if wanted.kind and act.kind == wanted.kind and not act.moment and n not in used:
            used.add(n)
            return act
    return None


def _assess(
    wanted: Expectation,
    inject: Inject,
    act: Act | None,
    mark: Mark | None,
    spans: Sequence[Span],
    *,
    timed: bool,
) -> Assessed:
    minutes = max(second_at(spans, act.at) - inject.second, 0) // 60 if act is not None and timed else None
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
