"""Plans over REST: list, read, draft, write, put before an executive, close. Approval itself is a decision's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.planning import services
from kaname.rooms.planning.models import Plan, PlanGoal, PlanMeasure, PlanStatus, PlanTask
from kaname.rooms.planning.selectors import plans as selectors
from kaname.rooms.planning.selectors.views import PlanView

router = PersonRouter(tags=["planning"])
MANAGE = "planning.manage"


class NamedOut(Schema):
    """A person, by id and name."""

    id: int
    name: str


class PlanOut(Schema):
    """A plan; days are days in Japan, both included."""

    id: int
    fiscal_year: int
    title: str
    starts_on: date
    ends_on: date
    status: PlanStatus
    approved_by: NamedOut | None
    approved_on: date | None
    ended_on: date | None
    decision_id: int | None
    revision: int


class GoalOut(Schema):
    """A goal, and what was reached."""

    id: int
    statement: str
    measure: str
    target: str
    result: str
    revision: int


class MeasureOut(Schema):
    """A heading for tasks."""

    id: int
    title: str
    note: str
    revision: int


class TaskOut(Schema):
    """A task; `approved_due_on` is the due day of the plan as it was approved, `ref` the record's name."""

    id: int
    ref: str
    plan_id: int
    number: int
    title: str
    detail: str
    measure_id: int | None
    owner: NamedOut | None
    starts_on: date | None
    due_on: date | None
    approved_due_on: date | None
    cost_yen: int | None
    obligation_id: str
    progress_percent: int
    status: str
    is_late: bool
    done_on: date | None
    carried_from_id: int | None
    revision: int

    @staticmethod
    def resolve_ref(task: PlanTask) -> str:
        return ref_of(task)


class PlanDetailOut(PlanOut):
    """A plan with all that it says; `percent` is the mean progress of its tasks."""

    aims: str
    review: str
    percent: int
    lacking: str
    goals: list[GoalOut]
    measures: list[MeasureOut]
    tasks: list[TaskOut]

    @staticmethod
    def resolve_percent(plan: Plan) -> int:
        return PlanView(plan, clock.today()).percent

    @staticmethod
    def resolve_lacking(plan: Plan) -> str:
        return selectors.what_a_plan_lacks(plan) if plan.is_draft else ""

    @staticmethod
    def resolve_goals(plan: Plan) -> list[PlanGoal]:
        return list(plan.goals.order_by("position", "pk"))

    @staticmethod
    def resolve_measures(plan: Plan) -> list[PlanMeasure]:
        return list(plan.measures.order_by("position", "pk"))

    @staticmethod
    def resolve_tasks(plan: Plan) -> list[PlanTask]:
        return PlanView(plan, clock.today()).tasks


class PlansOut(Schema):
    """Some of the plans, and how many there are in all."""

    count: int
    items: list[PlanOut]


class PlanFilter(Paged):
    """Which plans to list."""

    status: PlanStatus | None = None


class PlanIn(Schema):
    """A new draft; without days it is for the present fiscal year."""

    title: str = Field(min_length=1, max_length=200)
    starts_on: date | None = None
    ends_on: date | None = None
    aims: str = Field("", max_length=10_000)


class PlanChangeIn(Schema):
    """What a draft shall say of itself; `revision` is the one read."""

    title: str = Field(min_length=1, max_length=200)
    starts_on: date
    ends_on: date
    aims: str = Field("", max_length=10_000)
    revision: int = Field(ge=0, le=2**31)


class NextPlanIn(Schema):
    """The plan that follows."""

    title: str = Field(min_length=1, max_length=200)
    starts_on: date
    ends_on: date


class GoalIn(Schema):
    """A goal of a draft."""

    statement: str = Field(min_length=1, max_length=300)
    measure: str = Field("", max_length=300)
    target: str = Field("", max_length=100)


class MeasureIn(Schema):
    """A heading of a draft."""

    title: str = Field(min_length=1, max_length=200)
    note: str = Field("", max_length=10_000)


class PlanRequestIn(Schema):
    """The executive before whom a plan is put."""

    approver_id: int = Field(ge=1, le=2**62)
    summary: str = Field("", max_length=10_000)


class ResultIn(Schema):
    """What was reached of one goal."""

    goal_id: int = Field(ge=1, le=2**62)
    result: str = Field("", max_length=300)


class ResultsIn(Schema):
    """What was reached so far."""

    results: list[ResultIn] = Field(max_length=200)


class EndPlanIn(ResultsIn):
    """The end of a plan: what was reached, and the period looked back on."""

    review: str = Field(min_length=1, max_length=10_000)


def _plan(request: HttpRequest, pk: int) -> Plan:
    return narrow(selectors.plan_rows(person_of(request)), pk=pk)


@router.operation("GET", "/plans", "planning.view", response=PlansOut)
def list_plans(request: HttpRequest, wanted: Query[PlanFilter]) -> dict[str, Any]:
    """The safety plans, the newest first."""
    rows = selectors.plan_rows(person_of(request))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    return part(rows.order_by("-starts_on", "-pk"), wanted)


@router.operation("POST", "/plans", MANAGE, response={201: PlanDetailOut, **PROBLEMS})
def draft_plan(request: HttpRequest, body: PlanIn) -> Status[Plan]:
    """Begin a plan."""
    made = services.draft_plan(by=person_of(request), **body.dict())
    return Status(201, _plan(request, made.pk))


