"""Drills over REST: planned, played, evaluated. What is still to come is told to those who run the drill alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import (
    PROBLEMS,
    NamedPersonOut,
    Paged,
    PersonRouter,
    part,
    person_of,
    somebody,
)
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.api import Instant

from . import drill_reads, services
from .choices import DrillMarkValue, DrillPart, DrillState, LineKind, TeamRole
from .drill_shown import shown_course
from .models import Drill, DrillPerson

router = PersonRouter(tags=["drills"])
_SOMEBODY = Field(None, ge=1, le=2**62)


class DrillPersonOut(Schema):
    """Somebody who takes part: a person of the hospital, or `guest` from outside."""

    id: int
    person: NamedPersonOut | None
    guest: str
    part: DrillPart
    role: TeamRole | None
    attended: bool
    revision: int

    @staticmethod
    def resolve_role(row: DrillPerson) -> str | None:
        return row.role or None


class DrillOut(Schema):
    """A drill; `incident` is the exercise on whose log it is played, `plan` the continuity plan of its day."""

    id: int
    ref: str
    title: str
    purpose: str
    planned_on: date
    place: str
    state: DrillState
    scenario: str
    on_paper: bool
    plan: str
    incident: int | None
    started_at: datetime | None
    ended_at: datetime | None
    went_well: str
    went_badly: str
    evaluated_on: date | None
    decision: int | None
    people: list[DrillPersonOut]
    revision: int

    @staticmethod
    def resolve_ref(drill: Drill) -> str:
        return ref_of(drill)

    @staticmethod
    def resolve_scenario(drill: Drill) -> str:
        return str(drill.script["key"])

    @staticmethod
    def resolve_incident(drill: Drill) -> int | None:
        return drill.incident_id

    @staticmethod
    def resolve_decision(drill: Drill) -> int | None:
        return drill.decision_id

    @staticmethod
    def resolve_people(drill: Drill) -> list[DrillPerson]:
        return list(drill.people.all())


class DrillsOut(Schema):
    """Some of the drills, and how many there are in all."""

    count: int
    items: list[DrillOut]


class DrillFilter(Paged):
    """Which drills to list."""

    state: DrillState | None = None


class DrillIn(Schema):
    """A drill to plan: `scenario` is the key of one of Kaname's, or `script` the hospital's own as the file says it."""

    planned_on: date
    scenario: str = Field("", max_length=40)
    script: dict[str, Any] | None = None
    title: str = Field("", max_length=120)
    purpose: str = Field("", max_length=300)
    place: str = Field("", max_length=100)
    facilitator: int | None = _SOMEBODY


class DrillPersonIn(Schema):
    """Who is to take part."""

    person: int | None = _SOMEBODY
    guest: str = Field("", max_length=100)
    part: DrillPart = DrillPart.PLAYER
    role: TeamRole | None = None


class DrillAttendanceIn(Schema):
    """Whether somebody takes part."""

    attended: bool


class DrillCancelIn(Schema):
    """Why it does not take place."""

    reason: str = Field(max_length=300)


class DrillSpeedIn(Schema):
    """How fast the scenario's clock runs: 1 or 10."""

    speed: int = Field(1, ge=1, le=10)


class DrillJumpIn(Schema):
    """The key of the inject to which the clock is set forward."""

    to: str = Field(max_length=40)


class DrillPaperIn(Schema):
    """From when to when it was played on paper."""

    started_at: Instant
    ended_at: Instant


class DrillExpectationOut(Schema):
    """Something expected, with what came of it."""

    key: str
    what: str
    result: str
    how: str
    note: str


class DrillInjectOut(Schema):
    """What the players were told; `expected` is for the facilitator, and for all after the end."""

    key: str
    at: int
    wall: str
    title: str
    brought_by: str
    text: str
    is_met: bool
    expected: list[DrillExpectationOut]


