"""Tasks of plans over REST: list, write, report on, hand over, ask for another day. Evidence goes to a report's `ref`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, Paged, PersonRouter, part, person_of, somebody
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.rooms.planning import services
from kaname.rooms.planning.models import (
    ChangeKind,
    ChangeStatus,
    PlanMeasure,
    PlanProgress,
    PlanTask,
    PlanTaskChange,
    TaskStatus,
)
from kaname.rooms.planning.selectors import plans as selectors
from kaname.rooms.planning.services import TaskLine

from .plans import MANAGE, NamedOut, TaskOut

router = PersonRouter(tags=["planning"])


class ProgressOut(Schema):
    """A report; `ref` is what evidence is attached to."""

    id: int
    ref: str
    percent: int
    note: str
    reported_by: NamedOut
    reported_on: date

    @staticmethod
    def resolve_ref(report: PlanProgress) -> str:
        return ref_of(report)


class ChangeOut(Schema):
    """A request to move or drop a task, and what became of it."""

    id: int
    kind: ChangeKind
    old_due_on: date
    new_due_on: date | None
    reason: str
    requested_by: NamedOut
    requested_on: date
    status: ChangeStatus
    decision_id: int | None


class TaskDetailOut(TaskOut):
    """A task with its reports and changes, the newest first."""

    reports: list[ProgressOut]
    changes: list[ChangeOut]

    @staticmethod
    def resolve_reports(task: PlanTask) -> list[PlanProgress]:
        return list(selectors.reports_of(task))

    @staticmethod
    def resolve_changes(task: PlanTask) -> list[PlanTaskChange]:
        return list(selectors.changes_of(task))


class TasksOut(Schema):
    """Some of the tasks, and how many there are in all."""

    count: int
    items: list[TaskOut]


class TaskFilter(Paged):
    """Which tasks to list; `late` those overdue today, `mine` the caller's own. `q` searches names and owners."""

    q: str = Field("", max_length=200)
    plan_id: int | None = Field(None, ge=1, le=2**62)
    status: TaskStatus | None = None
    late: bool = False
    mine: bool = False


class TaskIn(Schema):
    """A task of a draft."""

    title: str = Field(min_length=1, max_length=200)
    detail: str = Field("", max_length=10_000)
    measure_id: int | None = Field(None, ge=1, le=2**62)
    owner_id: int | None = Field(None, ge=1, le=2**62)
    starts_on: date | None = None
    due_on: date | None = None
    cost_yen: int | None = Field(None, ge=0, le=10**12)
    obligation_id: str = Field("", max_length=40)


class TaskChangeIn(TaskIn):
    """What a task of a draft shall say; `revision` is the one read."""

    revision: int = Field(ge=0, le=2**31)


class ProgressIn(Schema):
    """How far a task is; 100 means done."""

    percent: int = Field(ge=0, le=100)
    note: str = Field(min_length=1, max_length=2_000)


class HandOverIn(Schema):
    """Another owner, and why."""

    owner_id: int = Field(ge=1, le=2**62)
    reason: str = Field(min_length=1, max_length=300)


class DropIn(Schema):
    """Why a task is to be given up, and who decides."""

    reason: str = Field(min_length=1, max_length=2_000)
    approver_id: int = Field(ge=1, le=2**62)


class RescheduleIn(DropIn):
    """Another due day, why, and who decides."""

    new_due_on: date


def _task(request: HttpRequest, pk: int) -> PlanTask:
    return narrow(selectors.task_rows(person_of(request)), pk=pk)


def _line(request: HttpRequest, body: TaskIn) -> TaskLine:
    values = body.dict(exclude={"measure_id", "owner_id", "revision"})
    measure = get_visible(PlanMeasure, person_of(request), pk=body.measure_id) if body.measure_id else None
    return TaskLine(**values, measure=measure, owner=somebody(request, body.owner_id))


