"""The nouns of the organisation: profile, departments, appointments, committees."""

from .appointments import Appointment, AppointmentStatus
from .committees import Committee
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
    "Applicability",
    "ApplicabilityPattern",
    "ApplicabilityStatus",
    "Appointment",
    "AppointmentStatus",
    "Committee",
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
