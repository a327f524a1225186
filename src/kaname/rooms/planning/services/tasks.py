"""Tasks: written into a draft, handed to another owner, reported on.

Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.evidence import services as evidence
from kaname.foundation.obligations.catalogue import current
from kaname.rooms.planning.models import Plan, PlanMeasure, PlanProgress, PlanTask, TaskStatus
from kaname.rooms.planning.models.tasks import FULL
from kaname.rooms.planning.selectors import plans as selectors

from .changes import void_waiting_change
from .checks import require_draft, require_order, require_running
from .plans import MANAGE

REPORT = "planning.report_progress"


@dataclass(frozen=True)
class TaskLine:
    """What a task of a draft says. Owner and due day may still be missing; approval will ask for them."""

    title: str
    measure: PlanMeasure | None = None
    detail: str = ""
    owner: Person | None = None
    starts_on: date | None = None
    due_on: date | None = None
    cost_yen: int | None = None
    obligation_id: str = ""


def add_task(*, by: Person, plan: Plan, line: TaskLine) -> PlanTask:
    """Write a task into a draft; it gets the next number. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE) as entry:
        require_house(by, plan)
        require_draft(plan)
        task = PlanTask(institution=plan.institution, plan=plan, number=_next_number(plan))
        return _save(entry, by, task, line)


def change_task(*, by: Person, task: PlanTask, line: TaskLine) -> PlanTask:
    """Change a task of a draft. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action=MANAGE) as entry:
        require_house(by, task)
        require_draft(task.plan)
        return _save(entry, by, task, line)


def remove_task(*, by: Person, task: PlanTask) -> None:
    """Take a task out of a draft. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE, note=str(task)) as entry:
        require_house(by, task)
        require_draft(task.plan)
        entry.delete(task)


def put_tasks(*, by: Person, plan: Plan, lines: Sequence[tuple[PlanTask | None, TaskLine]]) -> list[PlanTask]:
    """Write many tasks into a draft at once (import): a line without a task makes a new one. All or none.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action=MANAGE, note=plan.title):
        return [
            change_task(by=by, task=task, line=line) if task else add_task(by=by, plan=plan, line=line)
            for task, line in lines
        ]


def _save(entry: Entry, by: Person, task: PlanTask, line: TaskLine) -> PlanTask:
    require_text(title=line.title)
    _require_sound(by, task.plan, line)
    task.title, task.detail, task.measure = line.title.strip(), line.detail.strip(), line.measure
    task.owner, task.starts_on, task.due_on = line.owner, line.starts_on, line.due_on
    task.cost_yen, task.obligation_id = line.cost_yen, line.obligation_id.strip()
    task.search_key = _search_key(task)
    return entry.save(task)


def _require_sound(by: Person, plan: Plan, line: TaskLine) -> None:
    sentence = _("期限は、開始日以後の日にしてください。")
    require_order(line.starts_on, line.due_on, field="due_on", sentence=sentence)
    for name, day in (("starts_on", line.starts_on), ("due_on", line.due_on)):
        if day is not None and not plan.covers(day):
            raise ValidationError({name: _("計画の期間の中の日にしてください。")})
    if line.measure is not None and line.measure.plan_id != plan.pk:
        raise ValidationError({"measure": _("この計画の施策から選んでください。")})
    if line.obligation_id and line.obligation_id.strip() not in current().obligations:
        raise ValidationError({"obligation_id": _("その番号の遵守事項はありません。")})
    _require_owner(by, line.owner)


def _require_owner(by: Person, owner: Person | None) -> None:
    if owner is not None and not selectors.possible_owners(by.institution).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("この病院に在籍し、役割を持つ人から選んでください。")})


def hand_over(*, by: Person, task: PlanTask, owner: Person, reason: str) -> PlanTask:
    """Give an open task of a running plan to another owner; that needs no decision, the day stays.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action=MANAGE, note=reason.strip()) as entry:
        require_house(by, task)
        _require_open(task)
        require_text(reason=reason)
        _require_owner(by, owner)
        task.owner = owner
        task.search_key = _search_key(task)
        return entry.save(task)


def report_progress(
    *, by: Person, task: PlanTask, percent: int, note: str, files: Sequence[UploadedFile] = ()
) -> PlanProgress:
    """Say how far a task is, with evidence; 100 % means it is done. Its owner may, and whoever manages the plan.

    A manager takes back a completion by reporting less. A task is not done while a directive that came from it is
    open. Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.1 見直し・改善 ①
    """
    with writing(by=by, action=REPORT) as entry:
        require_house(by, task)
        _require_reporter(by, task)
        require_text(note=note)
        _require_percent(task, percent)
        _advance(task, percent)
        entry.save(task)
        void_waiting_change(by=by, task=task)
        row = PlanProgress(
            institution=by.institution,
            task=task,
            percent=percent,
            note=note.strip(),
            reported_by=by,
            reported_on=clock.today(),
        )
        entry.save(row)
        if files:
            evidence.attach(by=by, record=row, files=files)
    return row


def _require_reporter(by: Person, task: PlanTask) -> None:
    require_running(task.plan)
    is_manager = policy.may(by, MANAGE)
    if task.owner_id != by.pk and not is_manager:
        raise PermissionDenied(_("進捗を報告できるのは、担当者か計画を管理する人です。"))
    if task.status == TaskStatus.DONE and is_manager:
        return
    _require_open(task)


def _require_percent(task: PlanTask, percent: int) -> None:
    if not 0 <= percent <= FULL:
        raise ValidationError({"percent": _("進捗は0から100の間で入力してください。")})
    if task.status == TaskStatus.DONE and percent == FULL:
        raise ValidationError({"percent": _("この作業は既に完了しています。")})
    if percent == FULL and (waiting := selectors.open_directives_from(task)):
        numbers = "、".join(d.number for d in waiting)
        raise ValidationError(
            {
                "percent": _("この作業から出した指示 %(numbers)s が終わってから、完了にしてください。")
                % {"numbers": numbers}
            }
        )


def _advance(task: PlanTask, percent: int) -> None:
    is_done = percent == FULL
    task.progress_percent = percent
    task.status = TaskStatus.DONE if is_done else TaskStatus.OPEN
    task.done_on = clock.today() if is_done else None


def _require_open(task: PlanTask) -> None:
    require_running(task.plan)
    if not task.is_open:
        raise ValidationError(
            _("この作業は「%(status)s」で終わっています。") % {"status": task.get_status_display()}
        )


def _search_key(task: PlanTask) -> str:
    return search_key(task.title, task.owner.name if task.owner else "")


def _next_number(plan: Plan) -> int:
    return int(plan.tasks.aggregate(last=Max("number"))["last"] or 0) + 1
