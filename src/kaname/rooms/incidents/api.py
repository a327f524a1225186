"""Incidents over REST: the alarm, the log, facts, decisions of the moment, clocks, and reports that were filed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import (
    PROBLEMS,
    NamedPersonOut,
    Paged,
    PersonRouter,
    part,
    person_of,
    somebody,
)
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock as house_clock
from kaname.foundation.contacts.models import AnnouncementTemplate
from kaname.foundation.decisions.models import Decision
from kaname.foundation.ledger.api import Instant

from . import selectors, services, shown
from .choices import (
    CareState,
    EvidenceState,
    Gravity,
    IncidentStatus,
    LineKind,
    Moment,
    Precision,
    TeamRole,
)
from .clocks.reckoning import Clock
from .closing import closing_checks
from .models import CareFunction, Incident, IncidentReport, IncidentTask, PreservedItem
from .models.facts import CauseKind, DataKind, StandingKind, SurenessKind

router = PersonRouter(tags=["incidents"])
_ID = Field(None, ge=1, le=2**62)
_MOST = 200_000_000


class IncidentOut(Schema):
    """An incident; `occurred_at` may be corrected, `alarm_at` never changes."""

    id: int
    ref: str
    number: str
    title: str
    status: IncidentStatus
    severity: Gravity | None
    what: str
    place: str
    occurred_at: datetime
    occurred_precision: Precision
    occurred_source: str
    alarm_by: NamedPersonOut
    alarm_at: datetime
    declared_at: datetime | None
    investigation_due_on: date | None
    closed_on: date | None
    revision: int

    @staticmethod
    def resolve_ref(incident: Incident) -> str:
        return ref_of(incident)

    @staticmethod
    def resolve_severity(incident: Incident) -> str | None:
        return incident.severity or None


class IncidentsOut(Schema):
    """Some of the incidents, and how many there are in all."""

    count: int
    items: list[IncidentOut]


class IncidentFilter(Paged):
    """Which incidents to list."""

    status: IncidentStatus | None = None


class AlarmIn(Schema):
    """What is wrong, where, since when."""

    what: str = Field(max_length=2_000)
    place: str = Field("", max_length=200)
    occurred_at: Instant | None = None
    precision: Precision = Precision.ABOUT


class DeclareIn(Schema):
    """The name of an incident and how grave it is."""

    title: str = Field(max_length=120)
    severity: Gravity
    revision: int | None = None


class DismissIn(Schema):
    """Why an alarm was no incident."""

    reason: str = Field(max_length=300)
    revision: int | None = None


class LogLineOut(Schema):
    """A line of the log."""

    id: int
    kind: LineKind
    text: str
    occurred_at: datetime
    precision: Precision
    source: str
    recorded_at: datetime
    recorded_by: NamedPersonOut
    corrects: int | None
    key: str

    @staticmethod
    def resolve_corrects(line: Any) -> int | None:
        found: int | None = line.corrects_id
        return found


class LogLinesOut(Schema):
    """Some lines of the log, in order of time, and how many there are in all."""

    count: int
    items: list[LogLineOut]


class LogLineIn(Schema):
    """A line to write; `key` is the caller's own name for it: the same key twice is kept once."""

    text: str = Field(max_length=5_000)
    kind: LineKind = LineKind.LOG
    occurred_at: Instant | None = None
    precision: Precision = Precision.EXACT
    source: str = Field("", max_length=200)
    item: int | None = _ID
    unpreserved_reason: str = Field("", max_length=300)
    key: str = Field("", max_length=64)


