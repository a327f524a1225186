"""Operations on changes of laws and on shortcomings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, Paged, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import ChangeState, GapSource, GapState, Severity
from kaname.rooms.laws.models import Law, LawChange, LegalGap
from kaname.rooms.laws.selectors import changes

from .base import LawDirectiveOut, router


class LawChangeOut(Schema):
    """A change of a law; `state` follows from its directive."""

    id: int
    ref: str
    law_id: int | None
    title: str
    asks: str
    effective_on: date | None
    source: str
    confidence: str
    is_shipped: bool
    noted_on: date
    state: ChangeState
    directive_id: int | None
    set_aside_on: date | None
    set_aside_reason: str

    @staticmethod
    def resolve_ref(change: LawChange) -> str:
        return ref_of(change)


class LawChangesOut(Schema):
    """Some of the changes, and how many there are in all."""

    count: int
    items: list[LawChangeOut]


class LawChangeFilter(Paged):
    """Which changes to list."""

    state: ChangeState | None = None


class LawChangeIn(Schema):
    """A change that somebody learned of."""

    title: str = Field(max_length=200)
    law: int | None = None
    asks: str = Field("", max_length=5_000)
    effective_on: date | None = None
    source: str = Field("", max_length=300)


class LawDirectIn(Schema):
    """Whom to tell, and by when; `body` is what the directive says (the usual words if blank)."""

    addressee: int
    due_on: date
    body: str = Field("", max_length=20_000)


class LawReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=300)


class LegalGapOut(Schema):
    """A shortcoming; `state` follows from its directive."""

    id: int
    ref: str
    law_id: int
    title: str
    description: str
    severity: Severity
    found_on: date
    found_in: GapSource
    state: GapState
    directive: LawDirectiveOut | None

    @staticmethod
    def resolve_ref(gap: LegalGap) -> str:
        return ref_of(gap)

    @staticmethod
    def resolve_state(gap: LegalGap) -> str:
        return gap.state_on(clock.today())


class LegalGapsOut(Schema):
    """Some of the shortcomings, and how many there are in all."""

    count: int
    items: list[LegalGapOut]


class LegalGapIn(Schema):
    """A shortcoming, with who puts it right and by when."""

    law: int
    title: str = Field(max_length=200)
    description: str = Field(max_length=5_000)
    found_in: GapSource
    addressee: int
    due_on: date
    severity: Severity = Severity.MEDIUM
    found_on: date | None = None


def _change(request: HttpRequest, pk: int) -> LawChange:
    return narrow(changes.change_rows(person_of(request)), pk=pk)


def _gap(request: HttpRequest, pk: int) -> LegalGap:
    return narrow(changes.gap_rows(person_of(request)), pk=pk)


def _told(request: HttpRequest, pk: int) -> Person:
    return get_visible(Person, person_of(request), pk=pk)


@router.operation("GET", "/law-changes", "laws.view", response=LawChangesOut)
def list_law_changes(request: HttpRequest, wanted: Query[LawChangeFilter]) -> dict[str, Any]:
    """The changes of laws, the newest first."""
    rows = changes.change_rows(person_of(request))
    if wanted.state:
        rows = rows.in_state(wanted.state)  # type: ignore[attr-defined]
    return part(rows.order_by("-effective_on", "-pk"), wanted)


@router.operation("POST", "/law-changes", "laws.manage", response={201: LawChangeOut, **PROBLEMS})
def note_law_change(request: HttpRequest, body: LawChangeIn) -> Status[LawChange]:
    """Note a change that somebody learned of."""
    by = person_of(request)
    values = body.dict(exclude={"law"})
    law = None if body.law is None else get_visible(Law, by, pk=body.law)
    return Status(201, _change(request, services.note_change(by=by, law=law, **values).pk))


@router.operation("POST", "/law-changes/take-in", "laws.manage", response={201: LawChangesOut, **PROBLEMS})
def take_in_law_changes(request: HttpRequest) -> Status[dict[str, Any]]:
    """Put the changes that are new in Kaname on the hospital's list; answers with them."""
    made = services.take_in_changes(by=person_of(request))
    rows = changes.change_rows(person_of(request)).filter(pk__in=[change.pk for change in made])
    return Status(201, {"count": len(made), "items": list(rows.order_by("pk"))})


@router.operation("GET", "/law-changes/{int:pk}", "laws.view", response={200: LawChangeOut, **PROBLEMS})
def read_law_change(request: HttpRequest, pk: int) -> LawChange:
    """One change of a law."""
    return _change(request, pk)


@router.operation(
    "POST", "/law-changes/{int:pk}/direct", "laws.manage", response={200: LawChangeOut, **PROBLEMS}
)
def direct_law_change(request: HttpRequest, pk: int, body: LawDirectIn) -> LawChange:
    """Have somebody look at a change and report."""
    row = _change(request, pk)
    to = _told(request, body.addressee)
    services.direct_change(
        by=person_of(request), change=row, addressee=to, due_on=body.due_on, body=body.body
    )
    return _change(request, pk)


@router.operation(
    "POST", "/law-changes/{int:pk}/set-aside", "laws.manage", response={200: LawChangeOut, **PROBLEMS}
)
def set_law_change_aside(request: HttpRequest, pk: int, body: LawReasonIn) -> LawChange:
    """Say that a change asks nothing of this hospital."""
    services.set_change_aside(by=person_of(request), change=_change(request, pk), reason=body.reason)
    return _change(request, pk)


@router.operation(
    "POST", "/law-changes/{int:pk}/reconsider", "laws.manage", response={200: LawChangeOut, **PROBLEMS}
)
def reconsider_law_change(request: HttpRequest, pk: int) -> LawChange:
    """Take back that a change asks nothing of us."""
    services.reconsider_change(by=person_of(request), change=_change(request, pk))
    return _change(request, pk)


@router.operation("GET", "/legal-gaps", "laws.view_gaps", response=LegalGapsOut)
def list_legal_gaps(request: HttpRequest, wanted: Query[Paged]) -> dict[str, Any]:
    """The shortcomings, the newest first."""
    return part(changes.gap_rows(person_of(request)).order_by("-found_on", "-pk"), wanted)


@router.operation("POST", "/legal-gaps", "laws.manage", response={201: LegalGapOut, **PROBLEMS})
def record_legal_gap(request: HttpRequest, body: LegalGapIn) -> Status[LegalGap]:
    """Record a shortcoming and tell somebody to put it right."""
    by = person_of(request)
    values = body.dict(exclude={"law", "addressee"})
    law = get_visible(Law, by, pk=body.law)
    made = services.record_gap(by=by, law=law, addressee=_told(request, body.addressee), **values)
    return Status(201, _gap(request, made.pk))


@router.operation("GET", "/legal-gaps/{int:pk}", "laws.view_gaps", response={200: LegalGapOut, **PROBLEMS})
def read_legal_gap(request: HttpRequest, pk: int) -> LegalGap:
    """One shortcoming."""
    return _gap(request, pk)


@router.operation(
    "POST", "/legal-gaps/{int:pk}/direct", "laws.manage", response={200: LegalGapOut, **PROBLEMS}
)
def direct_legal_gap(request: HttpRequest, pk: int, body: LawDirectIn) -> LegalGap:
    """Give a shortcoming whose directive was taken back a new one."""
    row = _gap(request, pk)
    to = _told(request, body.addressee)
    services.direct_gap(by=person_of(request), gap=row, addressee=to, due_on=body.due_on)
    return _gap(request, pk)
