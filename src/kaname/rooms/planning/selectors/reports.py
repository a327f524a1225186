"""Reads about status reports: which must be written or judged next, and all that one page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.decisions.selectors import Stage, people_who_may_decide, stages_of
from kaname.foundation.directives.models import Directive
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.engine import parameters_of
from kaname.rooms.planning.models import ReportKind, ReportStatus, StatusReport

from .sections import Material, ShownSection, highlights, material_of, shown

CONDITION = "status_report_received"
SOON_DAYS = 30


def intervals(institution: Institution) -> dict[str, int]:
    """How many months may pass between two reports of a kind, as the catalogue's conditions ask."""
    catalogue = current()
    values = parameters_of(institution, catalogue)
    uses = [use.params for _obligation, use in catalogue.uses() if use.condition == CONDITION]
    return {params["kind"]: _months(params["months"], values) for params in uses}


def obligation_of(kind: str) -> str:
    """The obligation that asks for a kind of report, or the empty text."""
    uses = ((o.id, use) for o, use in current().uses() if use.condition == CONDITION)
    return next((item for item, use in uses if use.params["kind"] == kind), "")


def _months(value: int | str, values: dict[str, int]) -> int:
    return values[value[1:]] if isinstance(value, str) else value


@dataclass(frozen=True)
class ReportStanding:
    """How one kind of report stands: the last one received, and the day by which the next is due."""

    kind: ReportKind
    months: int
    on: date
    last: StatusReport | None
    draft: StatusReport | None

    @property
    def due_on(self) -> date | None:
        """The last day on which the next report is in time; None as long as there never was one."""
        sent_on = self.last.sent_on if self.last else None
        return add_months(sent_on, self.months) if sent_on else None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is None or self.due_on < self.on

    @property
    def is_soon(self) -> bool:
        """Whether it should be written now: due within 30 days, late, or never received."""
        return self.due_on is None or self.due_on <= self.on + timedelta(days=SOON_DAYS)

    @cached_property
    def next_period(self) -> tuple[date, date]:
        """The days the next report should speak of: from where the last ended to the end of the last whole month."""
        ends_on = self.on.replace(day=1) - ONE_DAY
        starts_on = self.last.ends_on + ONE_DAY if self.last else add_months(ends_on + ONE_DAY, -self.months)
        if starts_on > ends_on:
            ends_on = max(starts_on, self.on)
        return starts_on, ends_on


def report_standings(institution: Institution, on: date) -> list[ReportStanding]:
    """One line for each kind of report. Two queries."""
    return _standings(institution, _kept_reports(institution), on)


def _kept_reports(institution: Institution) -> list[StatusReport]:
    """All reports but the withdrawn, newest first, without their material."""
    rows = StatusReport.objects.of(institution).exclude(status=ReportStatus.WITHDRAWN).with_people()
    return list(rows.defer("sections", "comments").order_by("-sent_at", "-pk"))


def _standings(institution: Institution, rows: Iterable[StatusReport], on: date) -> list[ReportStanding]:
    months = intervals(institution)
    newest: dict[str, StatusReport] = {}
    drafts: dict[str, StatusReport] = {}
    for row in rows:
        (drafts if row.is_draft else newest).setdefault(row.kind, row)
    return [
        ReportStanding(kind, months.get(kind, 12), on, newest.get(kind), drafts.get(kind))
        for kind in ReportKind
    ]


def report_standing(institution: Institution, kind: str, on: date) -> ReportStanding:
    """How one kind of report stands."""
    return next(row for row in report_standings(institution, on) if row.kind == kind)


def received_reports(institution: Institution, kind: str) -> list[StatusReport]:
    """Every report of a kind that an executive received, newest first, without its material."""
    rows = StatusReport.objects.of(institution).received().filter(kind=kind)
    return list(rows.defer("sections").order_by("-sent_at", "-pk"))


def report_rows(person: Person) -> QuerySet[StatusReport]:
    """The reports a person may see, for lists: of each only what a list shows."""
    return StatusReport.objects.visible_to(person).with_people().defer("sections", "comments")  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Desk:
    """What the list says first: how each kind stands, and what waits for whoever looks."""

    standings: list[ReportStanding]
    to_judge: list[StatusReport]
    to_order: list[StatusReport]


def desk(person: Person, on: date) -> Desk:
    """What must be written or judged next, as this person sees it. Three queries at most."""
    rows = _kept_reports(person.institution)
    return Desk(
        standings=_standings(person.institution, rows, on),
        to_judge=[row for row in reversed(rows) if _awaits(row, person)],
        to_order=without_directive([row for row in rows if row.judged_by_id == person.pk]),
    )


def _awaits(row: StatusReport, person: Person) -> bool:
    decision = row.decision
    if row.status != ReportStatus.SENT or decision is None:
        return False
    return decision.status == DecisionStatus.PENDING and decision.awaiting_id == person.pk


def without_directive(rows: Iterable[StatusReport]) -> list[StatusReport]:
    """Those on which improvement was ordered while nobody has been told anything because of them."""
    ordered = {ref_of(row): row for row in rows if row.awaits_directive}
    if not ordered:
        return []
    institution = next(iter(ordered.values())).institution_id
    found = Directive._default_manager.filter(institution=institution, origin__in=list(ordered))
    told = set(found.values_list("origin", flat=True))
    return [row for ref, row in ordered.items() if ref not in told]


def material(report: StatusReport) -> Material:
    """What the report rests on: frozen once it was sent, read anew while it is a draft."""
    if not report.is_draft:
        stored: Material = report.sections
        return stored
    return material_of(report.institution, report.kind, report.period)


def executives_for(by: Person) -> QuerySet[Person]:
    """To whom a report can be sent: executives of today, never its author."""
    return people_who_may_decide(by)


@dataclass(frozen=True)
class ReportPage:
    """All that the page of a report shows."""

    report: StatusReport
    sections: list[ShownSection]
    highlights: list[str]
    versions: list[StatusReport]
    directives: list[Directive]
    stages: list[Stage]

    @property
    def attention(self) -> list[str]:
        """What somebody should decide or do, from all sections."""
        return [line for section in self.sections for line in section.attention]

    @property
    def ref(self) -> str:
        """Its product-wide name."""
        return ref_of(self.report)

    @property
    def is_sent_back(self) -> bool:
        """Whether its request came back to the author undecided."""
        decision = self.report.decision
        return decision is not None and decision.status == DecisionStatus.RETURNED

    @property
    def successor(self) -> StatusReport | None:
        """The version that replaced it."""
        later = [row for row in self.versions if row.version > self.report.version]
        return later[-1] if later else None


def report_page(report: StatusReport, person: Person) -> ReportPage:
    """A report as this person may see it."""
    sections = shown(material(report), report.comments)
    assessment = str(report.get_assessment_display()) if report.assessment else ""
    same = report_rows(person).filter(fiscal_year=report.fiscal_year, serial=report.serial)
    return ReportPage(
        report=report,
        sections=sections,
        highlights=highlights(sections, assessment),
        versions=list(same.exclude(pk=report.pk)),
        directives=directives_from(report, person),
        stages=stages_of(report.decision) if report.decision else [],
    )


def directives_from(report: StatusReport, person: Person) -> list[Directive]:
    """What people were told because of a report."""
    rows = Directive.objects.visible_to(person).filter(origin=ref_of(report)).with_people()
    return list(rows.order_by("due_on", "pk"))
