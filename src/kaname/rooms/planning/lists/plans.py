"""The lists of plans and of their tasks."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.rooms.planning.models import Plan, PlanStatus, PlanTask, TaskStatus
from kaname.rooms.planning.selectors.plans import plan_rows, task_rows
from kaname.web.lists import Badge, Column, FilterSpec, Listing

_PLAN_TONES = {
    PlanStatus.DRAFT: "neutral",
    PlanStatus.REQUESTED: "warn",
    PlanStatus.APPROVED: "good",
    PlanStatus.ENDED: "neutral",
}


def plan_badge(plan: Plan) -> Badge:
    """Where a plan stands, in a word and a tone."""
    if plan.is_running and plan.starts_on > clock.today():
        return Badge(_("承認済み（開始前）"), "good")
    if plan.is_running and plan.ends_on < clock.today():
        return Badge(_("期間終了・締め待ち"), "warn")
    return Badge(plan.get_status_display(), _PLAN_TONES[PlanStatus(plan.status)])


def task_badge(task: PlanTask) -> Badge:
    """Where a task stands today, in a word and a tone."""
    if task.is_late:
        return Badge(_("遅れ"), "bad")
    if task.status == TaskStatus.DONE:
        return Badge(_("完了"), "good")
    if not task.is_open:
        return Badge(task.get_status_display(), "neutral")
    return Badge(
        _("実施中") if task.progress_percent else _("未着手"), "info" if task.progress_percent else "neutral"
    )


def task_url(task: PlanTask) -> str:
    """Where a task is shown."""
    return reverse("planning:task_detail", args=[task.pk])


PLANS = (
    Column("title", gettext_lazy("計画の名称"), "title", sort="title", url=Plan.get_absolute_url),
    Column("starts_on", gettext_lazy("期間の初日"), "starts_on", sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("期間の末日"), "ends_on", sort="ends_on", kind="date"),
    Column("approved_by", gettext_lazy("承認者"), "approved_by.name"),
    Column("approved_on", gettext_lazy("承認日"), "approved_on", sort="approved_on", kind="date"),
    Column("status", gettext_lazy("状態"), plan_badge, sort="status", kind="status"),
)
TASKS = (
    Column("plan", gettext_lazy("計画の名称"), "plan.title", sort="plan__starts_on", on_page=False),
    Column("number", gettext_lazy("番号"), "number", sort="number", kind="number"),
    Column("title", gettext_lazy("作業"), "title", sort="title", url=task_url),
    Column("measure", gettext_lazy("施策"), "measure.title", sort="measure__position"),
    Column("detail", gettext_lazy("内容"), "detail", on_page=False),
    Column("owner", gettext_lazy("担当者"), "owner.name", sort="owner__kana"),
    Column("starts_on", gettext_lazy("開始日"), "starts_on", kind="date", on_page=False),
    Column("due_on", gettext_lazy("期限"), "due_on", sort="due_on", kind="date"),
    Column("approved_due_on", gettext_lazy("当初の期限"), "approved_due_on", kind="date", on_page=False),
    Column("cost_yen", gettext_lazy("費用（円）"), "cost_yen", kind="number", on_page=False),
    Column("obligation_id", gettext_lazy("遵守事項"), "obligation_id", on_page=False),
    Column("progress", gettext_lazy("進捗（%）"), "progress_percent", sort="progress_percent", kind="number"),
    Column("status", gettext_lazy("状態"), task_badge, sort="status", kind="status"),
    Column("done_on", gettext_lazy("完了日"), "done_on", kind="date", on_page=False),
)


def plan_listing(request: HttpRequest, person: Person) -> Listing[Plan]:
    """All plans the person may see, the newest first."""
    filters: dict[str, FilterSpec] = {"status": (gettext_lazy("状態"), PlanStatus.choices, "status")}
    rows = plan_rows(person)
    return Listing(
        request, rows, PLANS, search=("title",), filters=filters, default_sort="-starts_on", name="plans"
    )


def _in_state(rows: QuerySet[PlanTask], value: str) -> QuerySet[PlanTask]:
    if value == "LATE":
        return rows.overdue(clock.today())  # type: ignore[attr-defined,no-any-return]
    return rows.filter(status=value)


def task_listing(request: HttpRequest, person: Person) -> Listing[PlanTask]:
    """All tasks the person may see, of all plans; a filter names the plan."""
    plans = [(plan.pk, plan.title) for plan in plan_rows(person).order_by("-starts_on", "-pk")]
    filters: dict[str, FilterSpec] = {
        "plan": (gettext_lazy("計画"), plans, "plan"),
        "status": (gettext_lazy("状態"), [("LATE", gettext_lazy("遅れ")), *TaskStatus.choices], _in_state),
    }
    return Listing(
        request,
        task_rows(person),
        TASKS,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="due_on",
        name="plan-tasks",
    )
