"""The nouns of planning: plans here, reports and reviews in their modules."""

from .plans import ADOPTED, Plan, PlanGoal, PlanMeasure, PlanStatus
from .reports import RECEIVED, Assessment, ReportKind, ReportStatus, ReportVerdict, StatusReport
from .reviews import REVIEW, Control, ManagementReview, MeasureTopic, Outcome
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
    "RECEIVED",
    "REVIEW",
    "Assessment",
    "ChangeKind",
    "ChangeStatus",
    "Control",
    "ManagementReview",
    "MeasureTopic",
    "Outcome",
    "Plan",
    "PlanGoal",
    "PlanMeasure",
    "PlanProgress",
    "PlanStatus",
    "PlanTask",
    "PlanTaskChange",
    "ReportKind",
    "ReportStatus",
    "ReportVerdict",
    "StatusReport",
    "TaskStatus",
]
