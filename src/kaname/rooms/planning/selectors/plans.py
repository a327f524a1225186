"""Reads about plans that several places need. They never write."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import INSIDERS, Role
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.foundation.obligations.catalogue import current
from kaname.rooms.planning.models import (
    ChangeStatus,
    Plan,
    PlanProgress,
    PlanStatus,
    PlanTask,
    PlanTaskChange,
)

_OWNERS = INSIDERS - {Role.AUDITOR}


def plan_rows(person: Person) -> QuerySet[Plan]:
    """The plans this person may see, with the people they name."""
    rows = Plan.objects.visible_to(person)
    return rows.select_related("drafted_by", "approved_by", "decision", "follows")  # type: ignore[no-any-return]


def task_rows(person: Person) -> QuerySet[PlanTask]:
    """The tasks this person may see, with plan, heading and owner."""
    return PlanTask.objects.visible_to(person).with_names()  # type: ignore[no-any-return]


def open_tasks_of(person: Person) -> list[PlanTask]:
    """What a person has to do in plans that are running, what is due first coming first."""
    rows = PlanTask.objects.of(person.institution).running().filter(owner=person)
    return list(rows.with_names().order_by("due_on", "number", "pk"))


def open_task_count(person: Person) -> int:
    """How many tasks wait for a person."""
    return PlanTask.objects.of(person.institution).running().filter(owner=person).count()  # type: ignore[no-any-return]


def tasks_due(person: Person, *, by: date) -> list[PlanTask]:
    """The person's open tasks whose last day comes by a day, the earliest first."""
    rows = PlanTask.objects.of(person.institution).running().filter(owner=person, due_on__lte=by)
    return list(rows.select_related("plan").order_by("due_on", "pk"))


def plans_adopted(institution: Institution) -> list[Plan]:
    """Approved plans, ended ones too, the earliest first."""
    return list(Plan.objects.of(institution).adopted().order_by("starts_on", "pk"))


def tasks_adopted(institution: Institution) -> list[PlanTask]:
    """The open tasks of plans that are approved and not ended, with owner and plan."""
    rows = PlanTask.objects.of(institution).running().select_related("plan", "owner")
    return list(rows.order_by("due_on", "number", "pk"))


def current_plan(institution: Institution, on: date) -> Plan | None:
    """The approved plan whose period covers a day; of several the one that began last."""
    rows = Plan.objects.of(institution).adopted().filter(starts_on__lte=on, ends_on__gte=on)
    return rows.order_by("-starts_on", "-pk").first()


def plans_for_today(person: Person) -> list[Plan]:
    """What the first page shows in full: plans that run or are being written, the newest first."""
    return list(plan_rows(person).exclude(status=PlanStatus.ENDED).order_by("-starts_on", "-pk"))


def possible_owners(institution: Institution) -> QuerySet[Person]:
    """Who can be given a task: whoever is here today with a role inside the hospital, but no auditor as such."""
    return Person.objects.of(institution).holding(_OWNERS, clock.today()).by_reading()  # type: ignore[no-any-return]


def what_a_plan_lacks(plan: Plan) -> str:
    """Why a draft cannot be put before anybody yet, in words; empty when nothing is missing."""
    tasks = list(plan.tasks.select_related("owner"))
    if not tasks:
        return _("作業がありません。計画には、少なくとも一つの作業が要ります。")
    incomplete = [t for t in tasks if t.due_on is None or not _has_owner(t, clock.today())]
    if not incomplete:
        return ""
    return _("担当者か期限のない作業が %(n)s 件あります：%(what)s") % {
        "n": len(incomplete),
        "what": "、".join(str(t) for t in incomplete[:5]),
    }


def _has_owner(task: PlanTask, day: date) -> bool:
    return task.owner is not None and task.owner.is_active_on(day)


def open_directives_from(task: PlanTask) -> list[Directive]:
    """Directives that came from a task and are not finished."""
    return list(Directive.objects.of(task.institution).open().filter(origin=ref_of(task)))


def directives_from(task: PlanTask, person: Person) -> QuerySet[Directive]:
    """All directives that came from a task, as far as the person may see them."""
    return Directive.objects.visible_to(person).filter(origin=ref_of(task)).with_people()


def waiting_change(task: PlanTask) -> PlanTaskChange | None:
    """The request about a task that waits for a decision, if any."""
    return task.changes.filter(status=ChangeStatus.REQUESTED).first()


def reports_of(task: PlanTask) -> QuerySet[PlanProgress]:
    """What was reported on a task, the newest first."""
    return task.reports.select_related("reported_by").order_by("-pk")


def changes_of(task: PlanTask) -> QuerySet[PlanTaskChange]:
    """All requests to move or drop a task, the newest first."""
    return task.changes.select_related("requested_by", "decision").order_by("-pk")


def obligation_choices() -> list[tuple[str, str]]:
    """The obligations that a task can serve."""
    return [(o.id, f"{o.clause} {o.title}") for o in current().obligations.values()]


def obligation_label(obligation_id: str) -> str:
    """The clause and the title of an obligation; the bare id if this edition has none such."""
    found = current().obligations.get(obligation_id)
    return f"{found.clause} {found.title}" if found else obligation_id


def plan_material(plan: Plan) -> dict[str, Any]:
    """What is decided on with a plan: all that it says, as plain values."""
    tasks = plan.tasks.select_related("measure", "owner").order_by("number")
    with translation.override("ja"):
        return {
            "title": plan.title,
            "period": [plan.starts_on.isoformat(), plan.ends_on.isoformat()],
            "aims": plan.aims,
            "goals": [[g.statement, g.measure, g.target] for g in plan.goals.order_by("position", "pk")],
            "measures": [[m.title, m.note] for m in plan.measures.order_by("position", "pk")],
            "tasks": [_task_material(task) for task in tasks],
        }


def _task_material(task: PlanTask) -> dict[str, Any]:
    return {
        "number": task.number,
        "measure": task.measure.title if task.measure else "",
        "title": task.title,
        "detail": task.detail,
        "owner": task.owner.name if task.owner else "",
        "starts_on": task.starts_on.isoformat() if task.starts_on else "",
        "due_on": task.due_on.isoformat() if task.due_on else "",
        "cost_yen": task.cost_yen,
        "obligation": task.obligation_id,
        "carried_over": task.carried_from_id is not None,
    }
