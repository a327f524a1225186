"""Pages of the desk."""

from .answering import answer_approval, answer_draft, answer_record, answer_resubmit, answer_withdraw
from .desks import desk_change, desk_close, desk_detail, desk_list, desk_new, desk_poster, notice_new
from .inquiries import (
    inquiry_assign,
    inquiry_close,
    inquiry_detail,
    inquiry_entered,
    inquiry_identity,
    inquiry_kind,
    inquiry_list,
    inquiry_lookup,
    inquiry_new,
    inquiry_title,
    personal_export,
)
from .overview import class_change, retention, settings_page, statistics
from .public import public_form, public_received

__all__ = [
    "answer_approval",
    "answer_draft",
    "answer_record",
    "answer_resubmit",
    "answer_withdraw",
    "class_change",
    "desk_change",
    "desk_close",
    "desk_detail",
    "desk_list",
    "desk_new",
    "desk_poster",
    "inquiry_assign",
    "inquiry_close",
    "inquiry_detail",
    "inquiry_entered",
    "inquiry_identity",
    "inquiry_kind",
    "inquiry_list",
    "inquiry_lookup",
    "inquiry_new",
    "inquiry_title",
    "notice_new",
    "personal_export",
    "public_form",
    "public_received",
    "retention",
    "settings_page",
    "statistics",
]