class FactsPatch(Schema):
    """What to change of the facts; what is left out stays. `version` is the one that was read."""

    change_note: str = Field(max_length=300)
    version: int | None = Field(None, ge=1, le=2**31)
    detected_at: Instant | None = None
    aware_at: Instant | None = None
    aware_department: str | None = Field(None, max_length=100)
    vendor_aware_at: Instant | None = None
    harm_judged_at: Instant | None = None
    cause: CauseKind | None = None
    suspects_attack: bool | None = None
    leak: SurenessKind | None = None
    damage: SurenessKind | None = None
    data: list[DataKind] | None = Field(None, max_length=10)
    persons_min: int | None = Field(None, ge=0, le=_MOST)
    persons_max: int | None = Field(None, ge=0, le=_MOST)
    affects_care: bool | None = None
    expects_press: bool | None = None
    may_have_harmed: bool | None = None
    standing: StandingKind | None = None
    is_strongly_encrypted: bool | None = None
    is_recovered_unseen: bool | None = None
    is_same_data_kept: bool | None = None
    is_designated_operator: bool | None = None
    is_insured: bool | None = None
    overview: str | None = Field(None, max_length=5_000)
    care_impact: str | None = Field(None, max_length=5_000)
    patients_affected: int | None = Field(None, ge=0, le=_MOST)
    data_items: str | None = Field(None, max_length=5_000)
    cause_text: str | None = Field(None, max_length=5_000)
    cause_unknowable: str | None = Field(None, max_length=5_000)
    secondary_harm: str | None = Field(None, max_length=5_000)
    to_persons: str | None = Field(None, max_length=5_000)
    publication: str | None = Field(None, max_length=5_000)
    prevention: str | None = Field(None, max_length=5_000)
    other: str | None = Field(None, max_length=5_000)
    actions: str | None = Field(None, max_length=5_000)
    police: str | None = Field(None, max_length=5_000)
    support_needed: str | None = Field(None, max_length=5_000)
    next_update_at: Instant | None = None
    ransom_note: str | None = Field(None, max_length=5_000)
    extension: str | None = Field(None, max_length=100)
    strain: str | None = Field(None, max_length=100)
    intrusion_path: str | None = Field(None, max_length=5_000)
    indicators: str | None = Field(None, max_length=5_000)
    shares_with_nco: bool | None = None


class FactsOut(Schema):
    """One version of the facts."""

    version: int
    known_at: datetime
    written_by: NamedPersonOut
    change_note: str
    detected_at: datetime | None
    aware_at: datetime | None
    aware_department: str
    vendor_aware_at: datetime | None
    harm_judged_at: datetime | None
    cause: CauseKind
    suspects_attack: bool
    leak: SurenessKind
    damage: SurenessKind
    data: list[DataKind]
    persons_min: int
    persons_max: int | None
    affects_care: bool
    expects_press: bool
    may_have_harmed: bool
    standing: StandingKind
    is_strongly_encrypted: bool
    is_recovered_unseen: bool
    is_same_data_kept: bool
    is_designated_operator: bool
    is_insured: bool
    overview: str
    care_impact: str
    patients_affected: int | None
    data_items: str
    cause_text: str
    cause_unknowable: str
    secondary_harm: str
    to_persons: str
    publication: str
    prevention: str
    other: str
    actions: str
    police: str
    support_needed: str
    next_update_at: datetime | None
    ransom_note: str
    extension: str
    strain: str
    intrusion_path: str
    indicators: str
    shares_with_nco: bool


class MomentIn(Schema):
    """A decision of the moment; `choice` is DO or DO_NOT, `decided_by` who decided if not the caller."""

    moment: Moment
    text: str = Field(max_length=300)
    choice: str = Field("DO", pattern="^(DO|DO_NOT)$")
    reason: str = Field("", max_length=2_000)
    decided_by: int | None = _ID
    decided_at: Instant | None = None
    key: str = Field("", max_length=64)


class UndoIn(Schema):
    """Why a decision is taken back, and by whom if not the caller."""

    reason: str = Field(max_length=2_000)
    decided_by: int | None = _ID


class MomentOut(Schema):
    """A decision of the moment: `role` is the capacity in which it was made, `undone` whether a later one took it back."""

    id: int
    number: str
    moment: str
    text: str
    choice: str
    reason: str
    role: str
    decided_by: NamedPersonOut
    decided_at: datetime
    undoes: str
    undone: bool


class ClockOut(Schema):
    """A duty to tell somebody: `raw_deadline` by mere counting, `due` after the shift, `due_at` the first instant too late."""

    id: str
    recipient: str
    legal_force: str
    basis: str
    channel: str
    starts: datetime | None
    raw_deadline: date | None
    due: date | None
    due_at: datetime | None
    state: str
    is_late: bool
    why: list[str]
    earlier: list[datetime]
    exemptions_suggested: list[str]


class IncidentReportOut(Schema):
    """A report: what was sent is frozen, with the SHA-256 of its text; `facts_version` is what it was made from."""

    id: int
    clock: str
    serial: int
    facts_version: int
    is_stale: bool
    title: str
    body: str
    state: str
    sent_at: datetime | None
    sent_by: NamedPersonOut | None
    channel: str
    recipient: str
    receipt: str
    body_sha256: str
    revision: int


