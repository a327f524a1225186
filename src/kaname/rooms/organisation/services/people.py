"""When somebody leaves: everything in this room that names them ends with their last day."""

from __future__ import annotations

from datetime import date, timedelta

from kaname.foundation.access.checks import require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.services import end_person
from kaname.foundation.access.writes import writing
from kaname.rooms.organisation.models import Appointment, AppointmentStatus, DepartmentContact, Posting

from .appointments import end_appointment
from .checks import require_order


def release_person(*, by: Person, person: Person, ends_on: date, reason: str) -> Person:
    """Record somebody's last day, and end their appointments, postings and duties as contact with it.

    Vacancies that this leaves are found at once. Raises PermissionDenied; ValidationError if nobody would be left to
    decide; StaleRecord.
    Source: 経営管理編 3.1.2 ④
    """
    require_text(reason=reason)
    require_order(person.starts_on, ends_on)
    with writing(by=by, action="organisation.manage", note=reason.strip()) as entry:
        for appointment in _running(person, ends_on):
            last = max(ends_on, appointment.starts_on)
            end_appointment(by=by, appointment=appointment, ends_on=last, reason=reason)
        after = ends_on + timedelta(days=1)
        for model in (Posting, DepartmentContact):
            for row in model.objects.of(by.institution).filter(person=person).from_day(after):
                row.ends_on = max(ends_on, row.starts_on)
                entry.save(row)
        end_person(by=by, person=person, ends_on=ends_on)
    return person


def _running(person: Person, ends_on: date) -> list[Appointment]:
    rows = Appointment.objects.of(person.institution).filter(person=person, status=AppointmentStatus.IN_FORCE)
    return list(rows.from_day(ends_on + timedelta(days=1)).select_related("person"))
