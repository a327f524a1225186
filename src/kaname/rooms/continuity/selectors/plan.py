"""Reads of the plan's structured part: the parts of a day, the phases' items, and the document they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import Fact, ask
from kaname.rooms.continuity.choices import CRITERIA, NEEDS_PERSON, NEEDS_TEXT, PartKey, PhaseStatus
from kaname.rooms.continuity.models import PhaseCheck, PlanPart
from kaname.rooms.continuity.phases import Item, Phase, phases

DOCUMENT = "CONTINUITY_PLAN"


def parts_on(institution: Institution, on: date) -> dict[str, PlanPart]:
    """The parts as they were on a day, by key. One query."""
    rows = PlanPart.objects.of(institution).filter(starts_on__lte=on)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).select_related("person", "changed_by")
    return {row.key: row for row in rows}


def is_whole(part: PlanPart | None, key: str, on: date) -> bool:
    """Whether a part says what it must: a text, somebody who is here."""
    if part is None or (key in NEEDS_TEXT and not part.text):
        return False
    return key not in NEEDS_PERSON or (part.person is not None and part.person.is_active_on(on))


@dataclass(frozen=True)
class PartLine:
    """A part as the plan's page shows it, with whether it is whole and its earlier wordings."""

    key: PartKey
    part: PlanPart | None
    is_whole: bool
    earlier: list[PlanPart]

    @property
    def person_left(self) -> bool:
        """Whether it names somebody who is not here any more."""
        return bool(self.part and self.part.person and not self.is_whole)


def part_lines(institution: Institution, on: date) -> list[PartLine]:
    """All parts in their order, with their history. One query."""
    rows = (
        PlanPart.objects.of(institution).select_related("person", "changed_by").order_by("-starts_on", "-pk")
    )
    by_key: dict[str, list[PlanPart]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    found = []
    for key in PartKey:
        versions = by_key.get(key, [])
        present = next((row for row in versions if row.ends_on is None), None)
        earlier = [row for row in versions if row.ends_on is not None]
        found.append(PartLine(key, present, is_whole(present, key, on), earlier))
    return found


def criteria_of(institution: Institution, on: date) -> list[tuple[str, str]]:
    """The criteria with their words, of which something is written."""
    parts = parts_on(institution, on)
    return [(str(key.label), parts[key].text) for key in CRITERIA if key in parts and parts[key].text]


@dataclass(frozen=True)
class ItemLine:
    """An item of a phase, and what was found."""

    item: Item
    check: PhaseCheck | None

    @property
    def status(self) -> PhaseStatus:
        return PhaseStatus(self.check.status) if self.check else PhaseStatus.OPEN


@dataclass(frozen=True)
class PhaseLines:
    """A phase with its items; `settled` counts those that need no more work."""

    phase: Phase
    lines: list[ItemLine]

    @property
    def settled(self) -> int:
        return sum(line.status != PhaseStatus.OPEN for line in self.lines)


def phase_lines(institution: Institution) -> list[PhaseLines]:
    """The five phases with what was found of each item. One query."""
    known = {row.item: row for row in PhaseCheck.objects.of(institution).select_related("owner")}
    return [
        PhaseLines(phase, [ItemLine(item, known.get(item.id)) for item in phase.items]) for phase in phases()
    ]


def document_in_force(institution: Institution, on: date) -> Fact | None:
    """The version of the plan's document in force, as the documents room tells it; `starts_on` is its approval."""
    return next(iter(ask("document_approvals", institution, on=on, types=[DOCUMENT])), None)