class IncidentReportIn(Schema):
    """For which duty the next report is to be drafted; `template`: the prepared text it begins from, by id."""

    clock: str = Field(max_length=40)
    template: int | None = None


class IncidentReportPatch(Schema):
    """The text of a draft."""

    title: str | None = Field(None, max_length=200)
    body: str | None = Field(None, max_length=20_000)
    revision: int | None = None


class IncidentReportSentIn(Schema):
    """That a report went out."""

    channel: str = Field(max_length=200)
    recipient: str = Field(max_length=200)
    sent_at: Instant | None = None
    receipt: str = Field("", max_length=200)
    revision: int | None = None


class BoardFunctionOut(Schema):
    """A function of care on the board."""

    id: int
    name: str
    state: CareState
    impact: str
    owner: NamedPersonOut | None
    next_check_at: datetime | None
    changed_at: datetime
    revision: int


class BoardFunctionPatch(Schema):
    """How a function of care goes on now."""

    state: CareState
    impact: str = Field("", max_length=200)
    owner: int | None = _ID
    next_check_at: Instant | None = None
    revision: int | None = None


class IncidentTaskOut(Schema):
    """Something asked."""

    id: int
    text: str
    assignee: NamedPersonOut | None
    due_at: datetime | None
    done_at: datetime | None
    outcome: str
    revision: int


class IncidentTaskIn(Schema):
    """Something to ask."""

    text: str = Field(max_length=300)
    assignee: int | None = _ID
    due_at: Instant | None = None


class IncidentTaskDoneIn(Schema):
    """What came of it."""

    outcome: str = Field("", max_length=300)
    revision: int | None = None


class IncidentRoleOut(Schema):
    """Who answers for what."""

    id: int
    role: TeamRole
    person: NamedPersonOut
    deputy: NamedPersonOut | None
    starts_at: datetime


class IncidentRoleIn(Schema):
    """Who is to answer for what; a change of hands needs the note."""

    role: TeamRole
    person: int = Field(ge=1, le=2**62)
    deputy: int | None = _ID
    handover: str = Field("", max_length=5_000)


class PreservedItemOut(Schema):
    """Something to be saved."""

    id: int
    name: str
    state: EvidenceState
    method: str
    kept_at: str
    digest: str
    preserved_at: datetime | None
    revision: int


class PreservedItemIn(Schema):
    """What is to be saved."""

    name: str = Field(max_length=200)


class ItemPreservedIn(Schema):
    """That it was saved, and how."""

    method: str = Field(max_length=200)
    kept_at: str = Field("", max_length=200)
    digest: str = Field("", max_length=200)
    preserved_at: Instant | None = None
    revision: int | None = None


class ClosingCheckOut(Schema):
    """A line of what must be complete before the incident may be closed."""

    label: str
    is_done: bool
    detail: str


def _incident(request: HttpRequest, pk: int, revision: int | None = None) -> Incident:
    incident: Incident = narrow(selectors.incident_rows(person_of(request)), pk=pk)
    incident.revision = incident.revision if revision is None else revision
    return incident


