"""Pages of plans: all of them, one with its tasks, writing one, asking for approval, its end."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import (
    fiscal_year,
    fiscal_year_ends_on,
    fiscal_year_label,
    fiscal_year_starts_on,
)
from kaname.rooms.planning import services
from kaname.rooms.planning.forms.plans import EndForm, NextPlanForm, PlanForm, RequestForm, ResultsForm
from kaname.rooms.planning.gantt import gantt_of
from kaname.rooms.planning.lists.plans import plan_badge, plan_listing
from kaname.rooms.planning.models import Plan
from kaname.rooms.planning.pages import form_page, tabs
from kaname.rooms.planning.paper import plan_paper
from kaname.rooms.planning.selectors.plans import plan_rows, plans_for_today, what_a_plan_lacks
from kaname.rooms.planning.selectors.views import PlanView

MANAGE = "planning.manage"
SUCCESSOR_DAYS = 90


def _plan(request: PersonRequest, pk: int) -> Plan:
    return narrow(plan_rows(request.person), pk=pk)


@require_safe
@page("planning.view")
def overview(request: PersonRequest) -> HttpResponse:
    """How the plans of today go, and all plans."""
    listing = plan_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    shown = [PlanView(plan, clock.today()) for plan in plans_for_today(request.person)]
    context = {
        "listing": listing,
        "views": [(view, plan_badge(view.plan)) for view in shown],
        "may_manage": policy.may(request.person, MANAGE),
        "tabs": tabs(request.person, "planning:overview"),
    }
    return render(request, "planning/overview.html", context)


@require_safe
@page("planning.view")
def plan_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One plan: what is late, then all of it under its headings."""
    plan = _plan(request, pk)
    view = PlanView(plan, clock.today())
    may_manage = policy.may(request.person, MANAGE)
    context = {
        "plan": plan,
        "view": view,
        "badge": plan_badge(plan),
        "gantt": gantt_of(view),
        "lacking": what_a_plan_lacks(plan) if plan.is_draft and may_manage else "",
        "may_write": may_manage and plan.is_draft,
        "may_manage": may_manage,
        "may_see_decision": policy.may(request.person, "decisions.view"),
        "is_over": plan.is_running and plan.ends_on < clock.today(),
        "plan_ref": ref_of(plan),
        "has_successor": _has_successor(plan),
        "needs_successor": _needs_successor(plan),
    }
    return render(request, "planning/plan_detail.html", context)


def _has_successor(plan: Plan) -> bool:
    """Whether a later plan is written or approved already."""
    return Plan.objects.of(plan.institution).filter(ends_on__gt=plan.ends_on).exists()  # type: ignore[no-any-return]


def _needs_successor(plan: Plan) -> bool:
    """Whether it ends soon and no plan goes on from it yet."""
    near = plan.is_running and plan.ends_on <= clock.today() + timedelta(days=SUCCESSOR_DAYS)
    return near and not _has_successor(plan)


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def plan_new(request: PersonRequest) -> HttpResponse:
    """Begin a plan for this fiscal year, or for the next once a plan covers this one."""
    year = fiscal_year(clock.today())
    taken = Plan.objects.of(request.person.institution).filter(fiscal_year=year).exists()
    form = PlanForm(request.POST or None, initial=_first_values(year + 1 if taken else year))
    return form_page(
        request,
        form,
        lambda: services.draft_plan(by=request.person, **form.values()),
        title=_("安全管理計画を作る"),
        submit=_("作り始める"),
        said=_("計画を作り始めました。目標・施策・作業を書き加えてください。"),
        cancel=reverse("planning:overview"),
    )


def _first_values(year: int) -> dict[str, object]:
    title = _("%(year)s 医療情報システム安全管理計画") % {"year": fiscal_year_label(year)}
    return {"title": title, "starts_on": fiscal_year_starts_on(year), "ends_on": fiscal_year_ends_on(year)}


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def plan_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what a draft says of itself."""
    plan = _plan(request, pk)
    initial = {name: getattr(plan, name) for name in ("title", "starts_on", "ends_on", "aims")}
    form = PlanForm(request.POST or None, row=plan, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_plan(by=request.person, plan=form.as_read(plan), **form.values()),
        title=_("計画の名称・期間・基本方針"),
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=plan.get_absolute_url(),
        trail=[(plan.title, plan.get_absolute_url())],
    )


@require_POST
@page(MANAGE)
def plan_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away that nobody was asked about."""
    plan = _plan(request, pk)
    services.discard_plan(by=request.person, plan=plan)
    messages.success(request, _("作成中の計画を捨てました。捨てたことは証跡に残ります。"))
    return redirect("planning:overview")


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def plan_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a draft before an executive."""
    plan = _plan(request, pk)
    form = RequestForm(request.POST or None, by=request.person, row=plan)
    return form_page(
        request,
        form,
        lambda: services.request_approval(by=request.person, plan=form.as_read(plan), **form.values()),
        title=_("計画の承認を求める"),
        submit=_("承認を求める"),
        said=_("承認を求めました。決裁されるまで、計画は変えられません。"),
        cancel=plan.get_absolute_url(),
        trail=[(plan.title, plan.get_absolute_url())],
        to=lambda _decision: plan.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def plan_next(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin the plan that follows this one."""
    plan = _plan(request, pk)
    first = plan.ends_on + timedelta(days=1)
    initial = _first_values(fiscal_year(first)) | {"starts_on": first}
    form = NextPlanForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.draft_next_plan(by=request.person, plan=plan, **form.values()),
        title=_("次の計画を作る"),
        submit=_("引き継いで作り始める"),
        said=_("目標・施策と、終わっていない作業を引き継ぎました。期限を見直してください。"),
        cancel=plan.get_absolute_url(),
        trail=[(plan.title, plan.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def plan_results(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what was reached of the goals so far."""
    plan = _plan(request, pk)
    form = ResultsForm(request.POST or None, plan=plan)
    return form_page(
        request,
        form,
        lambda: services.record_results(by=request.person, plan=form.as_read(plan), results=form.results()),
        title=_("目標の実績を記録する"),
        submit=_("保存する"),
        said=_("実績を保存しました。"),
        cancel=plan.get_absolute_url(),
        trail=[(plan.title, plan.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def plan_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a plan after its period, looking back on it."""
    plan = _plan(request, pk)
    form = EndForm(request.POST or None, plan=plan, initial={"review": plan.review})

    def end() -> Plan:
        review = form.cleaned_data["review"]
        return services.end_plan(
            by=request.person, plan=form.as_read(plan), review=review, results=form.results()
        )

    return form_page(
        request,
        form,
        end,
        title=_("計画を終える"),
        submit=_("計画を終える"),
        said=_("計画を終えました。"),
        cancel=plan.get_absolute_url(),
        trail=[(plan.title, plan.get_absolute_url())],
    )


@require_safe
@page("planning.view")
def plan_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The plan on A4 paper."""
    return plan_paper(PlanView(_plan(request, pk), clock.today()))
