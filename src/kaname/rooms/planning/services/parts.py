"""Goals and headings of a plan that is being written, and the next plan begun from the last one.

Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar.holidays import add_months
from kaname.rooms.planning.models import Plan, PlanGoal, PlanMeasure, PlanTask, TaskStatus

from .checks import require_draft
from .plans import MANAGE, draft_plan

ONE_YEAR = 12


def add_goal(*, by: Person, plan: Plan, statement: str, measure: str = "", target: str = "") -> PlanGoal:
    """Set a goal in a draft. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE) as entry:
        _require_writable(by, plan)
        goal = PlanGoal(institution=plan.institution, plan=plan, position=_next(plan.goals))
        return _save_goal(entry, goal, statement, measure, target)


def change_goal(
    *, by: Person, goal: PlanGoal, statement: str, measure: str = "", target: str = ""
) -> PlanGoal:
    """Change a goal of a draft. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action=MANAGE) as entry:
        _require_writable(by, goal.plan)
        return _save_goal(entry, goal, statement, measure, target)


def _save_goal(entry: Entry, goal: PlanGoal, statement: str, measure: str, target: str) -> PlanGoal:
    require_text(statement=statement)
    goal.statement, goal.measure, goal.target = statement.strip(), measure.strip(), target.strip()
    return entry.save(goal)


def remove_goal(*, by: Person, goal: PlanGoal) -> None:
    """Take a goal out of a draft. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE, note=goal.statement) as entry:
        _require_writable(by, goal.plan)
        entry.delete(goal)


def add_measure(*, by: Person, plan: Plan, title: str, note: str = "") -> PlanMeasure:
    """Set a heading in a draft. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE) as entry:
        _require_writable(by, plan)
        row = PlanMeasure(institution=plan.institution, plan=plan, position=_next(plan.measures))
        return _save_measure(entry, row, title, note)


def change_measure(*, by: Person, measure: PlanMeasure, title: str, note: str = "") -> PlanMeasure:
    """Change a heading of a draft. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action=MANAGE) as entry:
        _require_writable(by, measure.plan)
        return _save_measure(entry, measure, title, note)


def _save_measure(entry: Entry, row: PlanMeasure, title: str, note: str) -> PlanMeasure:
    require_text(title=title)
    row.title, row.note = title.strip(), note.strip()
    return entry.save(row)


def remove_measure(*, by: Person, measure: PlanMeasure) -> None:
    """Take a heading without tasks out of a draft. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE, note=measure.title) as entry:
        _require_writable(by, measure.plan)
        if measure.tasks.exists():
            raise ValidationError(_("作業のある施策は消せません。先に作業を別の施策へ移してください。"))
        entry.delete(measure)


def draft_next_plan(*, by: Person, plan: Plan, title: str, starts_on: date, ends_on: date) -> Plan:
    """Begin the next plan from this one: aims, goals and headings, and the tasks that are not finished.

    Carried tasks keep their progress and point back to where they come from; their due days move a year on, for the
    writer to look at. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 見直し・改善 ①
    """
    with writing(by=by, action=MANAGE, note=plan.title) as entry:
        require_house(by, plan)
        made = draft_plan(
            by=by, title=title, starts_on=starts_on, ends_on=ends_on, aims=plan.aims, follows=plan
        )
        for goal in plan.goals.all():
            _copy_goal(entry, goal, made)
        headings = {row.pk: _copy_measure(entry, row, made) for row in plan.measures.all()}
        open_tasks = plan.tasks.filter(status=TaskStatus.OPEN).order_by("number")
        for number, task in enumerate(open_tasks.select_related("owner"), start=1):
            measure = headings.get(task.measure_id) if task.measure_id else None
            entry.save(_carried(task, made, measure, number))
    return made


def _copy_goal(entry: Entry, goal: PlanGoal, plan: Plan) -> PlanGoal:
    copy = PlanGoal(institution=plan.institution, plan=plan, position=goal.position)
    return _save_goal(entry, copy, goal.statement, goal.measure, goal.target)


def _copy_measure(entry: Entry, row: PlanMeasure, plan: Plan) -> PlanMeasure:
    copy = PlanMeasure(institution=plan.institution, plan=plan, position=row.position)
    return _save_measure(entry, copy, row.title, row.note)


def _carried(task: PlanTask, plan: Plan, measure: PlanMeasure | None, number: int) -> PlanTask:
    due_on = add_months(task.due_on, ONE_YEAR) if task.due_on else None
    return PlanTask(
        institution=plan.institution,
        plan=plan,
        measure=measure,
        number=number,
        title=task.title,
        detail=task.detail,
        owner=task.owner,
        starts_on=plan.starts_on,
        due_on=min(max(due_on, plan.starts_on), plan.ends_on) if due_on else None,
        cost_yen=task.cost_yen,
        obligation_id=task.obligation_id,
        progress_percent=task.progress_percent,
        carried_from=task,
        search_key=search_key(task.title, task.owner.name if task.owner else ""),
    )


def _require_writable(by: Person, plan: Plan) -> None:
    require_house(by, plan)
    require_draft(plan)


def _next(rows: object) -> int:
    return int(rows.aggregate(last=Max("position"))["last"] or 0) + 1  # type: ignore[attr-defined]
