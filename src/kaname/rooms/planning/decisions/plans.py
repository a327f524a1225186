"""What executives decide about plans: the plan as a whole, another day for a task, giving a task up.

Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision
from kaname.foundation.obligations import catalogue
from kaname.rooms.planning import services
from kaname.rooms.planning.models import ChangeStatus, Plan, PlanStatus, PlanTask, PlanTaskChange, TaskStatus
from kaname.rooms.planning.selectors.plans import plan_material


@decision_kind("planning.approve_plan")
class ApprovePlan(DecisionKind):
    """Approve a safety plan as a whole; from then on its days change only by decision."""

    label = gettext_lazy("安全管理計画の承認")
    options = (
        Option("APPROVE", gettext_lazy("承認する")),
        Option("REJECT", gettext_lazy("承認しない"), is_approval=False),
    )
    effect_hint = gettext_lazy("計画の期間は、資料のとおりです。")
    material_template = "planning/_plan_material.html"
    material_labels = {
        "title": gettext_lazy("名称"),
        "period": gettext_lazy("期間"),
        "aims": gettext_lazy("ねらい"),
        "goals": gettext_lazy("目標"),
        "measures": gettext_lazy("施策"),
        "tasks": gettext_lazy("作業"),
        "number": gettext_lazy("番号"),
        "measure": gettext_lazy("施策"),
        "detail": gettext_lazy("内容"),
        "owner": gettext_lazy("担当者"),
        "starts_on": gettext_lazy("開始日"),
        "due_on": gettext_lazy("期限"),
        "cost_yen": gettext_lazy("費用（円）"),
        "obligation": gettext_lazy("遵守事項"),
        "carried_over": gettext_lazy("前の計画からの引継ぎ"),
    }
    material_choices = {"obligation": catalogue.in_words}

    def material(self, subject: Plan) -> dict[str, Any]:
        return plan_material(subject)

    def check(self, decision: Decision) -> None:
        if _plan(decision).status != PlanStatus.REQUESTED:
            raise ValidationError(_("この計画は、もう承認を待っていません。"))

    def apply(self, decision: Decision) -> None:
        services.adopt_plan(plan=_plan(decision), decision=decision)

    def decline(self, decision: Decision) -> None:
        services.reopen_draft(plan=_plan(decision), note=decision.reason)

    def close(self, decision: Decision) -> None:
        """Withdrawn or void: the plan is a draft again."""
        subject = decision.subject
        if isinstance(subject, Plan) and subject.status == PlanStatus.REQUESTED:
            services.reopen_draft(plan=subject, note=str(decision.get_status_display()))


class _ChangeOfTask(DecisionKind):
    """A request about one task of an approved plan."""

    material_labels = {
        "plan": gettext_lazy("計画"),
        "task": gettext_lazy("作業"),
        "owner": gettext_lazy("担当者"),
        "state": gettext_lazy("作業の状態"),
        "approved_due_on": gettext_lazy("当初の期限"),
        "old_due_on": gettext_lazy("いまの期限"),
        "new_due_on": gettext_lazy("新しい期限"),
        "reason": gettext_lazy("理由"),
    }

    def material(self, subject: PlanTaskChange) -> dict[str, Any]:
        task = subject.task
        days = {
            "approved_due_on": task.approved_due_on,
            "old_due_on": subject.old_due_on,
            "new_due_on": subject.new_due_on,
        }
        return {
            "plan": task.plan.title,
            "task": str(task),
            "owner": task.owner.name if task.owner else "",
            "state": _state(task),
            **{name: day.isoformat() for name, day in days.items() if day},
            "reason": subject.reason,
        }

    def check(self, decision: Decision) -> None:
        if _change(decision).status != ChangeStatus.REQUESTED:
            raise ValidationError(_("この変更は、もう決裁を待っていません。"))

    def apply(self, decision: Decision) -> None:
        services.carry_out_change(change=_change(decision), decision=decision)

    def decline(self, decision: Decision) -> None:
        services.close_change(change=_change(decision), status=ChangeStatus.REJECTED, note=decision.reason)

    def close(self, decision: Decision) -> None:
        note = str(decision.get_status_display())
        services.close_change(change=_change(decision), status=ChangeStatus.CLOSED, note=note)


@decision_kind("planning.reschedule")
class Reschedule(_ChangeOfTask):
    """Let a task of an approved plan fall due on another day."""

    label = gettext_lazy("計画の日程の変更")
    options = (
        Option("APPROVE", gettext_lazy("変更を認める")),
        Option("REJECT", gettext_lazy("認めない"), is_approval=False),
    )


@decision_kind("planning.drop_task")
class DropTask(_ChangeOfTask):
    """Give a task of an approved plan up."""

    label = gettext_lazy("計画の作業の中止")
    options = (
        Option("APPROVE", gettext_lazy("中止を認める"), needs_reason=True),
        Option("REJECT", gettext_lazy("認めない"), is_approval=False),
    )


def _state(task: PlanTask) -> str:
    """In Japanese whoever reads: the material is fixed by its digest."""
    with translation.override("ja"):
        return str(TaskStatus(task.status).label)


def _plan(decision: Decision) -> Plan:
    subject = decision.subject
    assert isinstance(subject, Plan)
    return subject


def _change(decision: Decision) -> PlanTaskChange:
    subject = decision.subject
    assert isinstance(subject, PlanTaskChange)
    return subject
