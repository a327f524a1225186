"""What is done about meetings. Every write of this storey goes through one of these functions."""

from .minutes import add_addendum, close_minutes, hold_meeting, write_minutes
from .outcomes import ask_decision, order
from .planning import cancel_meeting, change_meeting, change_roll, plan_meeting
from .rows import Invitation, Line

__all__ = [
    "Invitation",
    "Line",
    "add_addendum",
    "ask_decision",
    "cancel_meeting",
    "change_meeting",
    "change_roll",
    "close_minutes",
    "hold_meeting",
    "order",
    "plan_meeting",
    "write_minutes",
]
