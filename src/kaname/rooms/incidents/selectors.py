"""Reads of incidents: rows a person may see, and everything the command page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.selectors import office_holidays
from kaname.foundation.decisions.models import Decision, DecisionStatus

from .choices import ReportState
from .clocks.reckoning import Clock, ClockState, clocks_of
from .clocks.rules import shipped_rules
from .clocks.stops import Filing, Waiver
from .drafts import Source
from .keys import DECIDE, WAIVE
from .models import (
    CareFunction,
    FactSheet,
    Incident,
    IncidentReport,
    IncidentTask,
    LogLine,
    PreservedItem,
    TeamMember,
)

PRESSING = (ClockState.LATE, ClockState.TO_DECIDE, ClockState.WARNED, ClockState.RUNNING)


def incident_rows(person: Person) -> Any:
    """The incidents this person may see, newest first."""
    return Incident.objects.visible_to(person).select_related("alarm_by", "declared_by", "system")


def newest_sheet(incident: Incident) -> FactSheet:
    """What is known now."""
    return FactSheet.objects.filter(incident=incident).order_by("-version").first()  # type: ignore[return-value]


def sheets_of(incident: Incident) -> list[FactSheet]:
    """All versions of the facts, oldest first."""
    rows = FactSheet.objects.filter(incident=incident).select_related("written_by").order_by("version")
    for row in rows:
        row.incident = incident
    return list(rows)


def decisions_of(incident: Incident) -> list[Decision]:
    """What was decided about it, on the spot and otherwise, in order of time."""
    rows = Decision.objects.of(incident.institution).filter(subject_ref=ref_of(incident))
    rows = rows.filter(status=DecisionStatus.DECIDED).select_related("decided_by", "requested_by")
    return list(rows.order_by("decided_at", "pk"))


def moment_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Those of the moment."""
    return [row for row in decisions if row.kind == DECIDE]


def undone(decisions: Iterable[Decision]) -> set[str]:
    """The numbers of the decisions that a later one took back."""
    return {str(row.proposal["undoes"]) for row in decisions if row.proposal.get("undoes")}


def standing_decision(decisions: Sequence[Decision], moment: str) -> Decision | None:
    """The newest decision of the moment about something that was not taken back."""
    gone = undone(decisions)
    rows = [
        d
        for d in moment_decisions(decisions)
        if d.proposal.get("moment") == moment and d.number not in gone and not d.proposal.get("undoes")
    ]
    return rows[-1] if rows else None


def source_of(incident: Incident) -> Source:
    """Everything a draft is made from, as it stands now."""
    return Source(
        incident=incident,
        sheet=newest_sheet(incident),
        functions=list(incident.functions.order_by("order", "pk")),
        items=list(incident.items.order_by("pk")),
        decisions=moment_decisions(decisions_of(incident)),
    )


def clocks_for(
    incident: Incident,
    *,
    now: datetime,
    sheets: Sequence[FactSheet] | None = None,
    decisions: Sequence[Decision] | None = None,
    reports: Sequence[IncidentReport] | None = None,
) -> list[Clock]:
    """Every statutory clock of an incident at a moment, in the order of the rules.

    An exercise has none. Source: 個人情報保護法 第26条, 経営管理編 3.4.3 ①
    """
    if incident.is_exercise:
        return []
    sheets = sheets_of(incident) if sheets is None else sheets
    decided = decisions_of(incident) if decisions is None else decisions
    if reports is None:
        reports = list(IncidentReport.objects.filter(incident=incident).select_related("sheet"))
    moments = moment_decisions(decided)
    return clocks_of(
        shipped_rules(),
        [sheet.facts(moments) for sheet in sheets],
        now=now,
        closed=office_holidays(),
        filings=[
            Filing(r.clock, r.sent_at, r.sheet.version)
            for r in reports
            if r.state == ReportState.SENT and r.sent_at is not None
        ],
        waivers=_waivers(decided),
    )


def _waivers(decided: Iterable[Decision]) -> list[Waiver]:
    return [
        Waiver(
            str(d.proposal["clock"]), str(d.proposal["exemption"]), d.decided_at, int(d.proposal["version"])
        )
        for d in decided
        if d.kind == WAIVE and d.is_approved and d.decided_at is not None
    ]


@dataclass(frozen=True)
class CommandView:
    """All that the command page shows of an incident, read at one moment."""

    incident: Incident
    now: datetime
    functions: list[CareFunction]
    open_tasks: list[IncidentTask]
    done_tasks: list[IncidentTask]
    lines: list[LogLine]
    team: list[TeamMember]
    items: list[PreservedItem]
    sheets: list[FactSheet]
    decisions: list[Decision]
    reports: list[IncidentReport]
    clocks: list[Clock]

    @property
    def sheet(self) -> FactSheet:
        return self.sheets[-1]

    @property
    def late(self) -> list[Clock]:
        """Duties past their time."""
        return [c for c in self.clocks if c.state == ClockState.LATE]

    @property
    def pressing(self) -> list[Clock]:
        """Duties that still ask for something, the most urgent first."""
        order = {state: n for n, state in enumerate(PRESSING)}
        rows = [c for c in self.clocks if c.state in order]
        far = datetime.max.replace(tzinfo=self.now.tzinfo)
        return sorted(rows, key=lambda c: (order[c.state], c.due.due_at if c.due else far))


def command_view(incident: Incident, now: datetime) -> CommandView:
    """Everything of one incident, in a fixed number of queries."""
    sheets, decisions = sheets_of(incident), decisions_of(incident)
    reports = list(incident.reports.select_related("sheet").order_by("pk"))
    tasks = list(incident.tasks.select_related("assignee", "done_by").order_by("due_at", "pk"))
    return CommandView(
        incident=incident,
        now=now,
        functions=list(incident.functions.select_related("owner").order_by("order", "pk")),
        open_tasks=[t for t in tasks if t.done_at is None],
        done_tasks=[t for t in tasks if t.done_at is not None],
        lines=list(incident.lines.select_related("recorded_by", "decision").order_by("-occurred_at", "-pk")),
        team=list(
            incident.team.filter(ends_at__isnull=True).select_related("person", "deputy").order_by("pk")
        ),
        items=list(incident.items.select_related("system", "preserved_by").order_by("pk")),
        sheets=sheets,
        decisions=decisions,
        reports=reports,
        clocks=clocks_for(incident, now=now, sheets=sheets, decisions=decisions, reports=reports),
    )


def major_incidents(institution: Institution) -> list[Incident]:
    """Grave ones that were taken up, newest first, with whom they concern."""
    return list(Incident.objects.of(institution).major().order_by("-alarm_at", "-pk"))


def running_incidents(person: Person) -> Any:
    """What is being dealt with now, for whoever governs; nothing for others."""
    rows = incident_rows(person).running()
    return rows if policy.may(person, "incidents.view") else rows.none()


def corrected_lines(lines: Iterable[LogLine]) -> dict[int, LogLine]:
    """By the number of a line, the line that takes its place."""
    return {line.corrects_id: line for line in lines if line.corrects_id is not None}


def grouped(rows: Iterable[IncidentReport]) -> dict[str, list[IncidentReport]]:
    """Reports by the duty they serve."""
    found: dict[str, list[IncidentReport]] = defaultdict(list)
    for row in rows:
        found[row.clock].append(row)
    return found