class DrillPlayOut(Schema):
    """How a drill stands: `wall` is the scenario's own time."""

    state: DrillState
    second: int
    wall: str
    is_running: bool
    is_interrupted: bool
    speed: int
    situation: str
    injects: list[DrillInjectOut]


class DrillAnswerIn(Schema):
    """What the players did about an inject; the same `key` twice is kept once."""

    text: str = Field(max_length=5_000)
    inject: str = Field("", max_length=40)
    kind: LineKind = LineKind.LOG
    occurred_at: Instant | None = None
    source: str = Field("", max_length=200)
    key: str = Field("", max_length=64)


class DrillAnswerOut(Schema):
    """The line of the exercise's log that was written."""

    id: int
    kind: LineKind
    text: str
    inject: str
    occurred_at: datetime
    recorded_at: datetime


class DrillMarkIn(Schema):
    """The facilitator's word on something expected."""

    expectation: str = Field(max_length=40)
    value: DrillMarkValue
    note: str = Field("", max_length=300)


class DrillSkipIn(Schema):
    """The key of an inject that was left out."""

    inject: str = Field(max_length=40)


class DrillEvaluationIn(Schema):
    """What went well, what did not."""

    went_well: str = Field(max_length=5_000)
    went_badly: str = Field(max_length=5_000)
    revision: int | None = None


class DrillFindingOut(Schema):
    """What was wanting, with the directive that mends it."""

    id: int
    what: str
    directive: int

    @staticmethod
    def resolve_directive(row: Any) -> int:
        found: int = row.directive_id
        return found


class DrillFindingIn(Schema):
    """What was wanting, and who mends it by when."""

    what: str = Field(max_length=300)
    title: str = Field(max_length=200)
    body: str = Field(max_length=2_000)
    addressee: int = Field(ge=1, le=2**62)
    due_on: date


class DrillReportIn(Schema):
    """Which executive accepts the result."""

    approver: int = Field(ge=1, le=2**62)


def _drill(request: HttpRequest, pk: int) -> Drill:
    found: Drill = narrow(drill_reads.drill_rows(person_of(request)), pk=pk)
    return found


@router.operation("GET", "/drills", "drills.view", response=DrillsOut)
def list_drills(request: HttpRequest, wanted: Query[DrillFilter]) -> dict[str, Any]:
    """The drills, newest first."""
    rows = drill_reads.drill_rows(person_of(request))
    return part(rows.filter(state=wanted.state) if wanted.state else rows, wanted)


@router.operation("POST", "/drills", "drills.plan", response={201: DrillOut, **PROBLEMS})
def plan_drill(request: HttpRequest, body: DrillIn) -> Status[Drill]:
    """Plan a drill."""
    values = {**body.dict(), "facilitator": somebody(request, body.facilitator)}
    made = services.plan_drill(by=person_of(request), **values)
    return Status(201, _drill(request, made.pk))


@router.operation("GET", "/drills/{int:pk}", "drills.view", response={200: DrillOut, **PROBLEMS})
def read_drill(request: HttpRequest, pk: int) -> Drill:
    """One drill."""
    return _drill(request, pk)


@router.operation("POST", "/drills/{int:pk}/cancel", "drills.plan", response={200: DrillOut, **PROBLEMS})
def cancel_drill(request: HttpRequest, pk: int, body: DrillCancelIn) -> Drill:
    """Say that it does not take place."""
    return services.cancel_drill(by=person_of(request), drill=_drill(request, pk), reason=body.reason)


@router.operation("POST", "/drills/{int:pk}/people", "drills.run", response={201: DrillPersonOut, **PROBLEMS})
def add_to_drill(request: HttpRequest, pk: int, body: DrillPersonIn) -> Status[DrillPerson]:
    """Let somebody take part."""
    made = services.add_to_drill(
        by=person_of(request),
        drill=_drill(request, pk),
        person=somebody(request, body.person),
        guest=body.guest,
        part=body.part,
        role=body.role or "",
    )
    return Status(201, made)


