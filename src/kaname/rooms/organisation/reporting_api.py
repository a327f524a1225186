"""The line of report over REST."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from kaname.foundation.access.api import PersonRouter
from kaname.foundation.calendar import clock

from .reporting import ReportingLine, reporting_line

router = PersonRouter(tags=["organisation"])


class PlacedOut(Schema):
    """A person, by id and name."""

    id: int
    name: str


class MendingOut(Schema):
    """What is wrong, and the page that mends it."""

    text: str
    label: str
    url: str


class PlaceOut(Schema):
    """Somebody in the line: to whom they report, and their departments from their own upwards."""

    person: PlacedOut
    deputy: str
    reports_to: str
    personnel: list[str]
    mending: MendingOut | None


class RungOut(Schema):
    """A role and who stands there; nobody: a vacancy."""

    title: str
    places: list[PlaceOut]
    mending: MendingOut | None


class ReportingLineOut(Schema):
    """The rungs from the executives down, and the roles beside the line."""

    on: date
    rungs: list[RungOut]
    others: list[RungOut]


@router.operation("GET", "/reporting-line", "organisation.view", response=ReportingLineOut)
def read_reporting_line(request: HttpRequest) -> ReportingLine | Any:
    """Who reports to whom today, and where they belong among the personnel."""
    return reporting_line(request.person.institution, clock.today())  # type: ignore[attr-defined]