@router.operation("GET", "/plan-tasks", "planning.view_tasks", response=TasksOut)
def list_plan_tasks(request: HttpRequest, wanted: Query[TaskFilter]) -> dict[str, Any]:
    """Tasks of all plans that the caller may see, what is due first coming first."""
    rows = selectors.task_rows(person_of(request))
    for word in search_key(wanted.q).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.plan_id:
        rows = rows.filter(plan=wanted.plan_id)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.late:
        rows = rows.overdue(clock.today())  # type: ignore[attr-defined]
    if wanted.mine:
        rows = rows.filter(owner=person_of(request))
    return part(rows.order_by("due_on", "number", "pk"), wanted)


@router.operation("POST", "/plans/{int:pk}/tasks", MANAGE, response={201: TaskDetailOut, **PROBLEMS})
def add_plan_task(request: HttpRequest, pk: int, body: TaskIn) -> Status[PlanTask]:
    """Write a task into a draft."""
    plan = narrow(selectors.plan_rows(person_of(request)), pk=pk)
    made = services.add_task(by=person_of(request), plan=plan, line=_line(request, body))
    return Status(201, _task(request, made.pk))


@router.operation(
    "GET", "/plan-tasks/{int:pk}", "planning.view_tasks", response={200: TaskDetailOut, **PROBLEMS}
)
def get_plan_task(request: HttpRequest, pk: int) -> PlanTask:
    """One task with its reports and changes."""
    return _task(request, pk)


@router.operation("PUT", "/plan-tasks/{int:pk}", MANAGE, response={200: TaskDetailOut, **PROBLEMS})
def change_plan_task(request: HttpRequest, pk: int, body: TaskChangeIn) -> PlanTask:
    """Change a task of a draft."""
    task = _task(request, pk)
    task.revision = body.revision
    services.change_task(by=person_of(request), task=task, line=_line(request, body))
    return _task(request, pk)


@router.operation("DELETE", "/plan-tasks/{int:pk}", MANAGE, response={204: None, **PROBLEMS})
def remove_plan_task(request: HttpRequest, pk: int) -> Status[None]:
    """Take a task out of a draft."""
    services.remove_task(by=person_of(request), task=_task(request, pk))
    return Status(204, None)


@router.operation(
    "POST",
    "/plan-tasks/{int:pk}/progress",
    "planning.report_progress",
    response={201: ProgressOut, **PROBLEMS},
)
def report_plan_progress(request: HttpRequest, pk: int, body: ProgressIn) -> Status[PlanProgress]:
    """Say how far a task is."""
    made = services.report_progress(by=person_of(request), task=_task(request, pk), **body.dict())
    return Status(201, made)


@router.operation("POST", "/plan-tasks/{int:pk}/hand-over", MANAGE, response={200: TaskDetailOut, **PROBLEMS})
def hand_plan_task_over(request: HttpRequest, pk: int, body: HandOverIn) -> PlanTask:
    """Give a task to another owner."""
    owner = get_visible(Person, person_of(request), pk=body.owner_id)
    services.hand_over(by=person_of(request), task=_task(request, pk), owner=owner, reason=body.reason)
    return _task(request, pk)


@router.operation(
    "POST",
    "/plan-tasks/{int:pk}/reschedule",
    "planning.ask_change",
    response={201: ChangeOut, **PROBLEMS},
)
def ask_to_reschedule(request: HttpRequest, pk: int, body: RescheduleIn) -> Status[PlanTaskChange]:
    """Ask an executive for another due day."""
    approver = get_visible(Person, person_of(request), pk=body.approver_id)
    made = services.request_reschedule(
        by=person_of(request),
        task=_task(request, pk),
        new_due_on=body.new_due_on,
        reason=body.reason,
        approver=approver,
    )
    return Status(201, made)


@router.operation(
    "POST", "/plan-tasks/{int:pk}/drop", "planning.ask_change", response={201: ChangeOut, **PROBLEMS}
)
def ask_to_drop(request: HttpRequest, pk: int, body: DropIn) -> Status[PlanTaskChange]:
    """Ask an executive to let a task be given up."""
    approver = get_visible(Person, person_of(request), pk=body.approver_id)
    made = services.request_drop(
        by=person_of(request), task=_task(request, pk), reason=body.reason, approver=approver
    )
    return Status(201, made)
