"""Pages of tasks: all of them, one's own, one with its reports and changes, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.directives.rules import may_issue_freely
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.planning import services
from kaname.rooms.planning.forms.plans import (
    DropForm,
    HandOverForm,
    ProgressForm,
    RescheduleForm,
    TaskForm,
)
from kaname.rooms.planning.lists.plans import task_badge, task_listing
from kaname.rooms.planning.models import Plan, PlanTask, TaskStatus
from kaname.rooms.planning.pages import crumbs, form_page, tabs
from kaname.rooms.planning.selectors import plans as selectors

MANAGE = "planning.manage"
_FIELDS = ("title", "measure", "detail", "owner", "starts_on", "due_on", "cost_yen", "obligation_id")


def _task(request: PersonRequest, pk: int) -> PlanTask:
    return narrow(selectors.task_rows(request.person).select_related("carried_from__plan"), pk=pk)


def _trail(request: PersonRequest, plan: Plan) -> list[tuple[str, str]]:
    """Whoever may not see the plan is led back to their own tasks."""
    if policy.may(request.person, "planning.view"):
        return [(plan.title, plan.get_absolute_url())]
    return [(_("自分の作業"), reverse("planning:my_tasks"))]


@require_safe
@page("planning.view")
def task_list(request: PersonRequest) -> HttpResponse:
    """All tasks of all plans, also as a file."""
    listing = task_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_import = policy.may(request.person, MANAGE) and policy.may(request.person, "imports.use")
    context = {"listing": listing, "may_import": may_import, "crumbs": crumbs()}
    return render(request, "planning/task_list.html", context)


@require_safe
@page("planning.view_tasks")
def my_tasks(request: PersonRequest) -> HttpResponse:
    """What is to be done by whoever looks, what is due first coming first."""
    rows = selectors.open_tasks_of(request.person)
    today = clock.today()
    context = {
        "late": [t for t in rows if t.is_overdue(today)],
        "ahead": [t for t in rows if not t.is_overdue(today)],
        "tabs": tabs(request.person, "planning:my_tasks"),
    }
    return render(request, "planning/my_tasks.html", context)


@require_safe
@page("planning.view_tasks")
def task_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One task."""
    return _show(request, _task(request, pk))


def _show(request: PersonRequest, task: PlanTask, form: ProgressForm | None = None) -> HttpResponse:
    reports = list(selectors.reports_of(task))
    files = evidence_of(reports)
    may = _what_may_be_done(request, task)
    context = {
        "task": task,
        "plan": task.plan,
        "badge": task_badge(task),
        "obligation": selectors.obligation_label(task.obligation_id) if task.obligation_id else "",
        "reports": [(report, files.get(report.pk, [])) for report in reports],
        "changes": selectors.changes_of(task),
        "waiting": selectors.waiting_change(task),
        "directives": selectors.directives_from(task, request.person),
        "task_ref": ref_of(task),
        "direct_url": _direct_url(task),
        "may": may,
        "form": form or (_progress_form(task) if may["report"] else None),
        "crumbs": [] if not may["view"] else crumbs(*_trail(request, task.plan)),
    }
    return render(request, "planning/task_detail.html", context, status=422 if form is not None else 200)


def _progress_form(task: PlanTask) -> ProgressForm:
    return ProgressForm(row=task, initial={"percent": task.progress_percent})


def _what_may_be_done(request: PersonRequest, task: PlanTask) -> dict[str, bool]:
    """Which buttons the page shows; the services ask again."""
    manages = policy.may(request.person, MANAGE)
    is_mine = task.owner_id == request.person.pk
    is_active = task.is_open and task.plan.is_running
    asks = policy.may(request.person, "planning.ask_change") and (manages or is_mine)
    may_report = policy.may(request.person, "planning.report_progress") and (manages or is_mine)
    took_back = manages and task.status == TaskStatus.DONE and task.plan.is_running
    return {
        "view": policy.may(request.person, "planning.view"),
        "write": manages and task.plan.is_draft,
        "report": may_report and (is_active or took_back),
        "ask": asks and is_active and selectors.waiting_change(task) is None,
        "hand_over": manages and is_active,
        "direct": is_active and may_issue_freely(request.person),
        "decisions": policy.may(request.person, "decisions.view"),
    }


