"""The ISMS cycle and the figures over time, over REST."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Schema

from kaname.foundation.access.api import PersonRouter, ProblemOut, person_of
from kaname.rooms.planning.selectors.isms import Quarter, cycle_of
from kaname.rooms.planning.selectors.trends import Trend, trends

router = PersonRouter(tags=["planning"])


class IsmsPartOut(Schema):
    """One condition of a quarter; `since` is the day since which its answer has been the same."""

    condition: str
    statement: str
    holds: bool
    is_pending: bool
    sentence: str
    until: date | None
    since: date | None


class IsmsQuarterOut(Schema):
    """Plan, Do, Check or Act: `MET`, `UNMET`, or `UNMEASURED` while something cannot be measured yet."""

    key: str
    name: str
    state: str
    until: date | None
    parts: list[IsmsPartOut]


class TrendOut(Schema):
    """A figure at the ends of months and today; null where there was nothing to count."""

    name: str
    label: str
    unit: str
    better: str
    days: list[date]
    values: list[float | None]
    sentence: str


@router.operation("GET", "/isms", "planning.view", response={200: list[IsmsQuarterOut], 403: ProblemOut})
def get_isms(request: HttpRequest) -> list[IsmsQuarterOut]:
    """The ISMS cycle as it stands today; empty where the catalogue in use does not know it."""
    cycle = cycle_of(person_of(request))
    return [_quarter(quarter) for quarter in cycle.quarters] if cycle else []


def _quarter(quarter: Quarter) -> IsmsQuarterOut:
    parts = [
        IsmsPartOut(
            condition=part.finding.use.id,
            statement=str(part.finding.use.statement),
            holds=part.finding.holds,
            is_pending=part.finding.is_pending,
            sentence=part.finding.sentence,
            until=part.finding.until,
            since=part.since,
        )
        for part in quarter.parts
    ]
    return IsmsQuarterOut(
        key=quarter.key, name=str(quarter.name), state=quarter.look, until=quarter.until, parts=parts
    )


@router.operation("GET", "/trends", "planning.view", response={200: list[TrendOut], 403: ProblemOut})
def list_trends(request: HttpRequest) -> list[TrendOut]:
    """Every figure that a room follows over time, for the last 36 months."""
    return [_trend(one) for one in trends(person_of(request).institution)]


def _trend(one: Trend) -> TrendOut:
    return TrendOut(
        name=one.metric.name,
        label=one.label,
        unit=one.unit,
        better=one.metric.better,
        days=list(one.days),
        values=list(one.values),
        sentence=one.sentence,
    )
