"""What people do about the contact chart."""

from .announcing import change_template, restore_template, retire_template, write_template
from .answering import answer_link
from .confirming import ask_by_link, confirm_by_phone, refuse_correction, take_correction, withdraw_link
from .entries import change_contact, name_keeper, register_contact, remove_contact, restore_contact
from .papers import hang_paper, remove_paper, replace_paper
from .reporting import set_route

__all__ = [
    "answer_link",
    "ask_by_link",
    "change_contact",
    "change_template",
    "confirm_by_phone",
    "hang_paper",
    "name_keeper",
    "refuse_correction",
    "register_contact",
    "remove_contact",
    "remove_paper",
    "replace_paper",
    "restore_contact",
    "restore_template",
    "retire_template",
    "set_route",
    "take_correction",
    "withdraw_link",
    "write_template",
]