@router.operation("GET", "/plans/{int:pk}", "planning.view", response={200: PlanDetailOut, **PROBLEMS})
def get_plan(request: HttpRequest, pk: int) -> Plan:
    """One plan with its goals, headings and tasks."""
    return _plan(request, pk)


@router.operation("PUT", "/plans/{int:pk}", MANAGE, response={200: PlanDetailOut, **PROBLEMS})
def change_plan(request: HttpRequest, pk: int, body: PlanChangeIn) -> Plan:
    """Change what a draft says of itself."""
    plan = _plan(request, pk)
    values = body.dict()
    plan.revision = values.pop("revision")
    services.change_plan(by=person_of(request), plan=plan, **values)
    return _plan(request, pk)


@router.operation("DELETE", "/plans/{int:pk}", MANAGE, response={204: None, **PROBLEMS})
def discard_plan(request: HttpRequest, pk: int) -> Status[None]:
    """Throw a draft away that nobody was asked about."""
    services.discard_plan(by=person_of(request), plan=_plan(request, pk))
    return Status(204, None)


@router.operation("POST", "/plans/{int:pk}/next", MANAGE, response={201: PlanDetailOut, **PROBLEMS})
def draft_next_plan(request: HttpRequest, pk: int, body: NextPlanIn) -> Status[Plan]:
    """Begin the plan that follows, with what is not finished."""
    made = services.draft_next_plan(by=person_of(request), plan=_plan(request, pk), **body.dict())
    return Status(201, _plan(request, made.pk))


@router.operation("POST", "/plans/{int:pk}/request", MANAGE, response={200: PlanDetailOut, **PROBLEMS})
def request_plan_approval(request: HttpRequest, pk: int, body: PlanRequestIn) -> Plan:
    """Put a draft before an executive."""
    approver = get_visible(Person, person_of(request), pk=body.approver_id)
    plan = _plan(request, pk)
    services.request_approval(by=person_of(request), plan=plan, approver=approver, summary=body.summary)
    return _plan(request, pk)


@router.operation("POST", "/plans/{int:pk}/results", MANAGE, response={200: PlanDetailOut, **PROBLEMS})
def record_plan_results(request: HttpRequest, pk: int, body: ResultsIn) -> Plan:
    """Write down what was reached so far."""
    results = {one.goal_id: one.result for one in body.results}
    services.record_results(by=person_of(request), plan=_plan(request, pk), results=results)
    return _plan(request, pk)


@router.operation("POST", "/plans/{int:pk}/end", MANAGE, response={200: PlanDetailOut, **PROBLEMS})
def end_plan(request: HttpRequest, pk: int, body: EndPlanIn) -> Plan:
    """Close a plan after its last day."""
    results = {one.goal_id: one.result for one in body.results}
    services.end_plan(by=person_of(request), plan=_plan(request, pk), review=body.review, results=results)
    return _plan(request, pk)


@router.operation("POST", "/plans/{int:pk}/goals", MANAGE, response={201: GoalOut, **PROBLEMS})
def add_plan_goal(request: HttpRequest, pk: int, body: GoalIn) -> Status[PlanGoal]:
    """Set a goal in a draft."""
    return Status(201, services.add_goal(by=person_of(request), plan=_plan(request, pk), **body.dict()))


@router.operation("PUT", "/plan-goals/{int:pk}", MANAGE, response={200: GoalOut, **PROBLEMS})
def change_plan_goal(request: HttpRequest, pk: int, body: GoalIn) -> PlanGoal:
    """Change a goal of a draft."""
    goal = get_visible(PlanGoal, person_of(request), pk=pk)
    return services.change_goal(by=person_of(request), goal=goal, **body.dict())


@router.operation("DELETE", "/plan-goals/{int:pk}", MANAGE, response={204: None, **PROBLEMS})
def remove_plan_goal(request: HttpRequest, pk: int) -> Status[None]:
    """Take a goal out of a draft."""
    services.remove_goal(by=person_of(request), goal=get_visible(PlanGoal, person_of(request), pk=pk))
    return Status(204, None)


@router.operation("POST", "/plans/{int:pk}/measures", MANAGE, response={201: MeasureOut, **PROBLEMS})
def add_plan_measure(request: HttpRequest, pk: int, body: MeasureIn) -> Status[PlanMeasure]:
    """Set a heading in a draft."""
    return Status(201, services.add_measure(by=person_of(request), plan=_plan(request, pk), **body.dict()))


@router.operation("PUT", "/plan-measures/{int:pk}", MANAGE, response={200: MeasureOut, **PROBLEMS})
def change_plan_measure(request: HttpRequest, pk: int, body: MeasureIn) -> PlanMeasure:
    """Change a heading of a draft."""
    row = get_visible(PlanMeasure, person_of(request), pk=pk)
    return services.change_measure(by=person_of(request), measure=row, **body.dict())


@router.operation("DELETE", "/plan-measures/{int:pk}", MANAGE, response={204: None, **PROBLEMS})
def remove_plan_measure(request: HttpRequest, pk: int) -> Status[None]:
    """Take a heading without tasks out of a draft."""
    services.remove_measure(
        by=person_of(request), measure=get_visible(PlanMeasure, person_of(request), pk=pk)
    )
    return Status(204, None)
