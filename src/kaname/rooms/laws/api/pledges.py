"""Operations on pledges and their texts. Scans go to the evidence operations, attached to the pledge by its `ref`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, part, person_of
from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import PledgeWay
from kaname.rooms.laws.models import Pledge, PledgeText
from kaname.rooms.laws.selectors import pledges

from .base import router


class PledgeTextOut(Schema):
    """One version of a text; a blank kind means everybody."""

    id: int
    kind: str
    version: int
    title: str
    body: str
    starts_on: date
    valid_months: int | None
    renew_by: date | None


class PledgeTextIn(Schema):
    """A new version of a text; with `renew_by`, whoever signed before signs again by then."""

    title: str = Field(max_length=100)
    body: str = Field(max_length=20_000)
    kind: PersonKind | None = None
    starts_on: date | None = None
    valid_months: int | None = Field(None, ge=1, le=120)
    renew_by: date | None = None


class PledgeOut(Schema):
    """One pledge. `valid_until` null: until the person leaves, unless a newer text asks again."""

    id: int
    ref: str
    person: NamedPersonOut
    text_id: int | None
    way: PledgeWay
    signed_on: date
    signature: str
    clause: str
    valid_until: date | None
    recorded_at: datetime
    withdrawn_on: date | None
    withdrawn_reason: str
    revision: int

    @staticmethod
    def resolve_ref(pledge: Pledge) -> str:
        return ref_of(pledge)


class PledgesOut(Schema):
    """Some of the pledges, and how many there are in all."""

    count: int
    items: list[PledgeOut]


class PledgesIn(Schema):
    """Pledges on paper or clauses of contracts, of one person or many (ids)."""

    people: list[int] = Field(max_length=1_000)
    way: PledgeWay
    signed_on: date
    text: int | None = None
    clause: str = Field("", max_length=300)
    valid_until: date | None = None


class SignIn(Schema):
    """Signing: one's own name, and that one agrees."""

    text: int
    signature: str = Field(max_length=100)
    agreed: bool


class PledgeReasonIn(Schema):
    """Why a pledge is taken back."""

    reason: str = Field(max_length=300)


class PledgeStandingOut(Schema):
    """How somebody stands today: VALID, GRACE or LACKING."""

    person: NamedPersonOut
    state: str
    pledge_id: int | None
    ends_on: date | None


def _rows(request: HttpRequest) -> Any:
    return Pledge.objects.visible_to(person_of(request)).select_related("person")


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    found: Pledge = narrow(_rows(request), pk=pk)
    return found


@router.operation("GET", "/pledge-texts", "laws.pledge", response=list[PledgeTextOut])
def list_pledge_texts(request: HttpRequest) -> list[PledgeText]:
    """The texts the caller may see, the newest first."""
    return list(PledgeText.objects.visible_to(person_of(request)).order_by("-starts_on", "-pk"))


@router.operation("POST", "/pledge-texts", "laws.record_pledges", response={201: PledgeTextOut, **PROBLEMS})
def write_pledge_text(request: HttpRequest, body: PledgeTextIn) -> Status[PledgeText]:
    """Set a new version of a text."""
    values = body.dict() | {"kind": body.kind or ""}
    return Status(201, services.write_text(by=person_of(request), **values))


@router.operation("GET", "/pledge-texts/{int:pk}", "laws.pledge", response={200: PledgeTextOut, **PROBLEMS})
def read_pledge_text(request: HttpRequest, pk: int) -> PledgeText:
    """One version of a text."""
    return get_visible(PledgeText, person_of(request), pk=pk)


@router.operation("GET", "/pledges", "laws.pledge", response=PledgesOut)
def list_pledges(request: HttpRequest, wanted: Query[Paged]) -> dict[str, Any]:
    """The pledges the caller may see (their own, or all), the newest first."""
    return part(_rows(request).order_by("-signed_on", "-pk"), wanted)


@router.operation("POST", "/pledges", "laws.record_pledges", response={201: list[PledgeOut], **PROBLEMS})
def record_pledges(request: HttpRequest, body: PledgesIn) -> Status[list[Pledge]]:
    """Record pledges on paper or clauses of contracts."""
    by = person_of(request)
    wanted = set(body.people)
    people = list(Person.objects.visible_to(by).filter(pk__in=wanted))
    if len(people) != len(wanted):
        raise Http404
    text = None if body.text is None else get_visible(PledgeText, by, pk=body.text)
    values = body.dict(exclude={"people", "text"})
    return Status(201, services.record_pledges(by=by, people=people, text=text, **values))


@router.operation("POST", "/pledges/sign", "laws.pledge", response={201: PledgeOut, **PROBLEMS})
def sign_pledge(request: HttpRequest, body: SignIn) -> Status[Pledge]:
    """Sign one's own pledge."""
    by = person_of(request)
    text = get_visible(PledgeText, by, pk=body.text)
    made = services.sign_pledge(by=by, text=text, signature=body.signature, agreed=body.agreed)
    return Status(201, made)


@router.operation("GET", "/pledges/standing", "laws.view_pledges", response=list[PledgeStandingOut])
def list_pledge_standings(request: HttpRequest) -> list[dict[str, Any]]:
    """How everybody who is here stands today."""
    rows = pledges.standings_today(person_of(request).institution, clock.today())
    return [
        {
            "person": row.person,
            "state": row.state,
            "pledge_id": row.pledge.pk if row.pledge else None,
            "ends_on": row.ends_on,
        }
        for row in rows
    ]


@router.operation("GET", "/pledges/{int:pk}", "laws.pledge", response={200: PledgeOut, **PROBLEMS})
def read_pledge(request: HttpRequest, pk: int) -> Pledge:
    """One pledge."""
    return _pledge(request, pk)


@router.operation(
    "POST", "/pledges/{int:pk}/withdraw", "laws.record_pledges", response={200: PledgeOut, **PROBLEMS}
)
def withdraw_pledge(request: HttpRequest, pk: int, body: PledgeReasonIn) -> Pledge:
    """Take back a pledge that was recorded by mistake."""
    return services.withdraw_pledge(by=person_of(request), pledge=_pledge(request, pk), reason=body.reason)
