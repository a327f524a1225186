"""Meetings over REST: list and read them, plan, record, write up and confirm."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PersonRouter, ProblemOut
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow

from . import selectors, services
from .models import Meeting, MeetingStatus

router = PersonRouter(tags=["meetings"])
PROBLEMS = {403: ProblemOut, 404: ProblemOut, 422: ProblemOut}


class MeetingPersonOut(Schema):
    """A person, by id and name."""

    id: int
    name: str


class MeetingOut(Schema):
    """A meeting as lists show it; `day` is when it was held, or is to be."""

    id: int
    number: str
    kind: str
    title: str
    status: MeetingStatus
    planned_on: date
    held_on: date | None
    day: date
    place: str
    chair: MeetingPersonOut
    result: str
    revision: int


class MeetingsOut(Schema):
    """Some of the meetings, and how many there are in all."""

    count: int
    items: list[MeetingOut]


class AgendaOut(Schema):
    """One item of the agenda."""

    topic: str
    discussion: str
    conclusion: str


class AttendanceOut(Schema):
    """Somebody called, and whether they came (null: not recorded)."""

    person: MeetingPersonOut
    capacity: str
    present: bool | None


class MeetingDetailOut(MeetingOut):
    """A meeting with attendance, agenda, and the directives it gave."""

    attendances: list[AttendanceOut]
    items: list[AgendaOut]
    directives: list[int]
    closed_at: datetime | None
    digest: str

    @staticmethod
    def resolve_attendances(meeting: Meeting) -> list[Any]:
        return list(meeting.attendances.select_related("person"))

    @staticmethod
    def resolve_items(meeting: Meeting) -> list[Any]:
        return list(meeting.items.all())

    @staticmethod
    def resolve_directives(meeting: Meeting) -> list[int]:
        return [d.pk for d in selectors.improvements_of(meeting)]


class MeetingFilter(Schema):
    """Which meetings to list."""

    kind: str = Field("", max_length=60)
    status: MeetingStatus | None = None
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**31)


class LineIn(Schema):
    """One item of the agenda."""

    topic: str = Field(max_length=200, min_length=1)
    discussion: str = Field("", max_length=20_000)
    conclusion: str = Field("", max_length=20_000)


class MeetingIn(Schema):
    """A meeting to plan."""

    kind: str = Field(max_length=60)
    title: str = Field(max_length=200, min_length=1)
    planned_on: date
    chair_id: int
    people: list[int] = Field(default_factory=list, max_length=500)
    place: str = Field("", max_length=200)
    begins: time | None = None
    ends: time | None = None
    items: list[LineIn] = Field(default_factory=list, max_length=100)


class HeldIn(Schema):
    """That it took place, and who came (ids of people who were called)."""

    held_on: date
    present: list[int] = Field(default_factory=list, max_length=500)


class MinutesIn(Schema):
    """What the minutes say."""

    items: list[LineIn] = Field(default_factory=list, max_length=100)
    result: str = Field("", max_length=20_000)


class TextIn(Schema):
    """A reason, or an addendum."""

    text: str = Field(max_length=20_000, min_length=1)


def _meeting(person: Person, pk: int) -> Meeting:
    row: Meeting = narrow(selectors.meeting_rows(person), pk=pk)
    return row


def _lines(items: list[LineIn]) -> list[services.Line]:
    return [services.Line(i.topic, i.discussion, i.conclusion) for i in items]


@router.operation("GET", "/meetings", "meetings.view", response=MeetingsOut)
def list_meetings(request: HttpRequest, wanted: Query[MeetingFilter]) -> Any:
    """The meetings this person may see, the newest first."""
    rows = selectors.meeting_rows(request.person)  # type: ignore[attr-defined]
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind.replace("\x00", ""))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    part = rows.order_by("-planned_on", "-pk")[wanted.offset : wanted.offset + wanted.limit]
    return {"count": rows.count(), "items": list(part)}


@router.operation(
    "GET", "/meetings/{meeting_id}", "meetings.view", response={200: MeetingDetailOut, **PROBLEMS}
)
def read_meeting(request: HttpRequest, meeting_id: int) -> Any:
    """One meeting."""
    return _meeting(request.person, meeting_id)  # type: ignore[attr-defined]


@router.operation("POST", "/meetings", "meetings.manage", response={201: MeetingDetailOut, **PROBLEMS})
def plan(request: HttpRequest, wanted: MeetingIn) -> Any:
    """Plan a meeting."""
    by: Person = request.person  # type: ignore[attr-defined]
    people = [get_visible(Person, by, pk=pk) for pk in dict.fromkeys(wanted.people)]
    made = services.plan_meeting(
        by=by,
        kind=wanted.kind,
        title=wanted.title,
        planned_on=wanted.planned_on,
        chair=get_visible(Person, by, pk=wanted.chair_id),
        place=wanted.place,
        begins=wanted.begins,
        ends=wanted.ends,
        people=[services.Invitation(p, p.title) for p in people],
        items=_lines(wanted.items),
    )
    return Status(201, made)


@router.operation(
    "POST", "/meetings/{meeting_id}/hold", "meetings.manage", response={200: MeetingDetailOut, **PROBLEMS}
)
def hold(request: HttpRequest, meeting_id: int, held: HeldIn) -> Any:
    """Record that it took place."""
    by: Person = request.person  # type: ignore[attr-defined]
    meeting = _meeting(by, meeting_id)
    return services.hold_meeting(by=by, meeting=meeting, held_on=held.held_on, present=set(held.present))


@router.operation(
    "PUT", "/meetings/{meeting_id}/minutes", "meetings.manage", response={200: MeetingDetailOut, **PROBLEMS}
)
def write(request: HttpRequest, meeting_id: int, minutes: MinutesIn) -> Any:
    """Write the minutes."""
    by: Person = request.person  # type: ignore[attr-defined]
    return services.write_minutes(
        by=by, meeting=_meeting(by, meeting_id), items=_lines(minutes.items), result=minutes.result
    )


@router.operation(
    "POST", "/meetings/{meeting_id}/confirm", "meetings.confirm", response={200: MeetingDetailOut, **PROBLEMS}
)
def confirm(request: HttpRequest, meeting_id: int) -> Any:
    """The chair confirms the minutes."""
    by: Person = request.person  # type: ignore[attr-defined]
    return services.close_minutes(by=by, meeting=_meeting(by, meeting_id))


@router.operation(
    "POST", "/meetings/{meeting_id}/cancel", "meetings.manage", response={200: MeetingDetailOut, **PROBLEMS}
)
def cancel(request: HttpRequest, meeting_id: int, why: TextIn) -> Any:
    """Call it off."""
    by: Person = request.person  # type: ignore[attr-defined]
    return services.cancel_meeting(by=by, meeting=_meeting(by, meeting_id), reason=why.text)


@router.operation(
    "POST", "/meetings/{meeting_id}/addenda", "meetings.manage", response={200: MeetingDetailOut, **PROBLEMS}
)
def add(request: HttpRequest, meeting_id: int, addendum: TextIn) -> Any:
    """Add to confirmed minutes."""
    by: Person = request.person  # type: ignore[attr-defined]
    meeting = _meeting(by, meeting_id)
    services.add_addendum(by=by, meeting=meeting, text=addendum.text)
    return meeting