def _direct_url(task: PlanTask) -> str:
    """A new directive that is filled in from the task and leads back to it."""
    query = {
        "title": task.title,
        "body": task.detail,
        "origin": ref_of(task),
        "to": str(task.owner_id or ""),
        "obligation": task.obligation_id,
    }
    chosen = {key: value for key, value in query.items() if value}
    return f"{reverse('directives:directive_new')}?{urlencode(chosen)}"


@require_POST
@page("planning.report_progress")
def task_report(request: PersonRequest, pk: int) -> HttpResponse:
    """Say how far it is."""
    task = _task(request, pk)
    form = ProgressForm(request.POST, request.FILES, row=task)
    made = apply(
        form,
        lambda: services.report_progress(by=request.person, task=form.as_read(task), **form.values()),
    )
    if made is None:
        return _show(request, _task(request, pk), form)
    messages.success(request, _("進捗を記録しました。"))
    return redirect("planning:task_detail", pk)


def _words(request: PersonRequest, task: PlanTask) -> dict[str, Any]:
    own = (task.title, task.get_absolute_url())
    return {
        "cancel": task.get_absolute_url(),
        "trail": [*_trail(request, task.plan), own],
        "to": lambda _row: task.get_absolute_url(),
    }


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def task_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write a task into a draft; the next one can follow at once under the same heading."""
    plan = narrow(selectors.plan_rows(request.person), pk=pk)
    form = TaskForm(request.POST or None, plan=plan, initial={"measure": request.GET.get("measure", "")})
    return form_page(
        request,
        form,
        lambda: services.add_task(by=request.person, plan=plan, line=form.line()),
        title=_("作業を加える"),
        submit=_("加える"),
        said=_("作業を加えました。"),
        cancel=f"{plan.get_absolute_url()}#tasks",
        trail=_trail(request, plan),
        to=lambda _task: f"{plan.get_absolute_url()}#tasks",
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def task_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a task of a draft."""
    task = _task(request, pk)
    initial = {name: getattr(task, name) for name in _FIELDS}
    form = TaskForm(request.POST or None, plan=task.plan, row=task, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_task(by=request.person, task=form.as_read(task), line=form.line()),
        title=_("作業を変える"),
        submit=_("保存する"),
        said=_("保存しました。"),
        **_words(request, task) | {"to": lambda _row: f"{task.plan.get_absolute_url()}#tasks"},
    )


@require_POST
@page(MANAGE)
def task_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a task out of a draft."""
    task = _task(request, pk)
    services.remove_task(by=request.person, task=task)
    messages.success(request, _("作業を消しました。"))
    return redirect(task.plan)


@require_http_methods(["GET", "POST"])
@page("planning.ask_change")
def task_reschedule(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for another due day."""
    task = _task(request, pk)
    form = RescheduleForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.request_reschedule(by=request.person, task=task, **form.values()),
        title=_("期限の変更を求める"),
        submit=_("決裁を求める"),
        said=_("期限の変更を求めました。承認されるまで、期限は変わりません。"),
        **_words(request, task),
    )


@require_http_methods(["GET", "POST"])
@page("planning.ask_change")
def task_drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask to give it up."""
    task = _task(request, pk)
    form = DropForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.request_drop(by=request.person, task=task, **form.values()),
        title=_("作業の中止を求める"),
        submit=_("決裁を求める"),
        said=_("作業の中止を求めました。承認されるまで、作業は続きます。"),
        **_words(request, task),
    )


@require_http_methods(["GET", "POST"])
@page(MANAGE)
def task_hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Give it to another owner."""
    task = _task(request, pk)
    form = HandOverForm(request.POST or None, by=request.person, row=task)
    return form_page(
        request,
        form,
        lambda: services.hand_over(by=request.person, task=form.as_read(task), **form.values()),
        title=_("担当者を替える"),
        submit=_("替える"),
        said=_("担当者を替えました。"),
        **_words(request, task),
    )
