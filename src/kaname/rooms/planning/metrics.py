"""How far the safety plan was over time: the mean progress of the tasks of the plan that ran on each day.

Source: 経営管理編 1.2.1 見直し・改善 ①
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution
from kaname.foundation.summaries.registry import metric

from .models import ADOPTED, Plan, PlanProgress, PlanTask
from .selectors.views import COUNTED

Reported = dict[int, list[tuple[date, int]]]


@metric("planning.progress", _("安全管理計画の進捗"), unit="%", better="higher", order=15)
def plan_progress(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """The mean progress of the plan that had been approved and ran on each day; None without one. Three queries."""
    plans = list(Plan.objects.of(institution).adopted().order_by("starts_on", "pk"))
    if not plans:
        return [None for _day in days]
    reported: Reported = defaultdict(list)
    rows = PlanProgress.objects.of(institution).order_by("pk")
    for task, day, percent in rows.values_list("task_id", "reported_on", "percent"):
        reported[task].append((day, percent))
    tasks: dict[int, list[PlanTask]] = defaultdict(list)
    for row in PlanTask.objects.of(institution).filter(plan__status__in=ADOPTED, status__in=COUNTED):
        tasks[row.plan_id].append(row)
    return [_progress(plans, tasks, reported, day) for day in days]


def _progress(
    plans: Sequence[Plan], tasks: dict[int, list[PlanTask]], reported: Reported, day: date
) -> float | None:
    running = [p for p in plans if p.covers(day) and p.approved_on and p.approved_on <= day]
    if not running or not tasks[running[-1].pk]:
        return None
    percents = [_percent_on(task, reported, day) for task in tasks[running[-1].pk]]
    return float(sum(percents) // len(percents))


def _percent_on(task: PlanTask, reported: Reported, day: date) -> int:
    """What had been reported by the end of a day; for a carried task, also in the plan before."""
    known = [percent for at, percent in reported.get(task.pk, ()) if at <= day]
    if known:
        return known[-1]
    if task.carried_from_id is None:
        return 0
    earlier = [percent for at, percent in reported.get(task.carried_from_id, ()) if at <= day]
    return earlier[-1] if earlier else 0
