"""What people do about continuity, by subject."""

from .backups import change_backup, end_backup, record_backup
from .checks import (
    change_check,
    close_check,
    direct_finding,
    judge_check,
    record_check,
    record_finding,
    send_check,
    take_back_check,
)
from .impact import BandLine, add_function, change_function, end_function, place_system
from .plan import check_item, write_part
from .recovery import (
    adopt_procedure,
    begin_procedure,
    discard_procedure,
    reject_procedure,
    reopen_procedure,
    request_approval,
    revise_procedure,
    take_back,
    write_procedure,
)

__all__ = [
    "BandLine",
    "add_function",
    "adopt_procedure",
    "begin_procedure",
    "change_backup",
    "change_check",
    "change_function",
    "check_item",
    "close_check",
    "direct_finding",
    "discard_procedure",
    "end_backup",
    "end_function",
    "judge_check",
    "place_system",
    "record_backup",
    "record_check",
    "record_finding",
    "reject_procedure",
    "reopen_procedure",
    "request_approval",
    "revise_procedure",
    "send_check",
    "take_back",
    "take_back_check",
    "write_part",
    "write_procedure",
]
