"""Directives over REST: list and read them, issue, acknowledge, report, judge, hand down, withdraw.

Files go to the evidence operations, attached to the report by its `ref`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role

from . import selectors, services
from .models import Directive, DirectiveReport, DirectiveStatus
from .schedule import Recurrence

router = PersonRouter(tags=["directives"])


class DirectiveOut(Schema):
    """A directive as lists show it. `deadline_on` is the day by which the next report is due."""

    id: int
    number: str
    title: str
    status: DirectiveStatus
    issued_by: NamedPersonOut
    addressee: NamedPersonOut
    addressee_role: str
    issued_on: date
    due_on: date
    recurrence: Recurrence
    next_report_on: date | None
    deadline_on: date
    is_overdue: bool = Field(alias="is_late")
    obligation_id: str
    origin: str
    parent_id: int | None
    acknowledged_at: datetime | None
    closed_on: date | None
    reminded_at: datetime | None
    reminder_count: int
    revision: int


class DirectivePageOut(Schema):
    """Some of the directives, and how many there are in all."""

    count: int
    items: list[DirectiveOut]


class DirectiveReportOut(Schema):
    """One report with its verdict; `ref` is what evidence is attached to."""

    id: int
    ref: str
    sequence: int
    period_ends_on: date | None
    body: str
    reported_by: NamedPersonOut
    reported_at: datetime
    verdict: str
    judged_by: NamedPersonOut | None
    judged_in_role: str
    judged_at: datetime | None
    judge_reason: str
    confirmed_by: NamedPersonOut | None
    confirmed_at: datetime | None

    @staticmethod
    def resolve_ref(report: DirectiveReport) -> str:
        return ref_of(report)


class DirectiveDetailOut(DirectiveOut):
    """A directive with its text and its reports."""

    body: str
    withdraw_reason: str
    reports: list[DirectiveReportOut]

    @staticmethod
    def resolve_reports(directive: Directive) -> list[DirectiveReport]:
        people = ("reported_by", "judged_by", "confirmed_by")
        return list(directive.reports.select_related(*people).order_by("sequence"))


class DirectiveFilter(Paged):
    """Which directives to list; `to_me` and `by_me` are about the caller."""

    status: DirectiveStatus | None = None
    to_me: bool = False
    by_me: bool = False
    overdue: bool = False
    obligation_id: str = Field("", max_length=40)


class HandDownIn(Schema):
    """What to hand down, to whom (a person's id) and by when."""

    addressee: int
    title: str = Field(max_length=200)
    body: str = Field(max_length=20_000)
    due_on: date
    addressee_role: Role | None = None
    recurrence: Recurrence = Recurrence.NONE


class DirectiveIn(HandDownIn):
    """What to direct; `origin` names the record that made it necessary."""

    obligation_id: str = Field("", max_length=40)
    origin: str = Field("", max_length=100)


class ReportIn(Schema):
    """What to report."""

    body: str = Field(max_length=20_000)


class AcceptIn(Schema):
    """A remark, if any."""

    comment: str = Field("", max_length=2_000)


class ReturnReportIn(Schema):
    """Why it goes back, and the new due day if it moves."""

    reason: str = Field(max_length=2_000)
    due_on: date | None = None


class WithdrawDirectiveIn(Schema):
    """Why it is taken back."""

    reason: str = Field(max_length=2_000)


_CHANGED: dict[int, Any] = {200: DirectiveDetailOut, **PROBLEMS}
_MADE: dict[int, Any] = {201: DirectiveDetailOut, **PROBLEMS}


def _visible(request: HttpRequest, pk: int) -> Directive:
    return narrow(Directive.objects.visible_to(person_of(request)).with_people(), pk=pk)


def _do(request: HttpRequest, pk: int, service: Callable[..., object], **values: Any) -> Directive:
    """Call a service about one visible directive, and answer with what became of it."""
    service(by=person_of(request), directive=_visible(request, pk), **values)
    return _visible(request, pk)


@router.operation("GET", "/directives", "directives.view", response=DirectivePageOut)
def list_directives(request: HttpRequest, chosen: Query[DirectiveFilter]) -> dict[str, Any]:
    """The directives the caller may see, newest first."""
    rows = selectors.directive_rows(person_of(request), **chosen.dict(exclude={"limit", "offset"}))
    return part(rows, chosen)


@router.operation("POST", "/directives", "directives.issue", response=_MADE)
def issue_directive(request: HttpRequest, body: DirectiveIn) -> Status[Directive]:
    """Issue a directive."""
    made = services.issue_directive(by=person_of(request), **_values(request, body))
    return Status(201, _visible(request, made.pk))


@router.operation("GET", "/directives/{int:pk}", "directives.view", response=_CHANGED)
def get_directive(request: HttpRequest, pk: int) -> Directive:
    """One directive with its reports."""
    return _visible(request, pk)


@router.operation("POST", "/directives/{int:pk}/acknowledge", "directives.respond", response=_CHANGED)
def acknowledge_directive(request: HttpRequest, pk: int) -> Directive:
    """Say that it has arrived."""
    return _do(request, pk, services.acknowledge)


@router.operation("POST", "/directives/{int:pk}/report", "directives.respond", response=_CHANGED)
def report_on_directive(request: HttpRequest, pk: int, body: ReportIn) -> Directive:
    """Report on it."""
    return _do(request, pk, services.report, body=body.body)


@router.operation("POST", "/directives/{int:pk}/accept", "directives.judge", response=_CHANGED)
def accept_report(request: HttpRequest, pk: int, body: AcceptIn) -> Directive:
    """Accept the report that waits."""
    return _do(request, pk, services.accept, comment=body.comment)


@router.operation("POST", "/directives/{int:pk}/return", "directives.judge", response=_CHANGED)
def return_directive_report(request: HttpRequest, pk: int, body: ReturnReportIn) -> Directive:
    """Send the report that waits back."""
    return _do(request, pk, services.return_report, reason=body.reason, due_on=body.due_on)


@router.operation("POST", "/directives/{int:pk}/confirm", "directives.judge", response=_CHANGED)
def confirm_report(request: HttpRequest, pk: int) -> Directive:
    """Let an executive confirm what somebody else accepted."""
    return _do(request, pk, services.confirm)


@router.operation("POST", "/directives/{int:pk}/hand-down", "directives.issue", response=_MADE)
def hand_down_directive(request: HttpRequest, pk: int, body: HandDownIn) -> Status[Directive]:
    """Hand a part down the line; answers with the new directive."""
    parent = _visible(request, pk)
    made = services.hand_down(by=person_of(request), directive=parent, **_values(request, body))
    return Status(201, _visible(request, made.pk))


@router.operation("POST", "/directives/{int:pk}/remind", "directives.issue", response=_CHANGED)
def remind_addressee(request: HttpRequest, pk: int) -> Directive:
    """Urge the addressee."""
    return _do(request, pk, services.remind)


@router.operation("POST", "/directives/{int:pk}/withdraw", "directives.issue", response=_CHANGED)
def withdraw_directive(request: HttpRequest, pk: int, body: WithdrawDirectiveIn) -> Directive:
    """Take it back, with whatever is open below it."""
    return _do(request, pk, services.withdraw, reason=body.reason)


def _values(request: HttpRequest, body: HandDownIn) -> dict[str, Any]:
    values = body.dict()
    values["addressee"] = get_visible(Person, person_of(request), pk=body.addressee)
    values["addressee_role"] = body.addressee_role or ""
    return values
