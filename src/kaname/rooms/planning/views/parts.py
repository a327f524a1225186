"""Pages of a draft's goals and headings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaname.foundation.access.pages import PersonRequest, get_visible, narrow, page
from kaname.rooms.planning import services
from kaname.rooms.planning.forms.plans import GoalForm, MeasureForm
from kaname.rooms.planning.models import Plan, PlanGoal, PlanMeasure
from kaname.rooms.planning.pages import form_page
from kaname.rooms.planning.selectors.plans import plan_rows

MANAGE = "planning.manage"


def _plan(request: PersonRequest, pk: int) -> Plan:
    return narrow(plan_rows(request.person), pk=pk)


def _words(plan: Plan, anchor: str) -> dict[str, Any]:
    back = f"{plan.get_absolute_url()}#{anchor}"
    return {
        "submit": _("保存する"),
        "said": _("保存しました。"),
        "cancel": back,
        "trail": [(plan.title, plan.get_absolute_url())],
        "to": lambda _row: back,
    }


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def goal_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Set a goal."""
    plan = _plan(request, pk)
    form = GoalForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.add_goal(by=request.person, plan=plan, **form.values()),
        title=_("目標を加える"),
        **_words(plan, "goals"),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def goal_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a goal."""
    goal = get_visible(PlanGoal, request.person, pk=pk)
    initial = {name: getattr(goal, name) for name in ("statement", "measure", "target")}
    form = GoalForm(request.POST or None, row=goal, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_goal(by=request.person, goal=form.as_read(goal), **form.values()),
        title=_("目標を変える"),
        **_words(goal.plan, "goals"),
    )


@require_POST
@page(MANAGE)
def goal_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a goal out."""
    goal = get_visible(PlanGoal, request.person, pk=pk)
    services.remove_goal(by=request.person, goal=goal)
    messages.success(request, _("目標を消しました。"))
    return redirect(goal.plan)


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def measure_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Set a heading."""
    plan = _plan(request, pk)
    form = MeasureForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.add_measure(by=request.person, plan=plan, **form.values()),
        title=_("施策を加える"),
        **_words(plan, "tasks"),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def measure_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a heading."""
    row = get_visible(PlanMeasure, request.person, pk=pk)
    form = MeasureForm(request.POST or None, row=row, initial={"title": row.title, "note": row.note})
    return form_page(
        request,
        form,
        lambda: services.change_measure(by=request.person, measure=form.as_read(row), **form.values()),
        title=_("施策を変える"),
        **_words(row.plan, "tasks"),
    )


@require_POST
@page(MANAGE)
def measure_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a heading out."""
    row = get_visible(PlanMeasure, request.person, pk=pk)
    services.remove_measure(by=request.person, measure=row)
    messages.success(request, _("施策を消しました。"))
    return redirect(row.plan)
