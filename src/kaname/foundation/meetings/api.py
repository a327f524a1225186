"""Meetings over REST: list and read them, plan, record, write up, confirm, and what comes of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Status

from kaname.foundation.access.api import PROBLEMS, PersonRouter, part
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import resolve_visible
from kaname.foundation.decisions.models import StepKind
from kaname.foundation.decisions.services import Step

from . import selectors, services
from .api_shapes import (
    HeldIn,
    LineIn,
    MeetingChangeIn,
    MeetingDetailOut,
    MeetingFilter,
    MeetingIn,
    MeetingQuestionIn,
    MeetingsOut,
    MinutesIn,
    OrderIn,
    RollIn,
    SeatIn,
    TextIn,
)
from .models import Meeting

router = PersonRouter(tags=["meetings"])


def _meeting(person: Person, pk: int) -> Meeting:
    row: Meeting = narrow(selectors.meeting_rows(person), pk=pk)
    return row


def _lines(items: list[LineIn]) -> list[services.Line]:
    return [services.Line(i.topic, i.discussion, i.conclusion) for i in items]


def _seats(by: Person, seats: list[SeatIn]) -> list[services.Invitation]:
    known = {seat.person_id: seat for seat in seats}
    return [
        services.Invitation(get_visible(Person, by, pk=pk), seat.capacity, seat.present)
        for pk, seat in known.items()
    ]


def _planned(by: Person, wanted: MeetingChangeIn) -> dict[str, Any]:
    secretary = get_visible(Person, by, pk=wanted.secretary_id) if wanted.secretary_id else None
    return {
        "title": wanted.title,
        "planned_on": wanted.planned_on,
        "chair": get_visible(Person, by, pk=wanted.chair_id),
        "secretary": secretary,
        "place": wanted.place,
        "begins": wanted.begins,
        "ends": wanted.ends,
        "people": _seats(by, wanted.people),
        "items": _lines(wanted.items),
    }


@router.operation("GET", "/meetings", "meetings.view", response=MeetingsOut)
def list_meetings(request: HttpRequest, wanted: Query[MeetingFilter]) -> Any:
    """The meetings this person may see, the newest first."""
    rows = selectors.meeting_rows(request.person)  # type: ignore[attr-defined]
    asked = {name: getattr(wanted, name) for name in ("kind", "subject", "status", "fiscal_year")}
    rows = rows.filter(**{name: value for name, value in asked.items() if value not in ("", None)})
    return part(rows.order_by("-planned_on", "-pk"), wanted)


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
    subject = wanted.subject if resolve_visible(wanted.subject, person=by) is not None else ""
    made = services.plan_meeting(by=by, kind=wanted.kind, subject=subject, **_planned(by, wanted))
    return Status(201, made)


@router.operation(
    "PUT", "/meetings/{meeting_id}", "meetings.manage", response={200: MeetingDetailOut, **PROBLEMS}
)
def change(request: HttpRequest, meeting_id: int, wanted: MeetingChangeIn) -> Any:
    """Change what is planned, or the head of minutes that are not confirmed."""
    by: Person = request.person  # type: ignore[attr-defined]
    return services.change_meeting(by=by, meeting=_meeting(by, meeting_id), **_planned(by, wanted))


@router.operation(
    "PUT", "/meetings/{meeting_id}/roll", "meetings.manage", response={200: MeetingDetailOut, **PROBLEMS}
)
def call_roll(request: HttpRequest, meeting_id: int, roll: RollIn) -> Any:
    """Say who belongs to the meeting, in what capacity, and who came."""
    by: Person = request.person  # type: ignore[attr-defined]
    return services.change_roll(by=by, meeting=_meeting(by, meeting_id), people=_seats(by, roll.people))


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


@router.operation(
    "POST",
    "/meetings/{meeting_id}/directives",
    "directives.issue",
    response={201: MeetingDetailOut, **PROBLEMS},
)
def order(request: HttpRequest, meeting_id: int, wanted: OrderIn) -> Any:
    """Give a directive that the meeting decided on."""
    by: Person = request.person  # type: ignore[attr-defined]
    meeting = _meeting(by, meeting_id)
    services.order(
        by=by,
        meeting=meeting,
        addressee=get_visible(Person, by, pk=wanted.addressee_id),
        **wanted.dict(exclude={"addressee_id"}),
    )
    return Status(201, meeting)


@router.operation(
    "POST",
    "/meetings/{meeting_id}/decisions",
    "decisions.request",
    response={201: MeetingDetailOut, **PROBLEMS},
)
def ask(request: HttpRequest, meeting_id: int, asked: MeetingQuestionIn) -> Any:
    """Put a question before those who decide."""
    by: Person = request.person  # type: ignore[attr-defined]
    meeting = _meeting(by, meeting_id)
    reviewer = asked.reviewer_id and get_visible(Person, by, pk=asked.reviewer_id)
    steps = [Step(StepKind.REVIEW, reviewer)] if reviewer else []
    services.ask_decision(
        by=by,
        meeting=meeting,
        steps=[*steps, Step(StepKind.APPROVE, get_visible(Person, by, pk=asked.approver_id))],
        question=asked.question,
        summary=asked.summary,
        text=asked.text,
    )
    return Status(201, meeting)