@router.operation("DELETE", "/drill-people/{int:pk}", "drills.run", response={204: None, **PROBLEMS})
def remove_from_drill(request: HttpRequest, pk: int) -> Status[None]:
    """Take somebody who was added by mistake out of a planned drill."""
    person = person_of(request)
    services.remove_from_drill(by=person, row=get_visible(DrillPerson, person, pk=pk))
    return Status(204, None)


@router.operation(
    "POST", "/drill-people/{int:pk}/attendance", "drills.run", response={200: DrillPersonOut, **PROBLEMS}
)
def set_attendance(request: HttpRequest, pk: int, body: DrillAttendanceIn) -> DrillPerson:
    """Say whether somebody who was to take part does."""
    person = person_of(request)
    row = get_visible(DrillPerson, person, pk=pk)
    return services.set_attendance(by=person, row=row, attended=body.attended)


@router.operation("POST", "/drills/{int:pk}/start", "drills.run", response={200: DrillOut, **PROBLEMS})
def start_drill(request: HttpRequest, pk: int, body: DrillSpeedIn) -> Drill:
    """Begin to play."""
    services.start_drill(by=person_of(request), drill=_drill(request, pk), speed=body.speed)
    return _drill(request, pk)


@router.operation("POST", "/drills/{int:pk}/paper", "drills.run", response={200: DrillOut, **PROBLEMS})
def enter_paper_drill(request: HttpRequest, pk: int, body: DrillPaperIn) -> Drill:
    """Say that it was played on paper."""
    services.enter_paper_drill(by=person_of(request), drill=_drill(request, pk), **body.dict())
    return _drill(request, pk)


