"""How continuity stands on a day: everything that the overview, the paper and the summaries show, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import Fact
from kaname.rooms.continuity.models import Backup, CareFunction, RecoveryProcedure, RestoreCheck

from .checks import checks_of, next_check_due
from .impact import covered_systems, functions_of
from .plan import PartLine, PhaseLines, document_in_force, part_lines, phase_lines
from .recovery import SystemLine, backups_of, procedures_in_force, system_lines


@dataclass(frozen=True)
class Standing:
    """The whole of continuity on a day."""

    on: date
    document: Fact | None
    parts: list[PartLine]
    phases: list[PhaseLines]
    functions: list[CareFunction]
    systems: list[SystemLine]
    procedures: list[RecoveryProcedure]
    backups: list[Backup]
    checks: list[RestoreCheck]
    check_due_on: date | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever recorded here."""
        written = any(line.part for line in self.parts) or any(phase.settled for phase in self.phases)
        return not (written or self.functions or self.procedures or self.backups or self.checks)

    @property
    def lacking_parts(self) -> list[PartLine]:
        """The parts that do not say what they must."""
        return [line for line in self.parts if not line.is_whole]

    @property
    def prioritised(self) -> list[CareFunction]:
        """The services in order of priority."""
        return [row for row in self.functions if row.priority]

    @property
    def changed_since_approval(self) -> list[PartLine]:
        """The parts whose wording is newer than the document in force."""
        if self.document is None:
            return []
        approved_on = self.document.starts_on
        return [line for line in self.parts if line.part and line.part.starts_on > approved_on]

    @property
    def open_items(self) -> int:
        """How many items of the five phases are not settled."""
        return sum(len(phase.lines) - phase.settled for phase in self.phases)


def continuity_standing(institution: Institution, on: date) -> Standing:
    """Read everything; the number of queries does not grow with the rows."""
    functions = functions_of(institution, on)
    procedures = procedures_in_force(institution, on)
    backups, checks = backups_of(institution, on), checks_of(institution, on)
    return Standing(
        on,
        document_in_force(institution, on),
        part_lines(institution, on),
        phase_lines(institution),
        functions,
        system_lines(
            institution,
            on,
            covered=covered_systems(institution, on),
            procedures=procedures,
            backups=backups,
            checks=checks,
        ),
        procedures,
        backups,
        checks,
        next_check_due(institution, on),
    )
