"""What other rooms may ask the organisation: who is appointed, and to what."""

from __future__ import annotations

from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import Fact, fact

from .models import Appointment, Department, DepartmentContact, Posting
from .roles import APPOINTMENT_KINDS, EXECUTIVE, ROLE_NAMES
from .standing import standing_of


@fact("appointments_current", reads=APPOINTMENT_KINDS)
def appointments_current(institution: Institution, *, on: date, with_upcoming: bool = False) -> list[Fact]:
    """Every appointment that counts on a day; `with_upcoming` also those that begin later."""
    standing = standing_of(institution, on)
    rows = [
        a for a in standing.appointments if standing.counts(a, on) or (with_upcoming and a.first_day > on)
    ]
    return [_fact(a) for a in rows]


@fact("appointed", reads=APPOINTMENT_KINDS)
def appointed(institution: Institution, *, on: date, role: str) -> list[Fact]:
    """Who fills a role of the guideline on a day; for EXECUTIVE the executives themselves."""
    standing = standing_of(institution, on)
    if role != EXECUTIVE:
        return [_fact(a) for a in standing.holders(role, on)]
    return [
        Fact(
            ref=ref_of(seat),
            label=f"{ROLE_NAMES[EXECUTIVE]}：{seat.person.name}",
            starts_on=max(seat.starts_on, seat.person.starts_on),
            ends_on=min((d for d in (seat.ends_on, seat.person.ends_on) if d), default=None),
            person_id=seat.person_id,
            role=EXECUTIVE,
        )
        for seat in standing.executive_seats
        if seat.is_active_on(on) and seat.person.is_active_on(on)
    ]


@fact("postings_current", reads=["organisation.posting"])
def postings_current(
    institution: Institution, *, on: date, with_upcoming: bool = False, person_id: int | None = None
) -> list[Fact]:
    """Who works where on a day: `role` is the department's key. `with_upcoming` also the postings that begin later."""
    rows = Posting.objects.of(institution)
    rows = rows.from_day(on) if with_upcoming else rows.on(on)
    if person_id is not None:
        rows = rows.filter(person=person_id)
    found = rows.order_by("starts_on", "pk").values_list(
        "pk", "person_id", "department_id", "starts_on", "ends_on"
    )
    return [
        Fact(f"organisation.posting:{pk}", "", starts_on, ends_on, person, str(department))
        for pk, person, department, starts_on, ends_on in found
    ]


@fact("departments_current", reads=["organisation.department"])
def departments_current(institution: Institution, *, on: date) -> list[Fact]:
    """The departments of a day by name: `role` is the key of the department above, if any."""
    rows = Department.objects.of(institution).on(on).order_by("name", "pk")
    return [
        Fact(ref_of(row), row.name_on(on), row.starts_on, row.ends_on, None, str(row.parent_id or ""))
        for row in rows
    ]


@fact("department_contacts", reads=["organisation.departmentcontact", "organisation.department"])
def department_contacts(institution: Institution, *, on: date, person_id: int | None = None) -> list[Fact]:
    """Who answers for security in which department on a day: `role` is the department's key, `label` its name."""
    rows = DepartmentContact.objects.of(institution).on(on).select_related("department")
    if person_id is not None:
        rows = rows.filter(person=person_id)
    return [
        Fact(
            ref_of(row),
            row.department.name_on(on),
            row.starts_on,
            row.ends_on,
            row.person_id,
            str(row.department_id),
        )
        for row in rows.order_by("department__name", "pk")
    ]


def _fact(appointment: Appointment) -> Fact:
    return Fact(
        ref=ref_of(appointment),
        label=f"{ROLE_NAMES[appointment.role]}：{appointment.person.name}",
        starts_on=appointment.first_day,
        ends_on=appointment.last_day,
        person_id=appointment.person_id,
        role=appointment.role,
    )
