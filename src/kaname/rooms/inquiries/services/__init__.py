"""What people do at the desk. Every write of this room goes through one of these functions."""

from .answering import (
    ask_approval,
    close_inquiry,
    confirm_identity,
    draft_answer,
    record_answer,
    resubmit_answer,
    withdraw_approval,
)
from .desks import change_desk, close_desk, confirm_notice, open_desk
from .erasing import erase, leave_unerased, propose_erasure
from .exporting import note_personal_export
from .flood import TooManyPosts
from .importing import import_inquiries
from .receiving import enter_inquiry, receive_public
from .rules import change_class
from .working import assign, change_kind, retitle

__all__ = [
    "TooManyPosts",
    "ask_approval",
    "assign",
    "change_class",
    "change_desk",
    "change_kind",
    "close_desk",
    "close_inquiry",
    "confirm_identity",
    "confirm_notice",
    "draft_answer",
    "enter_inquiry",
    "erase",
    "import_inquiries",
    "leave_unerased",
    "note_personal_export",
    "open_desk",
    "propose_erasure",
    "receive_public",
    "record_answer",
    "resubmit_answer",
    "retitle",
    "withdraw_approval",
]
