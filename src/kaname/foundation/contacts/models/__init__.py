"""The records of the contact chart."""

from .announcements import AnnouncementTemplate, ReportingRoute
from .charts import ContactChart, PaperCopy
from .confirmations import Confirmation, ConfirmationRequest
from .contacts import Contact, ContactSystem

__all__ = [
    "AnnouncementTemplate",
    "Confirmation",
    "ConfirmationRequest",
    "Contact",
    "ContactChart",
    "ContactSystem",
    "PaperCopy",
    "ReportingRoute",
]
