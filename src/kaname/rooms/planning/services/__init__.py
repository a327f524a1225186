"""The verbs of planning, one module for each noun."""

from .changes import (
    carry_out_change,
    close_change,
    request_drop,
    request_reschedule,
)
from .parts import (
    add_goal,
    add_measure,
    change_goal,
    change_measure,
    draft_next_plan,
    remove_goal,
    remove_measure,
)
from .plans import (
    adopt_plan,
    change_plan,
    discard_plan,
    draft_plan,
    end_plan,
    record_results,
    reopen_draft,
    request_approval,
)
from .tasks import (
    TaskLine,
    add_task,
    change_task,
    hand_over,
    put_tasks,
    remove_task,
    report_progress,
)

__all__ = [
    "TaskLine",
    "add_goal",
    "add_measure",
    "add_task",
    "adopt_plan",
    "carry_out_change",
    "change_goal",
    "change_measure",
    "change_plan",
    "change_task",
    "close_change",
    "discard_plan",
    "draft_next_plan",
    "draft_plan",
    "end_plan",
    "hand_over",
    "put_tasks",
    "record_results",
    "remove_goal",
    "remove_measure",
    "remove_task",
    "reopen_draft",
    "report_progress",
    "request_approval",
    "request_drop",
    "request_reschedule",
]
