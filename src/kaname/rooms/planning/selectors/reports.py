"""Reads about status reports: which must be written or judged next, and all that one page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.decisions.selectors import Stage, people_who_may_decide, stages_of
from kaname.foundation.directives.models import Directive
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.engine import parameters_of
from kaname.rooms.planning.models import ReportKind, ReportStatus, ReportVerdict, StatusReport

from .sections import Material, ShownSection, highlights, material_of, shown

ONE_DAY = timedelta(days=1)
CONDITION = "status_report_received"


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
    unsettled: tuple[StatusReport, ...]

    @property
    def due_on(self) -> date | None:
        """The last day on which the next report is in time; None as long as there never was one."""
        sent_on = self.last.sent_on if self.last else None
        return add_months(sent_on, self.months) if sent_on else None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is None or self.due_on < self.on

    def is_due_within(self, days: int) -> bool:
        """Whether it must be sent within so many days, or is late."""
        return self.due_on is None or self.due_on <= self.on + timedelta(days=days)

    @cached_property
    def next_period(self) -> tuple[date, date]:
        """The days the next report should speak of: from where the last ended to the end of the last whole month."""
        ends_on = self.on.replace(day=1) - ONE_DAY
        starts_on = self.last.ends_on + ONE_DAY if self.last else add_months(ends_on + ONE_DAY, -self.months)
        if starts_on > ends_on:
            ends_on = max(starts_on, self.on)
        return starts_on, ends_on


def report_standings(institution: Institution, on: date) -> list[ReportStanding]:
    """One line for each kind of report. Three queries."""
    months = intervals(institution)
    rows = StatusReport.objects.of(institution).with_people().defer("sections").order_by("-sent_at", "-pk")
    newest: dict[str, StatusReport] = {}
    drafts: dict[str, StatusReport] = {}
    unsettled: dict[str, list[StatusReport]] = {}
    for row in rows.filter(status=ReportStatus.DRAFT):
        drafts.setdefault(row.kind, row)
    for row in rows.received():
        newest.setdefault(row.kind, row)
        if row.status == ReportStatus.SENT:
            unsettled.setdefault(row.kind, []).append(row)
    return [
        ReportStanding(
            kind=kind,
            months=months.get(kind, 12),
            on=on,
            last=newest.get(kind),
            draft=drafts.get(kind),
            unsettled=tuple(unsettled.get(kind, ())),
        )
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


def reports_to_judge(person: Person) -> QuerySet[StatusReport]:
    """The reports on which it is this person's turn."""
    rows = report_rows(person).filter(status=ReportStatus.SENT, decision__awaiting=person)
    return rows.filter(decision__status=DecisionStatus.PENDING).order_by("sent_at", "pk")


def reports_without_directive(person: Person) -> list[StatusReport]:
    """Reports to which this person answered that improvement is ordered, but nobody has been told anything."""
    rows = list(report_rows(person).filter(verdict=ReportVerdict.ORDER, judged_by=person))
    refs = [ref_of(row) for row in rows]
    told = set(
        Directive.objects.of(person.institution).filter(origin__in=refs).values_list("origin", flat=True)
    )
    return [row for row in rows if ref_of(row) not in told]


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
