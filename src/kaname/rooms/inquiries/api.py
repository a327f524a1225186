"""The patients' desk over REST, for staff: the public form has no API on purpose.

Personal text is given only to whom the pages give it (`access.personal_text_for`); others read null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.ledger.api import Instant

from . import figures, selectors, services
from .access import personal_text_for
from .choices import Audience, Channel, InquiryKind, InquiryStatus
from .models import ContactPoint, Inquiry

router = PersonRouter(tags=["inquiries"])


class ContactPointOut(Schema):
    """A desk; `public_path` is the address of its public form within this site, if it is open."""

    id: int
    name: str
    audience: Audience
    responsible: NamedPersonOut
    deputy: NamedPersonOut | None
    phone: str
    email: str
    place: str
    hours: str
    public_path: str | None
    starts_on: date
    ends_on: date | None
    notice_confirmed_on: date | None
    revision: int

    @staticmethod
    def resolve_public_path(desk: ContactPoint) -> str | None:
        return desk.public_path if desk.has_public_form else None

    @staticmethod
    def resolve_notice_confirmed_on(desk: ContactPoint) -> date | None:
        rows = list(desk.notices.all())
        return rows[0].confirmed_on if rows else None


class InquiryOut(Schema):
    """An inquiry as lists show it: nothing personal."""

    id: int
    ref: str
    number: str
    subject: str
    kind: InquiryKind
    channel: Channel
    status: InquiryStatus
    desk_id: int
    received_at: datetime
    due_on: date
    assignee: NamedPersonOut | None
    wants_reply: bool
    needs_approval: bool
    needs_identity: bool
    identity_on: date | None
    decision_id: int | None
    answered_on: date | None
    closed_on: date | None
    erased_on: date | None
    revision: int

    @staticmethod
    def resolve_ref(row: Inquiry) -> str:
        return ref_of(row)


class InquiryDetailOut(InquiryOut):
    """An inquiry with what was said; null for who may not read it."""

    sender: str | None
    contact: str | None
    body: str | None
    answer: str | None

    @staticmethod
    def resolve_sender(row: Inquiry) -> str | None:
        return _text(row, "sender")

    @staticmethod
    def resolve_contact(row: Inquiry) -> str | None:
        return _text(row, "contact")

    @staticmethod
    def resolve_body(row: Inquiry) -> str | None:
        return _text(row, "body")

    @staticmethod
    def resolve_answer(row: Inquiry) -> str | None:
        return _text(row, "answer")


def _text(row: Inquiry, name: str) -> str | None:
    """A personal text, if `_detail` found that the caller may read it."""
    return str(getattr(row, name)) if getattr(row, "is_readable", False) else None


class InquiriesOut(Schema):
    """Some of the inquiries, and how many there are in all."""

    count: int
    items: list[InquiryOut]


class InquiryFilter(Paged):
    """Which inquiries to list; `overdue` keeps those open past their day."""

    status: InquiryStatus | None = None
    kind: InquiryKind | None = None
    overdue: bool = False


class InquiryIn(Schema):
    """An inquiry that somebody took. `subject` names nobody."""

    desk: int
    kind: InquiryKind
    channel: Channel
    subject: str = Field(max_length=100)
    body: str = Field(max_length=10_000)
    sender: str = Field("", max_length=200)
    contact: str = Field("", max_length=200)
    received_at: Instant | None = None


class AssigneeIn(Schema):
    """Somebody of the desk, by id."""

    person: int


class ChoiceIn(Schema):
    """How somebody was identified: DOCUMENT, COPY, REGISTERED or AGENT."""

    choice: str = Field(max_length=20)


class AnswerTextIn(Schema):
    """The wording of the answer."""

    body: str = Field(max_length=10_000)


class ApproverIn(Schema):
    """Before whom the answer is put, by id."""

    approver: int


class AnswerIn(Schema):
    """How and when the answer was given; `close` ends the inquiry with it."""

    channel: Channel = Channel.PHONE
    answered_on: date | None = None
    close: bool = True


class CloseIn(Schema):
    """Why nothing more is to be done: DONE, NO_ADDRESS, WITHDRAWN, DUPLICATE or NUISANCE."""

    reason: str = Field(max_length=20)


class ClassFiguresOut(Schema):
    """One class in the last twelve months; `rate` is the share of answers in time, in per cent."""

    kind: InquiryKind
    received: int
    open: int
    late: int
    rate: float | None


class StatisticsOut(Schema):
    """The last twelve months."""

    starts_on: date
    received: int
    rate: float | None
    classes: list[ClassFiguresOut]


def _inquiry(request: HttpRequest, pk: int) -> Inquiry:
    return narrow(selectors.inquiry_rows(person_of(request)).select_related("institution"), pk=pk)


def _detail(request: HttpRequest, inquiry: Inquiry) -> Inquiry:
    inquiry.is_readable = personal_text_for(person_of(request), inquiry)  # type: ignore[attr-defined]
    return inquiry


@router.operation("GET", "/contact-points", "inquiries.view", response=list[ContactPointOut])
def list_contact_points(request: HttpRequest) -> list[ContactPoint]:
    """The desks of the hospital."""
    return list(selectors.desk_rows(person_of(request)).order_by("name", "pk"))


@router.operation("GET", "/inquiries", "inquiries.view", response=InquiriesOut)
def list_inquiries(request: HttpRequest, wanted: Query[InquiryFilter]) -> dict[str, Any]:
    """The inquiries the caller may see, the nearest due day first."""
    rows = selectors.inquiry_rows(person_of(request))
    for name in ("status", "kind"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.overdue:
        rows = rows.overdue_on(clock.today())  # type: ignore[attr-defined]
    ordered = rows.order_by("due_on", "pk")
    return part(ordered, wanted)


@router.operation("POST", "/inquiries", "inquiries.enter", response={201: InquiryOut, **PROBLEMS})
def enter_inquiry(request: HttpRequest, data: InquiryIn) -> Status[Inquiry]:
    """Enter an inquiry that was taken on the telephone, by letter or in person."""
    by = person_of(request)
    desk = get_visible(ContactPoint, by, pk=data.desk)
    made = services.enter_inquiry(by=by, **{**data.dict(), "desk": desk})
    return Status(201, made)


@router.operation("GET", "/inquiries/statistics", "inquiries.view", response=StatisticsOut)
def read_statistics(request: HttpRequest) -> dict[str, Any]:
    """How many came in the last twelve months, and how many were answered in time."""
    today = clock.today()
    first = add_months(today.replace(day=1), -11)
    lines = figures.lines_of(person_of(request).institution, first, today)
    return {
        "starts_on": first,
        "received": len(lines),
        "rate": figures.rate(lines, today),
        "classes": figures.by_class(lines, today),
    }


@router.operation(
    "GET", "/inquiries/{int:pk}", "inquiries.view", response={200: InquiryDetailOut, **PROBLEMS}
)
def get_inquiry(request: HttpRequest, pk: int) -> Inquiry:
    """One inquiry."""
    return _detail(request, _inquiry(request, pk))


@router.operation(
    "POST", "/inquiries/{int:pk}/assign", "inquiries.work", response={200: InquiryDetailOut, **PROBLEMS}
)
def assign_inquiry(request: HttpRequest, pk: int, data: AssigneeIn) -> Inquiry:
    """Give it to somebody of the desk."""
    inquiry, by = _inquiry(request, pk), person_of(request)
    services.assign(by=by, inquiry=inquiry, assignee=get_visible(Person, by, pk=data.person))
    return _detail(request, inquiry)


@router.operation(
    "POST", "/inquiries/{int:pk}/identity", "inquiries.work", response={200: InquiryDetailOut, **PROBLEMS}
)
def confirm_identity(request: HttpRequest, pk: int, data: ChoiceIn) -> Inquiry:
    """Record how it was made sure who asks."""
    inquiry = _inquiry(request, pk)
    services.confirm_identity(by=person_of(request), inquiry=inquiry, method=data.choice)
    return _detail(request, inquiry)


@router.operation(
    "POST", "/inquiries/{int:pk}/draft", "inquiries.work", response={200: InquiryDetailOut, **PROBLEMS}
)
def draft_answer(request: HttpRequest, pk: int, data: AnswerTextIn) -> Inquiry:
    """Write the answer."""
    inquiry = _inquiry(request, pk)
    services.draft_answer(by=person_of(request), inquiry=inquiry, answer=data.body)
    return _detail(request, inquiry)


@router.operation(
    "POST",
    "/inquiries/{int:pk}/request-approval",
    "inquiries.request",
    response={200: InquiryDetailOut, **PROBLEMS},
)
def request_answer_approval(request: HttpRequest, pk: int, data: ApproverIn) -> Inquiry:
    """Put the answer before an executive or the safety officer."""
    inquiry, by = _inquiry(request, pk), person_of(request)
    services.ask_approval(by=by, inquiry=inquiry, approver=get_visible(Person, by, pk=data.approver))
    return _detail(request, inquiry)


@router.operation(
    "POST", "/inquiries/{int:pk}/answer", "inquiries.work", response={200: InquiryDetailOut, **PROBLEMS}
)
def record_answer(request: HttpRequest, pk: int, data: AnswerIn) -> Inquiry:
    """Record that the answer was given."""
    inquiry = _inquiry(request, pk)
    services.record_answer(by=person_of(request), inquiry=inquiry, **data.dict())
    return _detail(request, inquiry)


@router.operation(
    "POST", "/inquiries/{int:pk}/close", "inquiries.work", response={200: InquiryDetailOut, **PROBLEMS}
)
def close_inquiry(request: HttpRequest, pk: int, data: CloseIn) -> Inquiry:
    """End it."""
    inquiry = _inquiry(request, pk)
    services.close_inquiry(by=person_of(request), inquiry=inquiry, reason=data.reason)
    return _detail(request, inquiry)