def _row(request: HttpRequest, model: Any, pk: int, revision: int | None = None) -> Any:
    row = get_visible(model, person_of(request), pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


@router.operation("GET", "/incidents", "incidents.view", response=IncidentsOut)
def list_incidents(request: HttpRequest, wanted: Query[IncidentFilter]) -> dict[str, Any]:
    """The incidents, newest first."""
    rows = selectors.incident_rows(person_of(request)).real()
    return part(rows.filter(status=wanted.status) if wanted.status else rows, wanted)


@router.operation("POST", "/incidents", "incidents.alarm", response={201: IncidentOut, **PROBLEMS})
def raise_alarm(request: HttpRequest, body: AlarmIn) -> Status[Incident]:
    """Say that something is wrong; whoever answers for the systems is told at once."""
    return Status(201, services.raise_alarm(by=person_of(request), **body.dict()))


@router.operation("GET", "/incidents/{int:pk}", "incidents.alarm", response={200: IncidentOut, **PROBLEMS})
def read_incident(request: HttpRequest, pk: int) -> Incident:
    """One incident; who does not govern finds those they reported."""
    return _incident(request, pk)


@router.operation(
    "POST", "/incidents/{int:pk}/declare", "incidents.work", response={200: IncidentOut, **PROBLEMS}
)
def declare_incident(request: HttpRequest, pk: int, body: DeclareIn) -> Incident:
    """Take an alarm up as an incident."""
    incident = _incident(request, pk, body.revision)
    services.declare(by=person_of(request), incident=incident, title=body.title, severity=body.severity)
    return _incident(request, pk)


@router.operation(
    "POST", "/incidents/{int:pk}/dismiss", "incidents.work", response={200: IncidentOut, **PROBLEMS}
)
def dismiss_alarm(request: HttpRequest, pk: int, body: DismissIn) -> Incident:
    """Say why an alarm was no incident."""
    services.dismiss(
        by=person_of(request), incident=_incident(request, pk, body.revision), reason=body.reason
    )
    return _incident(request, pk)


@router.operation("GET", "/incidents/{int:pk}/log", "incidents.view", response={200: LogLinesOut, **PROBLEMS})
def read_log(request: HttpRequest, pk: int, wanted: Query[Paged]) -> dict[str, Any]:
    """The log, in order of time."""
    rows = _incident(request, pk).lines.select_related("recorded_by").order_by("occurred_at", "pk")
    return part(rows, wanted)


@router.operation("POST", "/incidents/{int:pk}/log", "incidents.work", response={201: LogLineOut, **PROBLEMS})
def write_line(request: HttpRequest, pk: int, body: LogLineIn) -> Status[Any]:
    """Write a line of the log."""
    values = body.dict()
    item = _row(request, PreservedItem, body.item) if body.item is not None else None
    line = services.write_line(
        by=person_of(request), incident=_incident(request, pk), **{**values, "item": item}
    )
    return Status(201, line)


@router.operation(
    "GET", "/incidents/{int:pk}/facts", "incidents.view", response={200: list[FactsOut], **PROBLEMS}
)
def read_facts(request: HttpRequest, pk: int) -> list[Any]:
    """All versions of the facts, oldest first."""
    return list(selectors.sheets_of(_incident(request, pk)))


_MAY_BE_NOTHING = frozenset(
    {"detected_at", "vendor_aware_at", "harm_judged_at", "persons_max", "patients_affected", "next_update_at"}
)


@router.operation("POST", "/incidents/{int:pk}/facts", "incidents.work", response={201: FactsOut, **PROBLEMS})
def revise_facts(request: HttpRequest, pk: int, body: FactsPatch) -> Status[Any]:
    """Write the next version of the facts; deadlines follow."""
    said = body.dict(exclude_unset=True)
    values = {name: value for name, value in said.items() if value is not None or name in _MAY_BE_NOTHING}
    if "data" in values:
        values["data"] = [str(kind.value) for kind in values["data"]]
    sheet = services.revise_facts(by=person_of(request), incident=_incident(request, pk), **values)
    return Status(201, sheet)


def _moment(decision: Decision, gone: set[str]) -> dict[str, Any]:
    return {
        "id": decision.pk,
        "number": decision.number,
        "moment": decision.proposal.get("moment", ""),
        "text": decision.question,
        "choice": decision.choice,
        "reason": decision.reason,
        "role": decision.proposal.get("role", ""),
        "decided_by": decision.decided_by,
        "decided_at": decision.decided_at,
        "undoes": decision.proposal.get("undoes", ""),
        "undone": decision.number in gone,
    }


@router.operation(
    "GET", "/incidents/{int:pk}/decisions", "incidents.view", response={200: list[MomentOut], **PROBLEMS}
)
def read_moments(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """The decisions of the moment, in order of time."""
    rows = selectors.moment_decisions(selectors.decisions_of(_incident(request, pk)))
    gone = selectors.undone(rows)
    return [_moment(row, gone) for row in rows]


@router.operation(
    "POST", "/incidents/{int:pk}/decisions", "incidents.request", response={201: MomentOut, **PROBLEMS}
)
def decide(request: HttpRequest, pk: int, body: MomentIn) -> Status[dict[str, Any]]:
    """Write down a decision of the moment."""
    values = {**body.dict(), "decided_by": somebody(request, body.decided_by)}
    made = services.decide_on_the_spot(by=person_of(request), incident=_incident(request, pk), **values)
    return Status(201, _moment(made, set()))


@router.operation(
    "POST",
    "/incidents/{int:pk}/decisions/{int:decision_id}/undo",
    "incidents.request",
    response={201: MomentOut, **PROBLEMS},
)
def undo_decision(request: HttpRequest, pk: int, decision_id: int, body: UndoIn) -> Status[dict[str, Any]]:
    """Take a decision of the moment back, by a new one."""
    made = services.undo_decision(
        by=person_of(request),
        incident=_incident(request, pk),
        decision=_row(request, Decision, decision_id),
        reason=body.reason,
        decided_by=somebody(request, body.decided_by),
    )
    return Status(201, _moment(made, set()))


@router.operation(
    "GET", "/incidents/{int:pk}/clocks", "incidents.view", response={200: list[ClockOut], **PROBLEMS}
)
def read_clocks(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """Every duty to tell somebody, with its deadline, its state and why."""
    now = house_clock.now()
    return [_clock(c, now) for c in selectors.clocks_for(_incident(request, pk), now=now)]


def _clock(found: Clock, now: datetime) -> dict[str, Any]:
    words = shown.show_clock(found, now)
    due = found.due
    return {
        "id": found.rule.id,
        "recipient": words.recipient,
        "legal_force": found.rule.legal_force,
        "basis": found.rule.basis,
        "channel": words.channel,
        "starts": due.starts_at if due else None,
        "raw_deadline": due.raw_on if due else None,
        "due": due.due_on if due else None,
        "due_at": due.due_at if due else None,
        "state": found.state,
        "is_late": found.is_late,
        "why": list(words.why),
        "earlier": [row.due_at for row in found.earlier],
        "exemptions_suggested": list(found.exemptions_suggested),
    }


def _report(report: IncidentReport, newest: int) -> dict[str, Any]:
    names = (
        "id", "clock", "serial", "title", "body", "state", "sent_at", "sent_by", "channel", "recipient", "receipt",
        "body_sha256", "revision",
    )  # fmt: skip
    values = {name: getattr(report, name) for name in names}
    return {
        **values,
        "facts_version": report.sheet.version,
        "is_stale": report.sheet.version < newest,
    }


@router.operation(
    "GET",
    "/incidents/{int:pk}/reports",
    "incidents.view",
    response={200: list[IncidentReportOut], **PROBLEMS},
)
def read_reports(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """The reports, drafts and sent ones."""
    incident = _incident(request, pk)
    newest = selectors.newest_sheet(incident).version
    rows = incident.reports.select_related("sheet", "sent_by").order_by("pk")
    return [_report(row, newest) for row in rows]


def _shown_report(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = _row(request, IncidentReport, pk)
    return _report(row, selectors.newest_sheet(row.incident).version)


@router.operation(
    "POST", "/incidents/{int:pk}/reports", "incidents.work", response={201: IncidentReportOut, **PROBLEMS}
)
def draft_report(request: HttpRequest, pk: int, body: IncidentReportIn) -> Status[dict[str, Any]]:
    """Draft the next report of a duty from the newest facts, or from a text that was prepared for it."""
    incident = _incident(request, pk)
    template = _row(request, AnnouncementTemplate, body.template) if body.template is not None else None
    made = services.draft_report(
        by=person_of(request), incident=incident, clock_id=body.clock, template=template
    )
    return Status(201, _shown_report(request, made.pk))


@router.operation(
    "PATCH", "/incident-reports/{int:pk}", "incidents.work", response={200: IncidentReportOut, **PROBLEMS}
)
def change_draft(request: HttpRequest, pk: int, body: IncidentReportPatch) -> dict[str, Any]:
    """Change the text of a draft."""
    row = _row(request, IncidentReport, pk, body.revision)
    title, text = body.title or row.title, body.body or row.body
    services.change_draft(by=person_of(request), report=row, title=title, body=text)
    return _shown_report(request, pk)


@router.operation(
    "POST", "/incident-reports/{int:pk}/sent", "incidents.work", response={200: IncidentReportOut, **PROBLEMS}
)
def record_sent(request: HttpRequest, pk: int, body: IncidentReportSentIn) -> dict[str, Any]:
    """Record that a report went out; from then on it is frozen."""
    values = body.dict(exclude={"revision"})
    services.record_sent(
        by=person_of(request), report=_row(request, IncidentReport, pk, body.revision), **values
    )
    return _shown_report(request, pk)


@router.operation(
    "GET",
    "/incidents/{int:pk}/functions",
    "incidents.view",
    response={200: list[BoardFunctionOut], **PROBLEMS},
)
def read_board(request: HttpRequest, pk: int) -> list[CareFunction]:
    """How care goes on."""
    return list(_incident(request, pk).functions.select_related("owner").order_by("order", "pk"))


@router.operation(
    "PATCH", "/incident-functions/{int:pk}", "incidents.work", response={200: BoardFunctionOut, **PROBLEMS}
)
def set_function(request: HttpRequest, pk: int, body: BoardFunctionPatch) -> Any:
    """Say how a function of care goes on now."""
    values = {**body.dict(exclude={"revision"}), "owner": somebody(request, body.owner)}
    return services.set_function(
        by=person_of(request), function=_row(request, CareFunction, pk, body.revision), **values
    )


@router.operation(
    "GET", "/incidents/{int:pk}/tasks", "incidents.view", response={200: list[IncidentTaskOut], **PROBLEMS}
)
def read_tasks(request: HttpRequest, pk: int) -> list[IncidentTask]:
    """What was asked."""
    return list(_incident(request, pk).tasks.select_related("assignee").order_by("pk"))


@router.operation(
    "POST", "/incidents/{int:pk}/tasks", "incidents.work", response={201: IncidentTaskOut, **PROBLEMS}
)
def ask_task(request: HttpRequest, pk: int, body: IncidentTaskIn) -> Status[IncidentTask]:
    """Ask somebody for something."""
    values = {**body.dict(), "assignee": somebody(request, body.assignee)}
    return Status(201, services.ask_task(by=person_of(request), incident=_incident(request, pk), **values))


@router.operation(
    "POST", "/incident-tasks/{int:pk}/done", "incidents.work", response={200: IncidentTaskOut, **PROBLEMS}
)
def finish_task(request: HttpRequest, pk: int, body: IncidentTaskDoneIn) -> Any:
    """Say that it is done."""
    return services.finish_task(
        by=person_of(request), task=_row(request, IncidentTask, pk, body.revision), outcome=body.outcome
    )


@router.operation(
    "GET", "/incidents/{int:pk}/team", "incidents.view", response={200: list[IncidentRoleOut], **PROBLEMS}
)
def read_team(request: HttpRequest, pk: int) -> list[Any]:
    """Who answers for what now."""
    rows = _incident(request, pk).team.filter(ends_at__isnull=True)
    return list(rows.select_related("person", "deputy").order_by("pk"))


@router.operation(
    "POST", "/incidents/{int:pk}/team", "incidents.work", response={201: IncidentRoleOut, **PROBLEMS}
)
def assign_role(request: HttpRequest, pk: int, body: IncidentRoleIn) -> Status[Any]:
    """Give a role to somebody."""
    person = somebody(request, body.person)
    if person is None:
        raise Http404("person")
    made = services.assign_role(
        by=person_of(request),
        incident=_incident(request, pk),
        role=body.role,
        person=person,
        deputy=somebody(request, body.deputy),
        handover=body.handover,
    )
    return Status(201, made)


@router.operation(
    "GET",
    "/incidents/{int:pk}/evidence",
    "incidents.view",
    response={200: list[PreservedItemOut], **PROBLEMS},
)
def read_evidence(request: HttpRequest, pk: int) -> list[PreservedItem]:
    """What is to be saved, and what was."""
    return list(_incident(request, pk).items.order_by("pk"))


@router.operation(
    "POST", "/incidents/{int:pk}/evidence", "incidents.work", response={201: PreservedItemOut, **PROBLEMS}
)
def list_item(request: HttpRequest, pk: int, body: PreservedItemIn) -> Status[Any]:
    """Name something to be saved."""
    made = services.list_item(by=person_of(request), incident=_incident(request, pk), name=body.name)
    return Status(201, made)


@router.operation(
    "POST",
    "/incident-evidence/{int:pk}/preserved",
    "incidents.work",
    response={200: PreservedItemOut, **PROBLEMS},
)
def preserve_item(request: HttpRequest, pk: int, body: ItemPreservedIn) -> Any:
    """Record that it was saved."""
    return services.preserve_item(
        by=person_of(request),
        item=_row(request, PreservedItem, pk, body.revision),
        **body.dict(exclude={"revision"}),
    )


@router.operation(
    "GET", "/incidents/{int:pk}/closing", "incidents.view", response={200: list[ClosingCheckOut], **PROBLEMS}
)
def read_closing(request: HttpRequest, pk: int) -> list[Any]:
    """What must be complete before the incident may be closed."""
    return list(closing_checks(_incident(request, pk)))
