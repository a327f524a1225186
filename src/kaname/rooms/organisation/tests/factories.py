"""Plain factories for the organisation, made through its services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.models import Person
from kaname.rooms.organisation import services
from kaname.rooms.organisation.models import Appointment, Department, FounderKind, Hosting, Profile
from kaname.rooms.organisation.roles import AppointmentRole
from kaname.rooms.organisation.services import SystemLine
from kaname.rooms.organisation.wording import usual_wording

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def make_appointment(
    by: Person, person: Person, role: str = AppointmentRole.SAFETY_OFFICER, **fields: Any
) -> Appointment:
    """An appointment that an executive makes directly, with the usual wording of the role."""
    duties, authority = usual_wording(role)
    return services.appoint(
        by=by, person=person, role=role, **{"duties": duties, "authority": authority, **fields}
    )


def make_letter(by: Person, appointment: Appointment) -> Appointment:
    """The letter of an appointment, attached."""
    file = SimpleUploadedFile("辞令.pdf", PDF, content_type="application/pdf")
    return services.attach_letter(by=by, appointment=appointment, file=file)


def make_department(by: Person, name: str = "医事課", **fields: Any) -> Department:
    """An open department."""
    return services.open_department(by=by, name=name, **fields)


def make_profile(by: Person, *, has_own_operator: bool = True, **fields: Any) -> Profile:
    """A profile of a hospital of 180 beds with one system of its own and one in the cloud."""
    systems = (
        SystemLine("電子カルテ", Hosting.ON_PREMISES, "みなとシステム株式会社"),
        SystemLine("勤怠管理", Hosting.CLOUD),
    )
    values = {"beds": 180, "sites": 1, "founder": FounderKind.MEDICAL_CORPORATION, "systems": systems}
    return services.change_profile(by=by, has_own_operator=has_own_operator, **{**values, **fields})


def make_line(by: Person, officer: Person, planner: Person, operator: Person, on: date) -> list[Appointment]:
    """The whole reporting line: safety officer, planning manager, operations staff, from a day on."""
    first = make_appointment(by, officer, AppointmentRole.SAFETY_OFFICER, starts_on=on)
    second = make_appointment(by, planner, AppointmentRole.PLANNING_MANAGER, starts_on=on, reports_to=first)
    third = make_appointment(by, operator, AppointmentRole.OPERATIONS_STAFF, starts_on=on, reports_to=second)
    return [first, second, third]
