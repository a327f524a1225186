"""Status reports and management reviews over REST: list, read, write, send, and order what follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import (
    PROBLEMS,
    NamedPersonOut,
    Paged,
    PersonRouter,
    ProblemOut,
    part,
    person_of,
)
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.rooms.planning.models import Assessment, ReportKind, ReportStatus, ReportVerdict, StatusReport
from kaname.rooms.planning.selectors import reports as selectors
from kaname.rooms.planning.services import reports as services

router = PersonRouter(tags=["planning"])
MAX_TEXT = 20_000


class StatusReportOut(Schema):
    """A report as lists show it. `sent_on` is the day on which an executive received it."""

    id: int
    number: str
    version: int
    kind: ReportKind
    title: str
    starts_on: date
    ends_on: date
    status: ReportStatus
    assessment: Assessment | None
    author: NamedPersonOut
    addressee: NamedPersonOut | None
    sent_on: date | None
    verdict: ReportVerdict | None
    judged_by: NamedPersonOut | None
    judged_at: datetime | None
    decision_id: int | None
    revision: int

    @staticmethod
    def resolve_assessment(report: StatusReport) -> str | None:
        return report.assessment or None

    @staticmethod
    def resolve_verdict(report: StatusReport) -> str | None:
        return report.verdict or None


class StatusReportPageOut(Schema):
    """Some of the reports, and how many there are in all."""

    count: int
    items: list[StatusReportOut]


class ReportSectionOut(Schema):
    """One part of the material, in the caller's language, with the author's comment."""

    name: str
    title: str
    sentences: list[str]
    attention: list[str]
    headings: list[str]
    rows: list[list[str]]
    comment: str


class StatusReportDetailOut(Schema):
    """A report with everything it says; of a draft the material is as of now."""

    report: StatusReportOut
    highlights: list[str]
    comment: str
    proposals: str
    change_note: str
    sections: list[ReportSectionOut]


class StatusReportFilter(Paged):
    """Which reports to list."""

    kind: ReportKind | None = None
    status: ReportStatus | None = None


class StatusReportIn(Schema):
    """About which period a report is to be."""

    kind: ReportKind
    starts_on: date
    ends_on: date
    title: str = Field("", max_length=200)


class StatusReportWriteIn(Schema):
    """What the author says so far; `comments` by the name of the section they belong to."""

    title: str = Field(max_length=200)
    starts_on: date
    ends_on: date
    assessment: Assessment | None = None
    comment: str = Field("", max_length=MAX_TEXT)
    proposals: str = Field("", max_length=MAX_TEXT)
    comments: dict[str, str] = {}
    change_note: str = Field("", max_length=2_000)
    revision: int | None = Field(None, ge=0, le=2**31)


class StatusReportSendIn(Schema):
    """Before whom the report is put (ids of people)."""

    addressee: int
    reviewer: int | None = None


class ImprovementIn(Schema):
    """What must be improved, by whom (a person's id) and until when."""

    addressee: int
    title: str = Field(max_length=200)
    body: str = Field(max_length=MAX_TEXT)
    due_on: date


class ImprovementOut(Schema):
    """The directive that was issued."""

    id: int
    number: str
    title: str
    due_on: date
    origin: str


def _report(request: HttpRequest, pk: int) -> StatusReport:
    rows = StatusReport.objects.visible_to(person_of(request)).with_people()
    return narrow(rows.select_related("institution"), pk=pk)


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    report = _report(request, pk)
    page = selectors.report_page(report, person_of(request))
    texts = {name: getattr(report, name) for name in ("comment", "proposals", "change_note")}
    return {"report": report, "highlights": page.highlights, "sections": page.sections, **texts}


@router.operation("GET", "/status-reports", "planning.view", response=StatusReportPageOut)
def list_status_reports(request: HttpRequest, chosen: Query[StatusReportFilter]) -> dict[str, Any]:
    """The reports the caller may see, newest first."""
    rows = selectors.report_rows(person_of(request)).order_by("-fiscal_year", "-serial", "-version")
    for name in ("kind", "status"):
        if value := getattr(chosen, name):
            rows = rows.filter(**{name: value})
    return part(rows, chosen)


@router.operation(
    "POST", "/status-reports", "planning.report", response={201: StatusReportDetailOut, **PROBLEMS}
)
def begin_status_report(request: HttpRequest, body: StatusReportIn) -> Status[dict[str, Any]]:
    """Begin a report about a period."""
    made = services.begin_report(by=person_of(request), **body.dict())
    return Status(201, _detail(request, made.pk))


@router.operation(
    "GET",
    "/status-reports/{int:pk}",
    "planning.view",
    response={200: StatusReportDetailOut, 404: ProblemOut},
)
def get_status_report(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One report with its sections."""
    return _detail(request, pk)


@router.operation(
    "PUT",
    "/status-reports/{int:pk}",
    "planning.report",
    response={200: StatusReportDetailOut, **PROBLEMS},
)
def write_status_report(request: HttpRequest, pk: int, body: StatusReportWriteIn) -> dict[str, Any]:
    """Keep what the author says so far, until it is sent."""
    values = body.dict()
    values["assessment"] = values["assessment"] or ""
    services.write_report(by=person_of(request), report=_report(request, pk), **values)
    return _detail(request, pk)


@router.operation(
    "POST",
    "/status-reports/{int:pk}/send",
    "planning.report",
    response={200: StatusReportDetailOut, **PROBLEMS},
)
def send_status_report(request: HttpRequest, pk: int, body: StatusReportSendIn) -> dict[str, Any]:
    """Freeze the report and put it before an executive. It is judged through its decision."""
    person = person_of(request)
    addressee = get_visible(Person, person, pk=body.addressee)
    reviewer = get_visible(Person, person, pk=body.reviewer) if body.reviewer else None
    services.send_report(by=person, report=_report(request, pk), addressee=addressee, reviewer=reviewer)
    return _detail(request, pk)


@router.operation(
    "POST",
    "/status-reports/{int:pk}/revise",
    "planning.report",
    response={201: StatusReportDetailOut, **PROBLEMS},
)
def revise_status_report(request: HttpRequest, pk: int) -> Status[dict[str, Any]]:
    """Begin the next version of a report that was returned or withdrawn."""
    made = services.revise_report(by=person_of(request), report=_report(request, pk))
    return Status(201, _detail(request, made.pk))


@router.operation(
    "POST",
    "/status-reports/{int:pk}/improvements",
    "planning.judge",
    response={201: ImprovementOut, **PROBLEMS},
)
def order_report_improvement(request: HttpRequest, pk: int, body: ImprovementIn) -> Status[Any]:
    """Tell somebody what must be improved, as the executive decided on the report."""
    addressee = get_visible(Person, person_of(request), pk=body.addressee)
    values = {**body.dict(), "addressee": addressee}
    made = services.order_improvement(by=person_of(request), report=_report(request, pk), **values)
    return Status(201, made)


@router.operation("DELETE", "/status-reports/{int:pk}", "planning.report", response={204: None, **PROBLEMS})
def discard_status_report(request: HttpRequest, pk: int) -> Status[None]:
    """Throw a draft away."""
    services.discard_report(by=person_of(request), report=_report(request, pk))
    return Status(204, None)
