"""The nouns of the organisation: profile, departments, appointments, committees."""

from .account_lists import AccessKind, AccountHolder, AccountList
from .appointments import Appointment, AppointmentStatus
from .committees import Committee, CommitteeMember
from .departments import Department, DepartmentContact, Posting
from .periods import Period
from .profile import (
    Applicability,
    ApplicabilityPattern,
    ApplicabilityStatus,
    EmergencyLevel,
    FounderKind,
    Hosting,
    Profile,
    ProfileSystem,
)

__all__ = [
    "AccessKind",
    "AccountHolder",
    "AccountList",
    "Applicability",
    "ApplicabilityPattern",
    "ApplicabilityStatus",
    "Appointment",
    "AppointmentStatus",
    "Committee",
    "CommitteeMember",
    "Department",
    "DepartmentContact",
    "EmergencyLevel",
    "FounderKind",
    "Hosting",
    "Period",
    "Posting",
    "Profile",
    "ProfileSystem",
]
