"""The hospital's information systems, as far as this room knows them: by their table's name and by the register's fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import Fact, ask, once
from kaname.rooms.continuity.models import Backup

CRITICALITY = {"CRITICAL": "VITAL", "VITAL": "VITAL", "IMPORTANT": "IMPORTANT", "ALL": ""}


def system_model() -> Any:
    """The register's table, which another room keeps."""
    return Backup._meta.get_field("system").related_model


def systems_open_to(person: Person, day: date) -> QuerySet[Any]:
    """The systems in use that this person may name."""
    rows = system_model().objects.visible_to(person)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).order_by("number", "pk")  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Asked:
    """The systems that a condition asks about on a day, and when others join or leave them."""

    now: Sequence[Fact]
    later: Sequence[Fact]
    on: date

    @property
    def moves(self) -> list[date]:
        """The days on which a system joins or has left."""
        leaves = [fact.ends_on + ONE_DAY for fact in (*self.now, *self.later) if fact.ends_on]
        return [day for day in [*(fact.starts_on for fact in self.later), *leaves] if day > self.on]


def systems_asked(institution: Institution, on: date, systems: str) -> Asked:
    """The systems in use of a day, of which `systems` says how much care depends on them (CRITICAL: vital)."""
    kind = CRITICALITY[systems]
    key = ("continuity.systems", institution.pk, on, kind)
    rows = once(key, lambda: ask("systems_in_use", institution, on=on, criticality=kind, with_upcoming=True))
    return Asked(
        [fact for fact in rows if fact.starts_on <= on], [fact for fact in rows if fact.starts_on > on], on
    )


def pk_of(fact: Fact) -> int:
    """The id of the system that a fact speaks of."""
    return int(fact.ref.rpartition(":")[2])
