"""What people do about the organisation. Every write of this room goes through one of these functions."""

from .accounts import (
    assign_account,
    mark_system_account,
    take_in_accounts,
    unassign_account,
    withdraw_account_list,
)
from .applying import adopt_applicability, close_applicability, propose_applicability
from .appointments import (
    adopt_appointment,
    appoint,
    attach_letter,
    change_appointment,
    close_proposal,
    end_appointment,
    propose_appointment,
)
from .committees import (
    change_committee,
    dissolve_committee,
    found_committee,
    seat_member,
    unseat_member,
)
from .departments import (
    change_department,
    close_department,
    end_posting,
    open_department,
    post_person,
    revise_department,
    set_department_contact,
)
from .importing import take_in_departments, take_in_people
from .people import release_person
from .profile import SystemLine, change_profile

__all__ = [
    "SystemLine",
    "adopt_applicability",
    "adopt_appointment",
    "appoint",
    "assign_account",
    "attach_letter",
    "change_appointment",
    "change_committee",
    "change_department",
    "change_profile",
    "close_applicability",
    "close_department",
    "close_proposal",
    "dissolve_committee",
    "end_appointment",
    "end_posting",
    "found_committee",
    "mark_system_account",
    "open_department",
    "post_person",
    "propose_applicability",
    "propose_appointment",
    "release_person",
    "revise_department",
    "seat_member",
    "set_department_contact",
    "take_in_accounts",
    "take_in_departments",
    "take_in_people",
    "unassign_account",
    "unseat_member",
    "withdraw_account_list",
]
