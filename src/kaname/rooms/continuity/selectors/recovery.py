"""Reads of recovery procedures and backups, and how the vital systems stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.ledger.findings import Fact
from kaname.rooms.continuity.choices import OfflineCopy
from kaname.rooms.continuity.models import Backup, RecoveryProcedure, RestoreCheck
from kaname.rooms.continuity.models.recovery import OPEN, ProcedureQuerySet

from .systems import pk_of, systems_asked


def _full(rows: Any) -> ProcedureQuerySet:
    return (  # type: ignore[no-any-return]
        rows.select_related("system", "responsible", "approved_by", "decision").prefetch_related(
            "links__system"
        )
    )


def procedure_rows(person: Person) -> ProcedureQuerySet:
    """The versions this person may see, with what pages show of them."""
    return _full(RecoveryProcedure.objects.visible_to(person))


def procedures_in_force(institution: Institution, on: date) -> list[RecoveryProcedure]:
    """The approved procedures of a day in the order of recovery; systems out of use are left out. Two queries."""
    rows = _full(RecoveryProcedure.objects.of(institution).in_force_on(on))
    return [row for row in rows.order_by("order", "system__number", "pk") if row.system.is_in_use_on(on)]


def open_versions(institution: Institution) -> dict[int, RecoveryProcedure]:
    """The draft or requested version of each system that has one. One query."""
    rows = RecoveryProcedure.objects.of(institution).filter(status__in=OPEN).select_related("system")
    return {row.system_id: row for row in rows}


def versions_of(procedure: RecoveryProcedure) -> list[RecoveryProcedure]:
    """The other versions of the same system's procedure, newest first."""
    rows = RecoveryProcedure.objects.of(procedure.institution).filter(system=procedure.system_id)
    return list(rows.exclude(pk=procedure.pk).select_related("system").order_by("-version"))


def backup_rows(person: Person) -> QuerySet[Backup]:
    """The backups this person may see."""
    return Backup.objects.visible_to(person).select_related("system", "responsible")  # type: ignore[no-any-return]


def backups_of(institution: Institution, on: date) -> list[Backup]:
    """The backups of a day by system. One query."""
    rows = Backup.objects.of(institution).kept_on(on).select_related("system", "responsible")
    return list(rows.order_by("system__number", "pk"))


@dataclass(frozen=True)
class SystemLine:
    """A vital system with what is ready for the day on which it stops."""

    fact: Fact
    pk: int
    is_covered: bool
    procedure: RecoveryProcedure | None
    draft: RecoveryProcedure | None
    backups: list[Backup]
    last_test: RestoreCheck | None
    on: date

    @property
    def has_offline_copy(self) -> bool:
        """Whether a copy of it lies out of reach."""
        return any(backup.offline_copy == OfflineCopy.YES for backup in self.backups)

    @property
    def review_is_past(self) -> bool:
        """Whether its procedure should have been looked at again."""
        return bool(
            self.procedure and self.procedure.next_review_on and self.procedure.next_review_on < self.on
        )

    @property
    def lacks(self) -> bool:
        """Whether something is not ready."""
        return not (self.is_covered and self.procedure and self.backups) or self.review_is_past


def system_lines(
    institution: Institution,
    on: date,
    *,
    covered: dict[int, Any],
    procedures: Sequence[RecoveryProcedure],
    backups: Sequence[Backup],
    checks: Sequence[RestoreCheck],
) -> list[SystemLine]:
    """The vital systems of a day, with what is ready for each; two queries besides what is handed in."""
    in_force = {row.system_id: row for row in procedures}
    drafts = open_versions(institution)
    tests: dict[int, RestoreCheck] = {}
    for check in checks:  # newest first
        if check.system_id is not None:
            tests.setdefault(check.system_id, check)
    return [
        SystemLine(
            fact,
            pk := pk_of(fact),
            pk in covered,
            in_force.get(pk),
            drafts.get(pk),
            [backup for backup in backups if backup.system_id == pk],
            tests.get(pk),
            on,
        )
        for fact in systems_asked(institution, on, "CRITICAL").now
    ]
