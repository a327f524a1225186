"""A plan ready to be shown: what is late first, then every task under its heading, and how far all of it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from kaname.rooms.planning.models import (
    ChangeStatus,
    Plan,
    PlanGoal,
    PlanMeasure,
    PlanTask,
    PlanTaskChange,
    TaskStatus,
)
from kaname.rooms.planning.models.tasks import FULL

SOON_DAYS = 14
COUNTED = (TaskStatus.OPEN, TaskStatus.DONE)


@dataclass(frozen=True)
class Group:
    """The tasks under one heading; `measure` None: those without."""

    measure: PlanMeasure | None
    tasks: list[PlanTask]

    @property
    def percent(self) -> int:
        """How far they are together."""
        return mean_percent(self.tasks)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(t.status == TaskStatus.DONE for t in self.tasks)


@dataclass(frozen=True)
class PlanView:
    """A plan with everything its page, its paper and the API say of it on a day; a few queries for all."""

    plan: Plan
    on: date

    @cached_property
    def tasks(self) -> list[PlanTask]:
        rows = list(
            self.plan.tasks.select_related("owner", "measure", "carried_from__plan").order_by("number")
        )
        for row in rows:
            row.plan = self.plan
        return rows

    @cached_property
    def goals(self) -> list[PlanGoal]:
        return list(self.plan.goals.order_by("position", "pk"))

    @cached_property
    def late(self) -> list[PlanTask]:
        """What is overdue, the oldest first."""
        rows = [t for t in self.tasks if t.is_overdue(self.on)]
        return sorted(rows, key=lambda t: (t.due_on or self.on, t.number))

    @cached_property
    def soon(self) -> list[PlanTask]:
        """What falls due within two weeks."""
        last = self.on + timedelta(days=SOON_DAYS)
        rows = [t for t in self.tasks if t.is_open and t.due_on and self.on <= t.due_on <= last]
        return sorted(rows, key=lambda t: (t.due_on or self.on, t.number)) if self.plan.is_running else []

    @cached_property
    def groups(self) -> list[Group]:
        measures = list(self.plan.measures.order_by("position", "pk"))
        found = [Group(m, [t for t in self.tasks if t.measure_id == m.pk]) for m in measures]
        rest = Group(None, [t for t in self.tasks if t.measure_id is None])
        return [*found, rest] if rest.tasks else found

    @cached_property
    def waiting(self) -> set[int]:
        """Tasks of which a change waits for a decision."""
        rows = PlanTaskChange.objects.of(self.plan.institution).filter(
            task__plan=self.plan, status=ChangeStatus.REQUESTED
        )
        return set(rows.values_list("task_id", flat=True))

    @property
    def counted(self) -> list[PlanTask]:
        """What the plan is measured by: neither dropped nor carried over."""
        return [t for t in self.tasks if t.status in COUNTED]

    @property
    def done(self) -> int:
        return sum(t.status == TaskStatus.DONE for t in self.tasks)

    @property
    def percent(self) -> int:
        """The mean of the tasks' progress."""
        return mean_percent(self.tasks)

    @property
    def cost_yen(self) -> int:
        return sum(t.cost_yen or 0 for t in self.tasks)

    @property
    def days_gone_percent(self) -> int:
        """How much of the period is over."""
        whole = (self.plan.ends_on - self.plan.starts_on).days + 1
        gone = (self.on - self.plan.starts_on).days + 1
        return max(0, min(FULL, round(gone * FULL / whole)))


def mean_percent(tasks: list[PlanTask]) -> int:
    """The mean progress of what is neither dropped nor carried over, rounded down; 0 for nothing."""
    counted = [t.progress_percent for t in tasks if t.status in COUNTED]
    return sum(counted) // len(counted) if counted else 0
