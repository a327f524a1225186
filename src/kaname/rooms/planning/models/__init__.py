"""The nouns of planning: plans here, reports and reviews in their modules."""

from .plans import ADOPTED, Plan, PlanGoal, PlanMeasure, PlanStatus
from .tasks import (
    ChangeKind,
    ChangeStatus,
    PlanProgress,
    PlanTask,
    PlanTaskChange,
    TaskStatus,
)

__all__ = [
    "ADOPTED",
    "ChangeKind",
    "ChangeStatus",
    "Plan",
    "PlanGoal",
    "PlanMeasure",
    "PlanProgress",
    "PlanStatus",
    "PlanTask",
    "PlanTaskChange",
    "TaskStatus",
]
