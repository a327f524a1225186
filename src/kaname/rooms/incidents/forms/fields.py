"""What the forms of this room share: who can be chosen, which systems there are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import people_who_may_decide
from kaname.rooms.incidents.models import Incident


def people_here(by: Person) -> QuerySet[Person]:
    """Everybody of the hospital who is here today."""
    return Person.objects.of(by.institution).active_on(clock.today()).order_by("kana", "name", "pk")  # type: ignore[no-any-return]


def people_in_charge(by: Person) -> QuerySet[Person]:
    """Who may decide something on the spot: the roles in charge, and whoever commands."""
    roles = (Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF)
    today = clock.today()
    return (  # type: ignore[no-any-return]
        people_here(by).filter(memberships__role__in=roles, memberships__starts_on__lte=today)
        | people_here(by).filter(pk=by.pk)
    ).distinct()


def executives(by: Person) -> QuerySet[Person]:
    """Before whom a request can be put."""
    return people_who_may_decide(by)


def systems_in_use(by: Person) -> Any:
    """The information systems of the register."""
    model: Any = Incident._meta.get_field("system").related_model
    return model.objects.of(by.institution).in_use_on(clock.today()).order_by("number", "pk")
