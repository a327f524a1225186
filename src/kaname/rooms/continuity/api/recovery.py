"""Recovery procedures, backups and restore tests over the REST API: the same services as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.rooms.continuity import services
from kaname.rooms.continuity.choices import (
    CheckKind,
    CheckResult,
    CheckStatus,
    CheckVerdict,
    OfflineCopy,
    ProcedureStatus,
)
from kaname.rooms.continuity.models import Backup, CheckFinding, RecoveryProcedure, RestoreCheck
from kaname.rooms.continuity.selectors.checks import check_rows
from kaname.rooms.continuity.selectors.recovery import backup_rows, procedure_rows

from .plan import NamedSystemOut, person_by_id, system_by_id

router = PersonRouter(tags=["continuity"])
_ID, _YEAR = 2**62, 525_600


class RecoveryProcedureOut(Schema):
    """A version of a recovery procedure. `dependencies` must run first; lengths of time are minutes."""

    id: int
    ref: str
    system: NamedSystemOut
    version: int
    status: ProcedureStatus
    order: int
    dependencies: list[NamedSystemOut]
    steps: str
    cleanness: str
    responsible: NamedPersonOut
    rto_minutes: int | None
    rpo_minutes: int | None
    next_review_on: date | None
    change_note: str
    approved_on: date | None
    approved_by: NamedPersonOut | None
    superseded_on: date | None
    decision_id: int | None
    revision: int

    @staticmethod
    def resolve_ref(row: RecoveryProcedure) -> str:
        return ref_of(row)

    @staticmethod
    def resolve_dependencies(row: RecoveryProcedure) -> list[Any]:
        return [link.system for link in row.links.all()]


class RecoveryProceduresOut(Schema):
    """Some of the versions, and how many there are in all."""

    count: int
    items: list[RecoveryProcedureOut]


class RecoveryProcedureFilter(Paged):
    """Which versions to list."""

    status: ProcedureStatus | None = None
    system: int | None = Field(None, le=_ID)


class RecoveryProcedureBeginIn(Schema):
    """For which system (its id) a version is begun."""

    system: int = Field(le=_ID)


class RecoveryProcedureIn(Schema):
    """What a draft says; what is left out stays. `responsible` and `dependencies` are ids."""

    responsible: int | None = Field(None, le=_ID)
    order: int | None = Field(None, le=2**31)
    dependencies: list[int] | None = Field(None, max_length=200)
    steps: str | None = Field(None, max_length=20_000)
    cleanness: str | None = Field(None, max_length=5_000)
    rto_minutes: int | None = Field(None, ge=0, le=_YEAR)
    rpo_minutes: int | None = Field(None, ge=0, le=_YEAR)
    next_review_on: date | None = None
    change_note: str | None = Field(None, max_length=500)
    revision: int | None = None


class RecoveryProcedureRequestIn(Schema):
    """Before whom it is put (ids of people), and by when it is looked at again."""

    approver: int = Field(le=_ID)
    reviewer: int | None = Field(None, le=_ID)
    next_review_on: date | None = None


class BackupOut(Schema):
    """A backup; `ends_on` is the last day on which it is made."""

    id: int
    ref: str
    system: NamedSystemOut
    subject: str
    method: str
    frequency: str
    generations: int | None
    offline_copy: OfflineCopy
    offline_how: str
    location: str
    responsible: NamedPersonOut | None
    note: str
    starts_on: date
    ends_on: date | None
    revision: int

    @staticmethod
    def resolve_ref(row: Backup) -> str:
        return ref_of(row)


class BackupsOut(Schema):
    """Some of the backups, and how many there are in all."""

    count: int
    items: list[BackupOut]


class BackupFilter(Paged):
    """Which backups to list."""

    system: int | None = Field(None, le=_ID)
    offline_copy: OfflineCopy | None = None
    ended: bool = False


class BackupPatch(Schema):
    """What to change of a backup; what is left out stays."""

    system: int | None = Field(None, le=_ID)
    subject: str | None = Field(None, max_length=200)
    method: str | None = Field(None, max_length=300)
    frequency: str | None = Field(None, max_length=100)
    generations: int | None = Field(None, ge=1, le=9_999)
    offline_copy: OfflineCopy | None = None
    offline_how: str | None = Field(None, max_length=300)
    location: str | None = Field(None, max_length=200)
    responsible: int | None = Field(None, le=_ID)
    note: str | None = Field(None, max_length=500)
    starts_on: date | None = None
    revision: int | None = None


class BackupIn(BackupPatch):
    """A backup to record."""

    system: int = Field(le=_ID)
    subject: str = Field(max_length=200)


class BackupEndIn(Schema):
    """The last day of a backup, and why."""

    ends_on: date
    reason: str = Field(max_length=300)
    revision: int | None = None


class RestoreFindingOut(Schema):
    """What a check showed to be wrong; `directive_id` puts it right."""

    id: int
    title: str
    description: str
    found_on: date
    state: str
    directive_id: int | None


class RestoreCheckOut(Schema):
    """A restore test or self-check. Lengths of time are minutes; targets are those of its day."""

    id: int
    ref: str
    kind: CheckKind
    system: NamedSystemOut | None
    held_on: date
    subject: str
    used_offline_copy: bool
    measured_minutes: int | None
    target_rto_minutes: int | None
    data_age_minutes: int | None
    target_rpo_minutes: int | None
    result: CheckResult
    outcome: str
    held_by: NamedPersonOut
    status: CheckStatus
    verdict: CheckVerdict | None
    judged_by: NamedPersonOut | None
    judged_at: datetime | None
    decision_id: int | None
    findings: list[RestoreFindingOut]
    revision: int

    @staticmethod
    def resolve_ref(row: RestoreCheck) -> str:
        return ref_of(row)

    @staticmethod
    def resolve_verdict(row: RestoreCheck) -> str | None:
        return row.verdict or None

    @staticmethod
    def resolve_findings(row: RestoreCheck) -> list[CheckFinding]:
        return list(row.findings.all())


class RestoreChecksOut(Schema):
    """Some of the checks, and how many there are in all."""

    count: int
    items: list[RestoreCheckOut]


class RestoreCheckFilter(Paged):
    """Which checks to list."""

    kind: CheckKind | None = None
    status: CheckStatus | None = None
    system: int | None = Field(None, le=_ID)


class RestoreCheckPatch(Schema):
    """What to correct of a check that is not before an executive; what is left out stays."""

    kind: CheckKind | None = None
    system: int | None = Field(None, le=_ID)
    held_on: date | None = None
    subject: str | None = Field(None, max_length=300)
    used_offline_copy: bool | None = None
    measured_minutes: int | None = Field(None, ge=0, le=_YEAR)
    data_age_minutes: int | None = Field(None, ge=0, le=_YEAR)
    result: CheckResult | None = None
    outcome: str | None = Field(None, max_length=5_000)
    held_by: int | None = Field(None, le=_ID)
    revision: int | None = None


class RestoreCheckIn(RestoreCheckPatch):
    """A check that was held; without `held_by` the caller held it."""

    kind: CheckKind
    held_on: date
    subject: str = Field(max_length=300)
    result: CheckResult


class RestoreCheckSendIn(Schema):
    """Before whom it is put (ids of people)."""

    addressee: int = Field(le=_ID)
    reviewer: int | None = Field(None, le=_ID)


class RestoreFindingIn(Schema):
    """What was wrong, who puts it right (an id) and until when."""

    title: str = Field(max_length=200)
    description: str = Field(max_length=5_000)
    addressee: int = Field(le=_ID)
    due_on: date


class RestoreFindingDirectIn(Schema):
    """Who puts a finding right (an id) and until when."""

    addressee: int = Field(le=_ID)
    due_on: date


def _procedure(request: HttpRequest, pk: int, revision: int | None = None) -> RecoveryProcedure:
    row: RecoveryProcedure = narrow(procedure_rows(person_of(request)).select_related("institution"), pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


def _backup(request: HttpRequest, pk: int, revision: int | None = None) -> Backup:
    row: Backup = narrow(backup_rows(person_of(request)), pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


def _check(request: HttpRequest, pk: int, revision: int | None = None) -> RestoreCheck:
    row: RestoreCheck = narrow(check_rows(person_of(request)), pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


def _said(request: HttpRequest, body: Schema, nullable: tuple[str, ...]) -> dict[str, Any]:
    """What was said, with the people and systems that ids name."""
    said = body.dict(exclude_unset=True, exclude={"revision"})
    values = {n: v for n, v in said.items() if v is not None or n in nullable}
    for name in ("responsible", "held_by"):
        if name in values:
            values[name] = person_by_id(request, values[name])
    if values.get("system") is not None:
        values["system"] = system_by_id(request, values["system"])
    if "dependencies" in values:
        values["dependencies"] = [system_by_id(request, pk) for pk in values["dependencies"]]
    return values


@router.operation("GET", "/recovery-procedures", "continuity.view", response=RecoveryProceduresOut)
def list_recovery_procedures(request: HttpRequest, wanted: Query[RecoveryProcedureFilter]) -> dict[str, Any]:
    """The versions in the order of recovery."""
    rows = procedure_rows(person_of(request))
    for name in ("status", "system"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return part(rows.order_by("order", "system", "-version"), wanted)


@router.operation(
    "POST", "/recovery-procedures", "continuity.manage", response={201: RecoveryProcedureOut, **PROBLEMS}
)
def begin_recovery_procedure(
    request: HttpRequest, body: RecoveryProcedureBeginIn
) -> Status[RecoveryProcedure]:
    """Begin a system's procedure, or the next version of it with the words of the last."""
    system = system_by_id(request, body.system)
    made = services.begin_procedure(by=person_of(request), system=system)
    return Status(201, _procedure(request, made.pk))


