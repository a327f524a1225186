"""The role in Kaname that an appointment brings: granted when it takes effect, ended when it ends.

Kaname does this by itself (`by=None`): whoever appoints need not also be allowed to hand out roles.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kaname.foundation.access.models import Membership, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.services import end_role, grant_role
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.rooms.organisation.models import Appointment
from kaname.rooms.organisation.roles import ACCESS_ROLE


def bring_role(appointment: Appointment, *, not_before: date | None = None) -> Membership | None:
    """Grant what the appointment brings, for its period; only the part that the person does not hold already."""
    role = appointment.access_role
    if role is None:
        return None
    start = max(appointment.first_day, not_before or appointment.first_day)
    for held in _held(appointment.person, role, start):
        if held.ends_on is None:
            return None
        start = max(start, held.ends_on + ONE_DAY)
    if appointment.ends_on is not None and start > appointment.ends_on:
        return None
    appointment.person.__dict__.pop("roles", None)
    return grant_role(
        by=None,
        person=appointment.person,
        role=role,
        starts_on=start,
        ends_on=appointment.ends_on,
        origin=ref_of(appointment),
    )


def take_role_back(appointment: Appointment) -> None:
    """End what the appointment brought; another appointment that brings the same role takes it over."""
    role, last = appointment.access_role, appointment.ends_on
    if role is None or last is None:
        return
    rows = Membership.objects.of(appointment.institution).filter(origin=ref_of(appointment))
    for membership in rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last)):
        end_role(by=None, membership=membership, ends_on=last)
    appointment.person.__dict__.pop("roles", None)
    brings_the_same = [key for key, brought in ACCESS_ROLE.items() if brought == role]
    others = Appointment.objects.of(appointment.institution).approved().from_day(last + ONE_DAY)
    others = others.filter(person=appointment.person, role__in=brings_the_same).exclude(pk=appointment.pk)
    for other in others.select_related("person").order_by("starts_on", "pk"):
        bring_role(other, not_before=last + ONE_DAY)


def _held(person: Person, role: str, start: date) -> list[Membership]:
    rows = Membership.objects.of(person.institution).filter(person=person, role=role)
    return list(rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start)).order_by("starts_on", "pk"))
