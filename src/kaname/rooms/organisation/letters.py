"""The letter of appointment on paper (辞令): what it says, and its PDF."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.pdf import typst_pdf

from .models import Appointment


def letter_of(appointment: Appointment) -> dict[str, Any]:
    """Everything the letter says, as plain text in Japanese: a letter of appointment is a Japanese document."""
    with translation.override("ja"):
        last = show_date(appointment.ends_on) if appointment.ends_on else ""
        approver = appointment.approved_by
        return {
            "lang": "ja",
            "title": "辞令",
            "number": appointment.number,
            "institution": appointment.institution.name,
            "name": appointment.person.name,
            "person_title": appointment.person.title,
            "role": str(appointment.get_role_display()),
            "duties": appointment.duties,
            "authority": appointment.authority,
            "starts_on": show_date(appointment.starts_on),
            "ends_on": last,
            "period": f"{show_date(appointment.starts_on)}から{last + 'まで' if last else '任を解くまで'}",
            "reports_to": str(appointment.reports_to) if appointment.reports_to else "経営層",
            "deputy": appointment.deputy.name if appointment.deputy else "",
            "approved_on": show_date(appointment.approved_on) if appointment.approved_on else "",
            "approver": approver.name if approver else "",
            "approver_title": approver.title if approver else "",
            "is_draft": not appointment.is_approved,
            "fingerprint": fingerprint_of(appointment),
            "printed_on": show_date(clock.today()),
        }


def letter_pdf(appointment: Appointment) -> bytes:
    """The letter as a PDF of one A4 page."""
    return typst_pdf("organisation/letter", letter_of(appointment))