@router.operation(
    "GET",
    "/recovery-procedures/{int:pk}",
    "continuity.view",
    response={200: RecoveryProcedureOut, **PROBLEMS},
)
def read_recovery_procedure(request: HttpRequest, pk: int) -> RecoveryProcedure:
    """One version."""
    return _procedure(request, pk)


@router.operation(
    "PATCH",
    "/recovery-procedures/{int:pk}",
    "continuity.manage",
    response={200: RecoveryProcedureOut, **PROBLEMS},
)
def write_recovery_procedure(request: HttpRequest, pk: int, body: RecoveryProcedureIn) -> RecoveryProcedure:
    """Write a draft."""
    row = _procedure(request, pk, body.revision)
    values = _said(request, body, ("rto_minutes", "rpo_minutes", "next_review_on"))
    values = {"responsible": row.responsible, **values}
    services.write_procedure(by=person_of(request), procedure=row, **values)
    return _procedure(request, pk)


@router.operation(
    "POST",
    "/recovery-procedures/{int:pk}/request",
    "continuity.manage",
    response={200: RecoveryProcedureOut, **PROBLEMS},
)
def request_recovery_procedure(
    request: HttpRequest, pk: int, body: RecoveryProcedureRequestIn
) -> RecoveryProcedure:
    """Put a draft before an executive. It is decided through its decision."""
    services.request_approval(
        by=person_of(request),
        procedure=_procedure(request, pk),
        approver=get_visible(Person, person_of(request), pk=body.approver),
        reviewer=person_by_id(request, body.reviewer),
        next_review_on=body.next_review_on,
    )
    return _procedure(request, pk)


