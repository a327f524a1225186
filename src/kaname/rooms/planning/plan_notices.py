"""What planning tells people: tasks that fall due or are overdue, and a plan that ends with nothing to follow it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .models import Plan, PlanStatus
from .selectors.plans import plans_adopted, tasks_adopted

TASK_DAYS = 14
PLAN_DAYS = 60


@notice_source
def tasks_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """The owner learns two weeks before a task falls due, and once more when it is overdue."""
    for task in tasks_adopted(institution):
        if task.owner is None or task.due_on is None or task.due_on > on + timedelta(days=TASK_DAYS):
            continue
        day = task.due_on.isoformat()
        if task.due_on < on:
            text = say(
                _("計画の作業の期限（%(due)s）が過ぎています：%(what)s"), what=task.title, due=task.due_on
            )
            yield Due(task.owner, f"plan-task-late:{task.pk}:{day}", text, task.get_absolute_url())
        else:
            text = say(_("計画の作業の期限は%(due)sです：%(what)s"), what=task.title, due=task.due_on)
            yield Due(task.owner, f"plan-task-due:{task.pk}:{day}", text, task.get_absolute_url())


@notice_source
def plans_ending(institution: Institution, *, on: date) -> Iterable[Due]:
    """The planning managers learn two months before a plan ends that no approved plan follows it."""
    plans = plans_adopted(institution)
    running = [p for p in plans if p.status == PlanStatus.APPROVED and p.covers(on)]
    for plan in running:
        if plan.ends_on > on + timedelta(days=PLAN_DAYS) or _goes_on(plan, plans):
            continue
        text = say(
            _("%(plan)sは%(ends)sに終わります。次の計画の承認を受けてください。"),
            plan=plan.title,
            ends=plan.ends_on,
        )
        for person in _planning_managers(institution, on):
            yield Due(person, f"plan-ends:{plan.pk}", text, plan.get_absolute_url())


def _goes_on(plan: Plan, plans: list[Plan]) -> bool:
    """Whether an approved plan covers the day after."""
    return any(p.covers(plan.ends_on + timedelta(days=1)) for p in plans)


def _planning_managers(institution: Institution, on: date) -> list[Person]:
    rows = Membership.objects.of(institution).filter(role=Role.PLANNING_MANAGER).select_related("person")
    people = {row.person for row in rows if Role.PLANNING_MANAGER in row.person.roles_on(on)}
    return sorted(people, key=lambda person: person.pk)
