"""Reads of the business impact analysis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kaname.foundation.access.models import Institution, Person
from kaname.rooms.continuity.choices import Band, Harm, OtherImpact
from kaname.rooms.continuity.models import BandImpact, CareFunction, FunctionSystem
from kaname.rooms.continuity.models.impact import FunctionQuerySet


def function_rows(person: Person) -> FunctionQuerySet:
    """The services that this person may see, with what their pages show. Three queries."""
    return (  # type: ignore[no-any-return]
        CareFunction.objects.visible_to(person)
        .select_related("owner")
        .prefetch_related("impacts", "links__system")
    )


def functions_of(institution: Institution, on: date) -> list[CareFunction]:
    """The analysis of a day in order of priority. Three queries."""
    rows = CareFunction.objects.of(institution).kept_on(on).in_order()
    return list(rows.select_related("owner").prefetch_related("impacts", "links__system"))


@dataclass(frozen=True)
class Cell:
    """What happens to a service in one band. `grade`: 0 nothing to 3 danger to life."""

    band: Band
    harm: Harm = Harm.NONE
    other: OtherImpact = OtherImpact.NONE
    note: str = ""

    @property
    def grade(self) -> int:
        return list(Harm).index(self.harm)

    @property
    def tone(self) -> str:
        """The tone of the status that shows it."""
        return ("neutral", "info", "warn", "bad")[self.grade]

    @property
    def is_silent(self) -> bool:
        """Whether nothing happens at all."""
        return self.harm == Harm.NONE and self.other == OtherImpact.NONE and not self.note


@dataclass(frozen=True)
class ImpactRow:
    """A service with its cells, one for each band, and the systems it rests on."""

    function: CareFunction
    cells: list[Cell] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)


def impact_row(function: CareFunction) -> ImpactRow:
    """A service as the table shows it; nothing is read if its parts were prefetched."""
    known: dict[str, BandImpact] = {row.band: row for row in function.impacts.all()}
    cells = [
        Cell(band, Harm(row.harm), OtherImpact(row.other), row.note)
        if (row := known.get(band))
        else Cell(band)
        for band in Band
    ]
    return ImpactRow(function, cells, [link.system.name for link in function.links.all()])


def impact_rows(functions: Iterable[CareFunction]) -> list[ImpactRow]:
    """The table."""
    return [impact_row(function) for function in functions]


def covered_systems(institution: Institution, on: date) -> dict[int, list[CareFunction]]:
    """The services of the analysis by the id of the system they rest on. One query."""
    links = FunctionSystem.objects.of(institution).select_related("function").order_by("pk")
    found: dict[int, list[CareFunction]] = {}
    for link in links.filter(since__lte=on):
        if link.function.starts_on <= on and (link.function.ends_on is None or link.function.ends_on >= on):
            found.setdefault(link.system_id, []).append(link.function)
    return found