@router.operation("POST", "/drills/{int:pk}/pause", "drills.run", response={200: DrillPlayOut, **PROBLEMS})
def pause_drill(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Stop the scenario's clock."""
    return _play(request, services.pause_drill(by=person_of(request), drill=_drill(request, pk)))


@router.operation("POST", "/drills/{int:pk}/resume", "drills.run", response={200: DrillPlayOut, **PROBLEMS})
def resume_drill(request: HttpRequest, pk: int, body: DrillSpeedIn) -> dict[str, Any]:
    """Let the scenario's clock run on."""
    drill = services.resume_drill(by=person_of(request), drill=_drill(request, pk), speed=body.speed)
    return _play(request, drill)


@router.operation("POST", "/drills/{int:pk}/jump", "drills.run", response={200: DrillPlayOut, **PROBLEMS})
def jump_drill(request: HttpRequest, pk: int, body: DrillJumpIn) -> dict[str, Any]:
    """Set the scenario's clock forward to an inject."""
    return _play(request, services.jump_drill(by=person_of(request), drill=_drill(request, pk), to=body.to))


@router.operation("POST", "/drills/{int:pk}/end", "drills.run", response={200: DrillOut, **PROBLEMS})
def end_drill(request: HttpRequest, pk: int) -> Drill:
    """End the play."""
    services.end_drill(by=person_of(request), drill=_drill(request, pk))
    return _drill(request, pk)


@router.operation("GET", "/drills/{int:pk}/play", "drills.view", response={200: DrillPlayOut, **PROBLEMS})
def read_play(request: HttpRequest, pk: int) -> dict[str, Any]:
    """How it stands: the clock, and what the players were told so far (everything, for those who run it)."""
    return _play(request, _drill(request, pk))


def _play(request: HttpRequest, drill: Drill) -> dict[str, Any]:
    standing = drill_reads.standing_of(drill)
    ended = drill.state == DrillState.ENDED
    runs = drill.is_run_by(person_of(request))
    rows = [
        row for row in shown_course(standing, drill_reads.course(standing)) if runs or ended or row.is_met
    ]
    return {
        "state": drill.state,
        "second": standing.reading.second,
        "wall": standing.wall,
        "is_running": standing.reading.is_running,
        "is_interrupted": standing.reading.is_interrupted,
        "speed": standing.reading.speed,
        "situation": str(drill.scenario.situation) if drill.incident_id or runs else "",
        "injects": [
            {
                "key": row.inject.key,
                "at": row.inject.at,
                "wall": row.wall,
                "title": str(row.inject.title),
                "brought_by": str(row.inject.brought_by),
                "text": str(row.inject.text),
                "is_met": row.is_met,
                "expected": [
                    {"key": e.key, "what": e.what, "result": e.label, "how": e.how, "note": e.note}
                    for e in row.rows
                    if runs or ended
                ],
            }
            for row in rows
        ],
    }


@router.operation(
    "POST", "/drills/{int:pk}/answers", "incidents.work", response={201: DrillAnswerOut, **PROBLEMS}
)
def answer(request: HttpRequest, pk: int, body: DrillAnswerIn) -> Status[Any]:
    """Write down what the players did about an inject; a decision is written to the exercise's decisions."""
    drill = _drill(request, pk)
    if drill.incident is None:
        raise Http404
    line = services.write_line(by=person_of(request), incident=drill.incident, **body.dict())
    return Status(201, line)


@router.operation("POST", "/drills/{int:pk}/marks", "drills.run", response={200: DrillPlayOut, **PROBLEMS})
def mark(request: HttpRequest, pk: int, body: DrillMarkIn) -> dict[str, Any]:
    """The facilitator's word on something expected."""
    drill = _drill(request, pk)
    services.mark_expectation(by=person_of(request), drill=drill, **body.dict())
    return _play(request, _drill(request, pk))


@router.operation("POST", "/drills/{int:pk}/skips", "drills.run", response={200: DrillPlayOut, **PROBLEMS})
def skip(request: HttpRequest, pk: int, body: DrillSkipIn) -> dict[str, Any]:
    """Say that an inject was left out: nothing that was expected of it counts."""
    services.skip_inject(by=person_of(request), drill=_drill(request, pk), inject=body.inject)
    return _play(request, _drill(request, pk))


@router.operation("POST", "/drills/{int:pk}/evaluation", "drills.run", response={200: DrillOut, **PROBLEMS})
def evaluate(request: HttpRequest, pk: int, body: DrillEvaluationIn) -> Drill:
    """Write down what came of it."""
    drill = _drill(request, pk)
    drill.revision = drill.revision if body.revision is None else body.revision
    services.evaluate_drill(by=person_of(request), drill=drill, **body.dict(exclude={"revision"}))
    return _drill(request, pk)


@router.operation(
    "GET", "/drills/{int:pk}/findings", "drills.view", response={200: list[DrillFindingOut], **PROBLEMS}
)
def read_findings(request: HttpRequest, pk: int) -> list[Any]:
    """What was wanting."""
    return list(_drill(request, pk).findings.order_by("pk"))


@router.operation(
    "POST", "/drills/{int:pk}/findings", "drills.run", response={201: DrillFindingOut, **PROBLEMS}
)
def add_finding(request: HttpRequest, pk: int, body: DrillFindingIn) -> Status[Any]:
    """Write down what was wanting, with the directive to whoever mends it."""
    values = {**body.dict(), "addressee": somebody(request, body.addressee)}
    return Status(201, services.add_finding(by=person_of(request), drill=_drill(request, pk), **values))


@router.operation("POST", "/drills/{int:pk}/report", "drills.run", response={200: DrillOut, **PROBLEMS})
def report_drill(request: HttpRequest, pk: int, body: DrillReportIn) -> Drill:
    """Report the result to an executive."""
    approver = somebody(request, body.approver)
    if approver is None:
        raise Http404
    services.report_drill(by=person_of(request), drill=_drill(request, pk), approver=approver)
    return _drill(request, pk)
