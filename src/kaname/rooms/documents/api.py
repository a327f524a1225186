"""Documents over REST: list, search and read them, begin them, write versions, ask for approval, acknowledge.

Files go to the evidence operations; a version as a file is begun on the page.
"""

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
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.audiences.fields import audience_from
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import StepKind
from kaname.foundation.decisions.services import Step

from . import search, services
from .choices import AudienceKind, DocumentStatus, DocumentType, VersionStatus
from .lists import document_rows
from .models import Acknowledgement, Document, DocumentVersion

router = PersonRouter(tags=["documents"])


class DocumentOut(Schema):
    """A document as lists show it, with the version in force today."""

    id: int
    number: str
    type: DocumentType
    title: str
    owner: NamedPersonOut
    audience: AudienceKind
    audience_roles: list[str] = Field(alias="roles")
    audience_rule: dict[str, Any]
    review_months: int
    status: DocumentStatus
    retired_on: date | None
    current_version: int | None = Field(None, alias="current_number")
    effective_on: date | None
    next_review_on: date | None = Field(None, alias="review_on")
    revision: int


class DocumentPageOut(Schema):
    """Some of the documents, and how many there are in all."""

    count: int
    items: list[DocumentOut]


class VersionOut(Schema):
    """One version: a text, or a file by name and hash. `ref` is what evidence is attached to."""

    id: int
    ref: str
    number: int
    status: VersionStatus
    body: str
    file_name: str
    file_sha256: str
    change_note: str
    provisions: dict[str, str]
    lists: list[str]
    drafted_by: NamedPersonOut
    drafted_on: date
    approved_on: date | None
    approved_by: NamedPersonOut | None
    approved_as: str
    effective_on: date | None
    next_review_on: date | None
    superseded_on: date | None
    decision_id: int | None
    revision: int

    @staticmethod
    def resolve_ref(version: DocumentVersion) -> str:
        return ref_of(version)

    @staticmethod
    def resolve_provisions(version: DocumentVersion) -> dict[str, str]:
        return {row.key: row.place for row in version.provisions.all()}


class DocumentDetailOut(DocumentOut):
    """A document with the versions the caller may see, newest first."""

    versions: list[VersionOut]


class AcknowledgementOut(Schema):
    """That the caller has read a version."""

    document_id: int
    version: int
    at: datetime


class DocumentFilter(Paged):
    """Which documents to list; `q` searches numbers, titles and the texts that the caller may see."""

    q: str = Field("", max_length=200)
    type: DocumentType | None = None
    status: DocumentStatus | None = None


class DocumentIn(Schema):
    """What document to begin; `owner` is a person's id, the caller when left out."""

    title: str = Field(max_length=200)
    type: DocumentType
    number: str = Field("", max_length=40)
    owner: int | None = None
    audience: AudienceKind = AudienceKind.ALL_STAFF
    audience_roles: list[Role] = []
    audience_rule: dict[str, Any] = {}
    review_months: int = Field(12, ge=1, le=60)


class VersionIn(Schema):
    """The text of the next version in Markdown; `provisions` maps clause keys to places."""

    body: str = Field(max_length=400_000)
    change_note: str = Field("", max_length=10_000)
    provisions: dict[str, str] = {}
    lists: list[str] = []


class ApprovalIn(Schema):
    """Before whom to put the draft (ids of people), and from when it holds."""

    approver: int
    reviewer: int | None = None
    effective_on: date
    next_review_on: date | None = None
    summary: str = Field("", max_length=10_000)


class ApprovalOut(Schema):
    """The decision that now waits."""

    id: int
    number: str
    status: str
    material_digest: str


_READ: dict[int, Any] = {200: DocumentDetailOut, 404: ProblemOut}


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    person = person_of(request)
    document = narrow(document_rows(person, clock.today()), pk=pk)
    rows = DocumentVersion.objects.visible_to(person).filter(document=document).defer("body_key")
    versions = (
        rows.select_related("drafted_by", "approved_by").prefetch_related("provisions").order_by("-number")
    )
    shown = DocumentOut.from_orm(document).dict()
    return {**shown, "roles": document.roles, "current_number": shown["current_version"],
            "review_on": shown["next_review_on"], "versions": list(versions)}  # fmt: skip


def _open_version(request: HttpRequest, pk: int) -> DocumentVersion:
    document = get_visible(Document, person_of(request), pk=pk)
    rows = DocumentVersion.objects.visible_to(person_of(request)).filter(document=document)
    return narrow(rows.select_related("document"), status=VersionStatus.DRAFT)


@router.operation("GET", "/documents", "documents.view", response=DocumentPageOut)
def list_documents(request: HttpRequest, chosen: Query[DocumentFilter]) -> dict[str, Any]:
    """The documents the caller may see, by number."""
    rows = document_rows(person_of(request), clock.today())
    rows = search.with_words(rows, chosen.q, person_of(request))  # type: ignore[arg-type]
    for name in ("type", "status"):
        if value := getattr(chosen, name):
            rows = rows.filter(**{name: value})
    ordered = rows.order_by("number", "pk")
    return part(ordered, chosen)


@router.operation("POST", "/documents", "documents.write", response={201: DocumentDetailOut, **PROBLEMS})
def create_document(request: HttpRequest, body: DocumentIn) -> Status[dict[str, Any]]:
    """Begin a document; its first version is written next."""
    values = body.dict()
    values["audience_rule"] = audience_from(body.audience_rule, person_of(request).institution)
    owner = get_visible(Person, person_of(request), pk=body.owner) if body.owner else None
    made = services.create_document(by=person_of(request), **{**values, "owner": owner})
    return Status(201, _detail(request, made.pk))


@router.operation("GET", "/documents/{int:pk}", "documents.view", response=_READ)
def get_document(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One document with its versions."""
    return _detail(request, pk)


@router.operation(
    "POST", "/documents/{int:pk}/versions", "documents.write", response={201: DocumentDetailOut, **PROBLEMS}
)
def write_version(request: HttpRequest, pk: int, body: VersionIn) -> Status[dict[str, Any]]:
    """Write the next version as a draft."""
    document = get_visible(Document, person_of(request), pk=pk)
    services.write_draft(by=person_of(request), document=document, **body.dict())
    return Status(201, _detail(request, pk))


@router.operation(
    "POST", "/documents/{int:pk}/request-approval", "documents.write", response={201: ApprovalOut, **PROBLEMS}
)
def request_approval(request: HttpRequest, pk: int, body: ApprovalIn) -> Status[Any]:
    """Put the document's draft before those who approve it."""
    version = _open_version(request, pk)
    approver = get_visible(Person, person_of(request), pk=body.approver)
    review = (
        [Step(StepKind.REVIEW, get_visible(Person, person_of(request), pk=body.reviewer))]
        if body.reviewer
        else []
    )
    decision = services.request_approval(
        by=person_of(request),
        version=version,
        steps=[*review, Step(StepKind.APPROVE, approver)],
        effective_on=body.effective_on,
        next_review_on=body.next_review_on,
        summary=body.summary,
    )
    return Status(201, decision)


@router.operation(
    "POST",
    "/documents/{int:pk}/acknowledge",
    "documents.acknowledge",
    response={200: AcknowledgementOut, **PROBLEMS},
)
def acknowledge_document(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Say that the version in force has been read."""
    rows = DocumentVersion.objects.visible_to(person_of(request)).in_force_on(clock.today())
    version = narrow(rows.select_related("document"), document_id=pk)
    row: Acknowledgement = services.acknowledge(by=person_of(request), version=version)
    return {"document_id": version.document_id, "version": version.number, "at": row.at}
