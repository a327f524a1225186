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
    "add_function",
    "add_measure",
    "add_participant",
    "announce_measure",
    "ask_announcement",
    "ask_closing",
    "ask_no_team",
    "ask_task",
    "ask_waiver",
    "assign_role",
    "change_draft",
    "check_reentry",
    "close_incident",
    "correct_line",
    "decide_on_the_spot",
    "declare",
    "discard_draft",
    "dismiss",
    "draft_report",
    "end_member",
    "finish_task",
    "judge_review",
    "list_item",
    "lose_item",
    "name_member",
    "note_reentry",
    "preserve_item",
    "raise_alarm",
    "record_sent",
    "rename",
    "renew_draft",
    "report_review",
    "revise_facts",
    "set_function",
    "set_occurred",
    "undo_decision",
    "write_line",
    "write_review",
]
