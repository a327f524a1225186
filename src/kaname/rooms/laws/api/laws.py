"""Operations on laws and their reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import LawApplicability, LawKind, ReviewResult
from kaname.rooms.laws.forms.laws import documents_of
from kaname.rooms.laws.models import Law, LawReview
from kaname.rooms.laws.selectors import laws

from .base import router


class LawOut(Schema):
    """A law on the list; `documents` are the ids of those that implement it."""

    id: int
    ref: str
    key: str
    title: str
    short_name: str
    kind: LawKind
    issuer: str
    number: str
    asks: str
    applicability: LawApplicability
    not_applicable_reason: str
    owner: NamedPersonOut | None
    documents: list[int]
    review_months: int
    last_reviewed_on: date | None
    next_review_on: date | None
    confidence: str
    is_shipped: bool
    ended_on: date | None
    revision: int

    @staticmethod
    def resolve_ref(law: Law) -> str:
        return ref_of(law)

    @staticmethod
    def resolve_documents(law: Law) -> list[int]:
        return [link.document_id for link in law.links.all()]


class LawsOut(Schema):
    """Some of the laws, and how many there are in all."""

    count: int
    items: list[LawOut]


class LawFilter(Paged):
    """Which laws to list; `q` searches names and numbers."""

    q: str = Field("", max_length=200)
    kind: LawKind | None = None
    ended: bool = False


class LawPatch(Schema):
    """What to change of a law; what is left out stays. `revision` is the one that was read."""

    title: str | None = Field(None, max_length=200)
    kind: LawKind | None = None
    asks: str | None = Field(None, max_length=5_000)
    short_name: str | None = Field(None, max_length=60)
    issuer: str | None = Field(None, max_length=100)
    number: str | None = Field(None, max_length=200)
    applicability: LawApplicability | None = None
    not_applicable_reason: str | None = Field(None, max_length=500)
    owner: int | None = None
    documents: list[int] | None = Field(None, max_length=100)
    review_months: int | None = Field(None, ge=1, le=60)
    revision: int | None = None


class LawIn(LawPatch):
    """A law for the list."""

    title: str = Field(max_length=200)
    kind: LawKind
    asks: str = Field(max_length=5_000)


class LawReviewIn(Schema):
    """What a look at a law found."""

    result: ReviewResult = ReviewResult.COMPLIANT
    note: str = Field("", max_length=5_000)
    reviewed_on: date | None = None


class LawReviewsIn(Schema):
    """Several laws that were looked at and are kept, with what was looked at."""

    laws: list[int] = Field(min_length=1, max_length=200)
    note: str = Field(max_length=5_000)
    reviewed_on: date | None = None


class LawReviewOut(Schema):
    """One look at a law."""

    id: int
    law_id: int
    reviewed_on: date
    reviewed_by: NamedPersonOut
    result: ReviewResult
    note: str


class LawEndIn(Schema):
    """Why a law is taken off the list."""

    reason: str = Field(max_length=300)


class LawLackOut(Schema):
    """Something a law still lacks: OWNER, DOCUMENT or REVIEW."""

    law_id: int
    kind: str


def _law(request: HttpRequest, pk: int) -> Law:
    return narrow(laws.law_rows(person_of(request)), pk=pk)


def _values(request: HttpRequest, body: LawPatch) -> dict[str, Any]:
    """What was said, with the rows that its ids name."""
    by = person_of(request)
    values = body.dict(exclude={"revision"}, exclude_unset=True)
    if values.get("owner") is not None:
        values["owner"] = get_visible(Person, by, pk=values["owner"])
    if values.get("documents") is not None:
        values["documents"] = [narrow(documents_of(by), pk=pk) for pk in values["documents"]]
    return {name: value for name, value in values.items() if value is not None or name == "owner"}


@router.operation("GET", "/laws", "laws.view", response=LawsOut)
def list_laws(request: HttpRequest, wanted: Query[LawFilter]) -> dict[str, Any]:
    """The laws on the list."""
    rows = laws.law_rows(person_of(request)).filter(ended_on__isnull=not wanted.ended)
    for word in search_key(wanted.q).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return part(rows.order_by("pk"), wanted)


@router.operation("POST", "/laws", "laws.manage", response={201: LawOut, **PROBLEMS})
def register_law(request: HttpRequest, body: LawIn) -> Status[Law]:
    """Put a law on the list."""
    made = services.register_law(by=person_of(request), **_values(request, body))
    return Status(201, _law(request, made.pk))


@router.operation("POST", "/laws/first", "laws.manage", response={201: LawsOut, **PROBLEMS})
def register_first_laws(request: HttpRequest) -> Status[dict[str, Any]]:
    """Put whatever of Kaname's list the hospital lacks on its list; answers with what was added."""
    made = services.register_shipped(by=person_of(request))
    rows = laws.law_rows(person_of(request)).filter(pk__in=[law.pk for law in made])
    return Status(201, {"count": len(made), "items": list(rows.order_by("pk"))})


