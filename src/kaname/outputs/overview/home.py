"""What the home page shows: what waits for this person today, and how the hospital stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.obligations.models import VerdictStatus
from kaname.foundation.obligations.selectors import Overview, Standing, overview, standings

from .waiting import Waiting, errands, to_decide

SHOWN = 12


@dataclass(frozen=True)
class Home:
    """The home page of one person today. An executive's own errands stand apart from what only they can decide."""

    today: date
    headline: tuple[str, int]
    is_executive: bool
    waiting: list[Waiting]
    more: int
    errands: list[Waiting]
    overview: Overview | None
    next_steps: list[Standing]
    lapsing: list[Standing]


def home(person: Person) -> Home:
    """All that the home page needs, in a fixed number of queries."""
    is_executive = Role.EXECUTIVE in person.roles
    waiting, own = to_decide(person), errands(person)
    if not is_executive:
        waiting, own = waiting + own, []
    rows = standings(person.institution) if policy.may(person, "obligations.view") else []
    return Home(
        today=clock.today(),
        headline=(_who(person), len(waiting)),
        is_executive=is_executive,
        waiting=waiting[:SHOWN],
        more=max(0, len(waiting) - SHOWN),
        errands=own,
        overview=overview(rows) if rows else None,
        next_steps=_next_steps(rows),
        lapsing=[r for r in rows if r.status == VerdictStatus.LAPSING],
    )


def _who(person: Person) -> str:
    if Role.EXECUTIVE in person.roles:
        return person.title or _("経営層")
    return _("%(name)sさん") % {"name": person.name}


def _next_steps(rows: list[Standing]) -> list[Standing]:
    """Up to three unmet obligations that somebody can mend today."""
    gaps = [r for r in rows if r.status == VerdictStatus.UNMET and r.is_mendable]
    whole = [r for r in gaps if not any(c.pending for c in r.obligation.conditions)]
    return (whole + [r for r in gaps if r not in whole])[:3]
