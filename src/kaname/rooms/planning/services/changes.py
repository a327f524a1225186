"""Moving the due day of a task, or dropping it, in an approved plan: asked for with a reason, decided by an executive.

Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision, void_if_changed
from kaname.rooms.planning.models import ChangeKind, ChangeStatus, PlanTask, PlanTaskChange, TaskStatus
from kaname.rooms.planning.selectors import plans as selectors

from .checks import require_running
from .plans import MANAGE

ASK = "planning.ask_change"
RESCHEDULE = "planning.reschedule"
DROP = "planning.drop_task"


def request_reschedule(
    *, by: Person, task: PlanTask, new_due_on: date, reason: str, approver: Person
) -> PlanTaskChange:
    """Ask an executive to let a task fall due on another day of the plan's period; until then the old day stands.

    Its owner may ask, and whoever manages the plan. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 見直し・改善 ①
    """
    with writing(by=by, action=ASK, note=reason.strip()) as entry:
        _require_askable(by, task, reason)
        require_new_day(task, new_due_on)
        question = _("作業「%(title)s」の期限を %(old)s から %(new)s に変えますか") % {
            "title": task.title,
            "old": show_date(task.due_on) if task.due_on else "",
            "new": show_date(new_due_on),
        }
        change = _change(by, task, ChangeKind.RESCHEDULE, reason)
        change.new_due_on = new_due_on
        return _put_forward(entry, change, RESCHEDULE, question, approver)


def request_drop(*, by: Person, task: PlanTask, reason: str, approver: Person) -> PlanTaskChange:
    """Ask an executive to let a task be given up. Raises as `request_reschedule`."""
    with writing(by=by, action=ASK, note=reason.strip()) as entry:
        _require_askable(by, task, reason)
        question = _("作業「%(title)s」を取りやめますか") % {"title": task.title}
        return _put_forward(entry, _change(by, task, ChangeKind.DROP, reason), DROP, question, approver)


def _change(by: Person, task: PlanTask, kind: str, reason: str) -> PlanTaskChange:
    assert task.due_on is not None
    return PlanTaskChange(
        institution=by.institution,
        task=task,
        kind=kind,
        old_due_on=task.due_on,
        reason=reason.strip(),
        requested_by=by,
        requested_on=clock.today(),
    )


def _put_forward(
    entry: Entry, change: PlanTaskChange, kind: str, question: str, approver: Person
) -> PlanTaskChange:
    entry.save(change)
    change.decision = request_decision(
        by=change.requested_by,
        kind=kind,
        subject=change,
        question=question,
        summary=change.reason,
        steps=[Step(StepKind.APPROVE, approver)],
        obligation_id=change.task.obligation_id,
    )
    return entry.save(change)


def _require_askable(by: Person, task: PlanTask, reason: str) -> None:
    require_house(by, task)
    require_text(reason=reason)
    if task.owner_id != by.pk and not policy.may(by, MANAGE):
        raise PermissionDenied(_("作業の変更を求められるのは、担当者か計画を管理する人です。"))
    require_changeable(task)
    if selectors.waiting_change(task) is not None:
        raise ValidationError(_("この作業の変更は、既に決裁を待っています。"))


def require_changeable(task: PlanTask) -> None:
    """Raise ValidationError unless the task is open in a plan that is running."""
    require_running(task.plan)
    if not task.is_open or task.due_on is None:
        raise ValidationError(
            _("この作業は「%(status)s」なので変えられません。") % {"status": task.get_status_display()}
        )


def require_new_day(task: PlanTask, day: date) -> None:
    """Raise ValidationError unless the task may fall due on that day: ahead, within the plan, another than now."""
    if day == task.due_on:
        raise ValidationError({"new_due_on": _("いまの期限と同じ日です。")})
    if day < clock.today() or (task.starts_on and day < task.starts_on):
        raise ValidationError({"new_due_on": _("新しい期限は、今日以後で、開始日以後の日にしてください。")})
    if day > task.plan.ends_on:
        raise ValidationError(
            {
                "new_due_on": _(
                    "計画の期間（%(until)s まで）を越えます。越える作業は、次の計画に引き継いでください。"
                )
                % {"until": show_date(task.plan.ends_on)}
            }
        )


def carry_out_change(*, change: PlanTaskChange, decision: Decision) -> PlanTask:
    """Give the task its new day, or drop it, as decided; called by the deciding transaction.

    Raises ValidationError if the task was finished meanwhile.
    """
    with writing(by=decision.decided_by, action="planning.approve", note=decision.reason) as entry:
        task = PlanTask.objects.of(change.institution).select_related("plan").get(pk=change.task_id)
        require_changeable(task)
        if change.kind == ChangeKind.DROP:
            task.status = TaskStatus.DROPPED
        else:
            assert change.new_due_on is not None
            require_new_day(task, change.new_due_on)
            task.due_on = change.new_due_on
        change.status = ChangeStatus.APPROVED
        entry.save(change)
        return entry.save(task)


def void_waiting_change(*, by: Person, task: PlanTask) -> None:
    """Void the request about a task that was finished meanwhile: what it rests on is no longer so."""
    waiting = selectors.waiting_change(task)
    if waiting is not None and waiting.decision is not None and policy.may(by, "decisions.act"):
        void_if_changed(by=by, decision=waiting.decision)


def close_change(*, change: PlanTaskChange, status: str, note: str) -> PlanTaskChange:
    """A request that was not approved, or was withdrawn or void, stays on record as such."""
    with writing(by=None, action=MANAGE, institution=change.institution, note=note) as entry:
        change.status = status
        return entry.save(change)
