"""Management reviews over REST: list, read, conclude, and order improvements. Planning and holding are done as meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import (
    PROBLEMS,
    NamedPersonOut,
    Paged,
    PersonRouter,
    ProblemOut,
    part,
    person_of,
)
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.rooms.planning.models import Control, MeasureTopic, Outcome
from kaname.rooms.planning.selectors import reviews as selectors
from kaname.rooms.planning.services import reviews as services

from .reports import MAX_TEXT, ImprovementIn, ImprovementOut, ReportSectionOut

router = PersonRouter(tags=["planning"])


class ReviewOut(Schema):
    """A review as lists show it; `id` is that of its meeting. Conclusions are null until they are written."""

    id: int
    number: str
    title: str
    planned_on: date
    held_on: date | None
    status: MeetingStatus
    chair: NamedPersonOut
    control: Control | None
    outcome: Outcome | None
    revision: int

    @staticmethod
    def resolve_control(meeting: Meeting) -> str | None:
        return _concluded(meeting, "control")

    @staticmethod
    def resolve_outcome(meeting: Meeting) -> str | None:
        return _concluded(meeting, "outcome")


class ReviewPageOut(Schema):
    """Some of the reviews, and how many there are in all."""

    count: int
    items: list[ReviewOut]


class ReviewDetailOut(Schema):
    """A review with what was put before it (before it is held: as of now) and what it concluded."""

    review: ReviewOut
    starts_on: date
    ends_on: date
    sections: list[ReportSectionOut]
    control_reason: str
    result: str
    briefed: list[MeasureTopic]
    improvements: list[ImprovementOut]


class ReviewFilter(Paged):
    """Which reviews to list."""

    status: MeetingStatus | None = None


class ConclusionsIn(Schema):
    """What the review concludes; `remarks` by the name of the section they belong to."""

    remarks: dict[str, str] = {}
    control: Control | None = None
    control_reason: str = Field("", max_length=10_000)
    outcome: Outcome | None = None
    result: str = Field("", max_length=MAX_TEXT)
    briefed: list[MeasureTopic] = []


def _concluded(meeting: Meeting, name: str) -> str | None:
    review = getattr(meeting, "review", None)
    return str(getattr(review, name)) or None if review is not None else None


def _review(request: HttpRequest, pk: int) -> Meeting:
    rows = selectors.review_rows(person_of(request)).defer(None)
    found: Meeting = narrow(rows.select_related("institution"), pk=pk)
    return found


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    meeting = _review(request, pk)
    page = selectors.review_page(meeting)
    return {
        "review": meeting,
        "starts_on": page.period.starts_on,
        "ends_on": page.period.ends_on,
        "sections": page.sections,
        "control_reason": page.conclusions.control_reason if page.conclusions else "",
        "result": meeting.result,
        "briefed": page.conclusions.briefed if page.conclusions else [],
        "improvements": page.view.directives,
    }


@router.operation("GET", "/management-reviews", "planning.view", response=ReviewPageOut)
def list_management_reviews(request: HttpRequest, chosen: Query[ReviewFilter]) -> dict[str, Any]:
    """The reviews the caller may see, newest first."""
    rows = selectors.review_rows(person_of(request)).order_by("-planned_on", "-pk")
    if chosen.status:
        rows = rows.filter(status=chosen.status)
    return part(rows, chosen)


@router.operation(
    "GET",
    "/management-reviews/{int:pk}",
    "planning.view",
    response={200: ReviewDetailOut, 404: ProblemOut},
)
def get_management_review(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One review."""
    return _detail(request, pk)


@router.operation(
    "PUT",
    "/management-reviews/{int:pk}/conclusions",
    "planning.review",
    response={200: ReviewDetailOut, **PROBLEMS},
)
def write_management_review(request: HttpRequest, pk: int, body: ConclusionsIn) -> dict[str, Any]:
    """Write down what a review that was held concludes, until its chair confirms the minutes."""
    values = body.dict()
    values |= {name: values[name] or "" for name in ("control", "outcome")}
    services.write_review(by=person_of(request), meeting=_review(request, pk), **values)
    return _detail(request, pk)


@router.operation(
    "POST",
    "/management-reviews/{int:pk}/improvements",
    "planning.review",
    response={201: ImprovementOut, **PROBLEMS},
)
def order_review_improvement(request: HttpRequest, pk: int, body: ImprovementIn) -> Status[Any]:
    """Order an improvement of a planning manager or of operations staff."""
    addressee = get_visible(Person, person_of(request), pk=body.addressee)
    values = {**body.dict(), "addressee": addressee}
    made = services.order_in_review(by=person_of(request), meeting=_review(request, pk), **values)
    return Status(201, made)
