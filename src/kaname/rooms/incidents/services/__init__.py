"""What people do about incidents. Every write of this room goes through one of these functions."""

from .aftermath import (
    add_measure,
    add_participant,
    announce_measure,
    ask_closing,
    check_reentry,
    close_incident,
    judge_review,
    note_reentry,
    report_review,
    write_review,
)
from .alarm import declare, dismiss, raise_alarm, rename, set_occurred
from .board import (
    add_function,
    ask_task,
    assign_role,
    finish_task,
    set_function,
)
from .deciding import decide_on_the_spot, undo_decision
from .drill_people import add_to_drill, remove_from_drill, require_facilitator, set_attendance
from .drill_results import add_finding, evaluate_drill, mark_expectation, report_drill, skip_inject
from .drills import (
    cancel_drill,
    change_drill,
    end_drill,
    enter_paper_drill,
    jump_drill,
    pause_drill,
    plan_drill,
    resume_drill,
    start_drill,
)
from .evidence import list_item, lose_item, preserve_item
from .facts import revise_facts
from .log import correct_line, write_line
from .reporting import (
    ask_announcement,
    ask_waiver,
    change_draft,
    discard_draft,
    draft_report,
    record_sent,
    renew_draft,
)
from .team import ask_no_team, end_member, name_member

__all__ = [
    "add_finding",
    "add_function",
    "add_measure",
    "add_participant",
    "add_to_drill",
    "announce_measure",
    "ask_announcement",
    "ask_closing",
    "ask_no_team",
    "ask_task",
    "ask_waiver",
    "assign_role",
    "cancel_drill",
    "change_draft",
    "change_drill",
    "check_reentry",
    "close_incident",
    "correct_line",
    "decide_on_the_spot",
    "declare",
    "discard_draft",
    "dismiss",
    "draft_report",
    "end_drill",
    "end_member",
    "enter_paper_drill",
    "evaluate_drill",
    "finish_task",
    "judge_review",
    "jump_drill",
    "list_item",
    "lose_item",
    "mark_expectation",
    "name_member",
    "note_reentry",
    "pause_drill",
    "plan_drill",
    "preserve_item",
    "raise_alarm",
    "record_sent",
    "remove_from_drill",
    "rename",
    "renew_draft",
    "report_drill",
    "report_review",
    "require_facilitator",
    "resume_drill",
    "revise_facts",
    "set_attendance",
    "set_function",
    "set_occurred",
    "skip_inject",
    "start_drill",
    "undo_decision",
    "write_line",
    "write_review",
]
