"""Plain factories: plans and their tasks, made through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision
from kaname.rooms.planning import services
from kaname.rooms.planning.models import Plan, PlanTask
from kaname.rooms.planning.services import TaskLine

APRIL, MARCH = date(2026, 4, 1), date(2027, 3, 31)


def make_planner(executive: Person, name: str = "中野 翔") -> Person:
    """The planning manager of the executive's hospital."""
    return make_person(executive.institution, name, roles=[Role.PLANNING_MANAGER])


def make_plan(by: Person, title: str = "令和8年度 安全管理計画", **fields: Any) -> Plan:
    """A draft for the fiscal year 2026."""
    days = {"starts_on": APRIL, "ends_on": MARCH}
    return services.draft_plan(by=by, title=title, **{**days, **fields})


def make_task(
    by: Person,
    plan: Plan,
    title: str = "VPN装置の更新",
    *,
    owner: Person | None = None,
    due_on: date | None = date(2026, 9, 30),
    **fields: Any,
) -> PlanTask:
    """A task of a draft; it belongs to whoever writes it unless somebody else is named."""
    line = TaskLine(title=title, owner=owner or by, due_on=due_on, **fields)
    return services.add_task(by=by, plan=plan, line=line)


def decide(decision: Decision, by: Person, choice: str = "APPROVE") -> Decision:
    """The executive answers."""
    fresh = Decision._default_manager.get(pk=decision.pk)
    return decisions.act_on_step(by=by, decision=fresh, choice=choice, reason="確かめました。")


def approve(plan: Plan, by: Person, choice: str = "APPROVE") -> Plan:
    """Ask for approval in the writer's name and decide it; returns the plan read anew."""
    decision = services.request_approval(by=plan.drafted_by, plan=plan, approver=by)
    decide(decision, by, choice)
    return Plan._default_manager.get(pk=plan.pk)


def make_running_plan(executive: Person, planner: Person, **fields: Any) -> tuple[Plan, PlanTask]:
    """An approved plan with one task of the planner's, due on 30 September 2026."""
    plan = make_plan(planner, **fields)
    task = make_task(planner, plan)
    approve(plan, executive)
    return reread(plan), reread(task)


def reread(row: Any) -> Any:
    """The row as it is stored now."""
    return type(row)._default_manager.get(pk=row.pk)