@router.operation(
    "DELETE", "/recovery-procedures/{int:pk}", "continuity.manage", response={204: None, **PROBLEMS}
)
def discard_recovery_procedure(request: HttpRequest, pk: int) -> Status[None]:
    """Throw a draft away."""
    services.discard_procedure(by=person_of(request), procedure=_procedure(request, pk))
    return Status(204, None)


@router.operation("GET", "/backups", "continuity.view", response=BackupsOut)
def list_backups(request: HttpRequest, wanted: Query[BackupFilter]) -> dict[str, Any]:
    """The backups that are made (or, with `ended`, those that were), by system."""
    rows = backup_rows(person_of(request)).filter(ends_on__isnull=not wanted.ended)
    for name in ("system", "offline_copy"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return part(rows.order_by("system", "pk"), wanted)


@router.operation("POST", "/backups", "continuity.manage", response={201: BackupOut, **PROBLEMS})
def record_backup(request: HttpRequest, body: BackupIn) -> Status[Backup]:
    """Record how data of a system are kept."""
    made = services.record_backup(by=person_of(request), **_said(request, body, ()))
    return Status(201, _backup(request, made.pk))


@router.operation("GET", "/backups/{int:pk}", "continuity.view", response={200: BackupOut, **PROBLEMS})
def read_backup(request: HttpRequest, pk: int) -> Backup:
    """One backup."""
    return _backup(request, pk)


@router.operation("PATCH", "/backups/{int:pk}", "continuity.manage", response={200: BackupOut, **PROBLEMS})
def change_backup(request: HttpRequest, pk: int, body: BackupPatch) -> Backup:
    """Correct what is recorded of a backup."""
    row = _backup(request, pk, body.revision)
    values = {"subject": row.subject, **_said(request, body, ("generations", "responsible"))}
    services.change_backup(by=person_of(request), backup=row, **values)
    return _backup(request, pk)


@router.operation("POST", "/backups/{int:pk}/end", "continuity.manage", response={200: BackupOut, **PROBLEMS})
def end_backup(request: HttpRequest, pk: int, body: BackupEndIn) -> Backup:
    """Record the last day on which a backup is made."""
    row = _backup(request, pk, body.revision)
    services.end_backup(by=person_of(request), backup=row, ends_on=body.ends_on, reason=body.reason)
    return _backup(request, pk)


@router.operation("GET", "/restore-checks", "continuity.view", response=RestoreChecksOut)
def list_restore_checks(request: HttpRequest, wanted: Query[RestoreCheckFilter]) -> dict[str, Any]:
    """The restore tests and self-checks, newest first."""
    rows = check_rows(person_of(request)).prefetch_related("findings__directive")
    for name in ("kind", "status", "system"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return part(rows.order_by("-held_on", "-pk"), wanted)


@router.operation("POST", "/restore-checks", "continuity.manage", response={201: RestoreCheckOut, **PROBLEMS})
def record_restore_check(request: HttpRequest, body: RestoreCheckIn) -> Status[RestoreCheck]:
    """Record a test or self-check that was held."""
    made = services.record_check(by=person_of(request), **_said(request, body, ("system",)))
    return Status(201, _check(request, made.pk))


@router.operation(
    "GET", "/restore-checks/{int:pk}", "continuity.view", response={200: RestoreCheckOut, **PROBLEMS}
)
def read_restore_check(request: HttpRequest, pk: int) -> RestoreCheck:
    """One test or self-check with what it found."""
    return _check(request, pk)


@router.operation(
    "PATCH", "/restore-checks/{int:pk}", "continuity.manage", response={200: RestoreCheckOut, **PROBLEMS}
)
def change_restore_check(request: HttpRequest, pk: int, body: RestoreCheckPatch) -> RestoreCheck:
    """Correct what was recorded."""
    row = _check(request, pk, body.revision)
    kept = {name: getattr(row, name) for name in ("kind", "held_on", "subject", "result", "held_by")}
    values = _said(request, body, ("system", "measured_minutes", "data_age_minutes"))
    services.change_check(by=person_of(request), check=row, **{**kept, **values})
    return _check(request, pk)


@router.operation(
    "POST", "/restore-checks/{int:pk}/send", "continuity.manage", response={200: RestoreCheckOut, **PROBLEMS}
)
def send_restore_check(request: HttpRequest, pk: int, body: RestoreCheckSendIn) -> RestoreCheck:
    """Put a check before an executive. It is judged through its decision."""
    services.send_check(
        by=person_of(request),
        check=_check(request, pk),
        addressee=get_visible(Person, person_of(request), pk=body.addressee),
        reviewer=person_by_id(request, body.reviewer),
    )
    return _check(request, pk)


@router.operation(
    "POST",
    "/restore-checks/{int:pk}/findings",
    "continuity.manage",
    response={201: RestoreFindingOut, **PROBLEMS},
)
def record_restore_finding(request: HttpRequest, pk: int, body: RestoreFindingIn) -> Status[CheckFinding]:
    """Record what a check showed to be wrong, with its directive."""
    values = {**body.dict(), "addressee": get_visible(Person, person_of(request), pk=body.addressee)}
    made = services.record_finding(by=person_of(request), check=_check(request, pk), **values)
    return Status(201, made)


@router.operation(
    "POST",
    "/restore-findings/{int:pk}/direct",
    "continuity.manage",
    response={200: RestoreFindingOut, **PROBLEMS},
)
def direct_restore_finding(request: HttpRequest, pk: int, body: RestoreFindingDirectIn) -> CheckFinding:
    """Give a finding a new directive after the first was taken back."""
    finding = get_visible(CheckFinding, person_of(request), pk=pk)
    values = {**body.dict(), "addressee": get_visible(Person, person_of(request), pk=body.addressee)}
    return services.direct_finding(by=person_of(request), finding=finding, **values)
