"""What the forms of this room share: who can be chosen, which systems there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import people_who_may_decide
from kaname.rooms.incidents.models import Incident
from kaname.rooms.incidents.moments import ANYBODY_IN_CHARGE


def people_here(by: Person) -> QuerySet[Person]:
    """Everybody of the hospital who is here today."""
    return Person.objects.of(by.institution).active_on(clock.today()).by_reading()  # type: ignore[no-any-return]


def people_in_charge(by: Person) -> QuerySet[Person]:
    """Who may decide something on the spot: the roles in charge; and whoever writes, who may be in command."""
    rows = Person.objects.of(by.institution)
    charged = rows.holding(ANYBODY_IN_CHARGE, clock.today()).values("pk")
    return rows.filter(Q(pk__in=charged) | Q(pk=by.pk)).by_reading()  # type: ignore[no-any-return]


def executives(by: Person) -> QuerySet[Person]:
    """Before whom a request can be put."""
    return people_who_may_decide(by)


def systems_in_use(by: Person) -> Any:
    """The information systems of the register."""
    model: Any = Incident._meta.get_field("system").related_model
    return model.objects.of(by.institution).in_use_on(clock.today()).order_by("number", "pk")