@router.operation("GET", "/laws/lacks", "laws.view_gaps", response=list[LawLackOut])
def list_lacks(request: HttpRequest) -> list[dict[str, Any]]:
    """What the laws on the list still lack today."""
    found = laws.lacks_of(person_of(request).institution, on=clock.today())
    return [{"law_id": lack.law.pk, "kind": lack.kind} for lack in found]


@router.operation("GET", "/laws/{int:pk}", "laws.view", response={200: LawOut, **PROBLEMS})
def read_law(request: HttpRequest, pk: int) -> Law:
    """One law."""
    return _law(request, pk)


@router.operation("PATCH", "/laws/{int:pk}", "laws.manage", response={200: LawOut, **PROBLEMS})
def change_law(request: HttpRequest, pk: int, body: LawPatch) -> Law:
    """Change a law, its owner or its documents."""
    row = _law(request, pk)
    row.revision = row.revision if body.revision is None else body.revision
    kept = {"title": row.title, "kind": row.kind, "asks": row.asks}
    services.change_law(by=person_of(request), law=row, **{**kept, **_values(request, body)})
    return _law(request, pk)


@router.operation("POST", "/laws/{int:pk}/end", "laws.manage", response={200: LawOut, **PROBLEMS})
def end_law(request: HttpRequest, pk: int, body: LawEndIn) -> Law:
    """Take a law off the list."""
    services.end_law(by=person_of(request), law=_law(request, pk), reason=body.reason)
    return _law(request, pk)


@router.operation("POST", "/laws/{int:pk}/restore", "laws.manage", response={200: LawOut, **PROBLEMS})
def restore_law(request: HttpRequest, pk: int) -> Law:
    """Put a law back on the list."""
    services.restore_law(by=person_of(request), law=_law(request, pk))
    return _law(request, pk)


@router.operation(
    "GET", "/laws/{int:pk}/reviews", "laws.view", response={200: list[LawReviewOut], **PROBLEMS}
)
def list_law_reviews(request: HttpRequest, pk: int) -> list[LawReview]:
    """The looks at a law that the caller may see, the newest first."""
    return laws.reviews_of(person_of(request), _law(request, pk))


@router.operation("POST", "/laws/{int:pk}/review", "laws.review", response={201: LawReviewOut, **PROBLEMS})
def review_law(request: HttpRequest, pk: int, body: LawReviewIn) -> Status[LawReview]:
    """Record a look at a law."""
    made = services.review_law(by=person_of(request), law=_law(request, pk), **body.dict())
    return Status(201, made)


@router.operation("POST", "/laws/reviews", "laws.review", response={201: list[LawReviewOut], **PROBLEMS})
def review_laws(request: HttpRequest, body: LawReviewsIn) -> Status[list[LawReview]]:
    """Record that several laws were looked at and are kept; all or none is written."""
    found = {law.pk: law for law in laws.law_rows(person_of(request)).filter(pk__in=body.laws)}
    if missing := [pk for pk in body.laws if pk not in found]:
        raise Http404(f"laws {missing}")
    rows = [found[pk] for pk in dict.fromkeys(body.laws)]
    made = services.review_laws(
        by=person_of(request), laws=rows, note=body.note, reviewed_on=body.reviewed_on
    )
    return Status(201, made)
