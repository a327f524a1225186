"""What people do here: keep the list of laws, look at changes, put shortcomings right, pledge."""

from .changes import direct_change, note_change, reconsider_change, set_change_aside, take_in_changes
from .checks import require_keeper
from .gaps import direct_gap, record_gap
from .laws import (
    assign_laws,
    change_law,
    end_law,
    register_law,
    register_shipped,
    restore_law,
    review_law,
    review_laws,
)
from .pledges import attach_scan, record_pledges, sign_pledge, withdraw_pledge, write_text

__all__ = [
    "assign_laws",
    "attach_scan",
    "change_law",
    "direct_change",
    "direct_gap",
    "end_law",
    "note_change",
    "reconsider_change",
    "record_gap",
    "record_pledges",
    "register_law",
    "register_shipped",
    "require_keeper",
    "restore_law",
    "review_law",
    "review_laws",
    "set_change_aside",
    "sign_pledge",
    "take_in_changes",
    "withdraw_pledge",
    "write_text",
]
