"""What the forms of this room share: who can be chosen, which systems there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import people_who_may_decide
from kaname.rooms.incidents.drill_reads import DrillStanding, participants_of
from kaname.rooms.incidents.models import Incident
from kaname.rooms.incidents.moments import ANYBODY_IN_CHARGE


def people_here(by: Person, incident: Incident | None = None) -> Any:
    """Everybody of the hospital who is here today; in an exercise those who take part."""
    rows = Person.objects.of(by.institution).active_on(clock.today()).by_reading()
    return _within(rows, incident)


def people_in_charge(by: Person, incident: Incident | None = None) -> Any:
    """Who may decide something on the spot: the roles in charge; and whoever writes, who may be in command.

    In an exercise those of them who take part.
    """
    rows = Person.objects.of(by.institution)
    charged = rows.holding(ANYBODY_IN_CHARGE, clock.today()).values("pk")
    return _within(rows.filter(Q(pk__in=charged) | Q(pk=by.pk)).by_reading(), incident)


def _within(rows: Any, incident: Incident | None) -> Any:
    if incident is None or not incident.is_exercise:
        return rows
    return rows.filter(pk__in=participants_of(incident))


def inject_choices(standing: DrillStanding) -> list[tuple[str, Any]]:
    """What the players of a drill were told so far, the newest first."""
    rows = [(row.key, str(row.title)) for row in reversed(standing.met)]
    return [*rows, ("", _("どれでもない"))]


def executives(by: Person) -> QuerySet[Person]:
    """Before whom a request can be put."""
    return people_who_may_decide(by)


def systems_in_use(by: Person) -> Any:
    """The information systems of the register."""
    model: Any = Incident._meta.get_field("system").related_model
    return model.objects.of(by.institution).in_use_on(clock.today()).order_by("number", "pk")
