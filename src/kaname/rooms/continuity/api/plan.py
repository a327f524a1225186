"""The impact analysis and the plan's structured part over the REST API: the same services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.continuity import services
from kaname.rooms.continuity.choices import Band, Harm, OtherImpact, PartKey, PhaseStatus
from kaname.rooms.continuity.models import CareFunction
from kaname.rooms.continuity.selectors.impact import function_rows, impact_row
from kaname.rooms.continuity.selectors.plan import document_in_force, part_lines, phase_lines
from kaname.rooms.continuity.selectors.systems import system_model

router = PersonRouter(tags=["continuity"])
_ID = 2**62


class NamedSystemOut(Schema):
    """An information system, by id and name."""

    id: int
    name: str


class ImpactOut(Schema):
    """What happens in one band of time: to patients, otherwise, in words."""

    band: Band
    harm: Harm
    other: OtherImpact
    note: str


class ImpactIn(Schema):
    """The same, as it is said."""

    band: Band
    harm: Harm = Harm.NONE
    other: OtherImpact = OtherImpact.NONE
    note: str = Field("", max_length=300)


class CareFunctionOut(Schema):
    """A service of the impact analysis. Lengths of time are minutes."""

    id: int
    ref: str
    name: str
    priority: int | None
    owner: NamedPersonOut | None
    rto_minutes: int | None
    rpo_minutes: int | None
    fallback: str
    systems: list[NamedSystemOut]
    impacts: list[ImpactOut]
    ends_on: date | None
    revision: int

    @staticmethod
    def resolve_ref(function: CareFunction) -> str:
        return ref_of(function)

    @staticmethod
    def resolve_systems(function: CareFunction) -> list[Any]:
        return [link.system for link in function.links.all()]

    @staticmethod
    def resolve_impacts(function: CareFunction) -> list[Any]:
        return impact_row(function).cells


class CareFunctionsOut(Schema):
    """Some of the services, and how many there are in all."""

    count: int
    items: list[CareFunctionOut]


class CareFunctionPatch(Schema):
    """What to change of a service; what is left out stays. `systems` and `owner` are ids."""

    name: str | None = Field(None, max_length=100)
    priority: int | None = Field(None, ge=1, le=999)
    owner: int | None = Field(None, le=_ID)
    rto_minutes: int | None = Field(None, ge=0, le=525_600)
    rpo_minutes: int | None = Field(None, ge=0, le=525_600)
    fallback: str | None = Field(None, max_length=5_000)
    systems: list[int] | None = Field(None, max_length=200)
    impacts: list[ImpactIn] | None = Field(None, max_length=6)
    revision: int | None = None


class CareFunctionIn(CareFunctionPatch):
    """A service for the analysis."""

    name: str = Field(max_length=100)


class CareFunctionEndIn(Schema):
    """Why a service leaves the analysis."""

    reason: str = Field(max_length=300)
    revision: int | None = None


class PlanPartOut(Schema):
    """A part of the plan: what it says, whom it names, since when."""

    key: PartKey
    text: str
    person: NamedPersonOut | None
    starts_on: date | None
    is_whole: bool


class PhaseItemOut(Schema):
    """An item of the five phases, and what was found of it."""

    id: str
    number: str
    phase: str
    text: str
    status: PhaseStatus
    place: str
    owner: NamedPersonOut | None
    checked_on: date | None
    note: str


class ContinuityPlanOut(Schema):
    """The plan's structured part; `document` is the version in force of the controlled document."""

    document: str
    approved_on: date | None
    parts: list[PlanPartOut]
    items: list[PhaseItemOut]


class PlanPartIn(Schema):
    """What a part says from today; `person` is an id."""

    text: str = Field("", max_length=5_000)
    person: int | None = Field(None, le=_ID)


class PhaseItemIn(Schema):
    """Whether the plan settles an item."""

    status: PhaseStatus
    place: str = Field("", max_length=200)
    owner: int | None = Field(None, le=_ID)
    checked_on: date | None = None
    note: str = Field("", max_length=500)


def person_by_id(request: HttpRequest, pk: int | None) -> Person | None:
    """The person an id names, or 404; None for None."""
    return get_visible(Person, person_of(request), pk=pk) if pk is not None else None


def system_by_id(request: HttpRequest, pk: int) -> Any:
    """The information system an id names, or 404."""
    return narrow(system_model().objects.visible_to(person_of(request)), pk=pk)


def _function(request: HttpRequest, pk: int, revision: int | None = None) -> CareFunction:
    row: CareFunction = narrow(function_rows(person_of(request)), pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


def _values(request: HttpRequest, body: CareFunctionPatch) -> dict[str, Any]:
    said = body.dict(exclude_unset=True, exclude={"revision", "impacts"})
    nullable = ("owner", "priority", "rto_minutes", "rpo_minutes")
    values = {n: v for n, v in said.items() if v is not None or n in nullable}
    if "owner" in values:
        values["owner"] = person_by_id(request, values["owner"])
    if "systems" in values:
        values["systems"] = [system_by_id(request, pk) for pk in values["systems"]]
    if body.impacts is not None:
        values["impacts"] = {
            line.band.value: services.BandLine(line.harm, line.other, line.note) for line in body.impacts
        }
    return values


@router.operation("GET", "/care-functions", "continuity.view", response=CareFunctionsOut)
def list_care_functions(request: HttpRequest, wanted: Query[Paged]) -> dict[str, Any]:
    """The services of the analysis, the first to resume at the head."""
    return part(function_rows(person_of(request)).filter(ends_on__isnull=True).in_order(), wanted)


@router.operation("POST", "/care-functions", "continuity.plan", response={201: CareFunctionOut, **PROBLEMS})
def add_care_function(request: HttpRequest, body: CareFunctionIn) -> Status[CareFunction]:
    """Enter a service into the analysis."""
    made = services.add_function(by=person_of(request), **_values(request, body))
    return Status(201, _function(request, made.pk))


@router.operation(
    "GET", "/care-functions/{int:pk}", "continuity.view", response={200: CareFunctionOut, **PROBLEMS}
)
def read_care_function(request: HttpRequest, pk: int) -> CareFunction:
    """One service."""
    return _function(request, pk)


@router.operation(
    "PATCH", "/care-functions/{int:pk}", "continuity.plan", response={200: CareFunctionOut, **PROBLEMS}
)
def change_care_function(request: HttpRequest, pk: int, body: CareFunctionPatch) -> CareFunction:
    """Say what has changed of a service."""
    function = _function(request, pk, body.revision)
    values = {"name": function.name, **_values(request, body)}
    services.change_function(by=person_of(request), function=function, **values)
    return _function(request, pk)


@router.operation(
    "POST", "/care-functions/{int:pk}/end", "continuity.plan", response={200: CareFunctionOut, **PROBLEMS}
)
def end_care_function(request: HttpRequest, pk: int, body: CareFunctionEndIn) -> CareFunction:
    """Take a service out of the analysis."""
    function = _function(request, pk, body.revision)
    services.end_function(by=person_of(request), function=function, reason=body.reason)
    return _function(request, pk)


def _plan(request: HttpRequest) -> dict[str, Any]:
    institution, today = person_of(request).institution, clock.today()
    document = document_in_force(institution, today)
    parts = [
        {
            "key": line.key,
            "text": line.part.text if line.part else "",
            "person": line.part.person if line.part else None,
            "starts_on": line.part.starts_on if line.part else None,
            "is_whole": line.is_whole,
        }
        for line in part_lines(institution, today)
    ]
    items = [
        {
            "id": line.item.id,
            "number": line.item.number,
            "phase": line.item.phase,
            "text": str(line.item.words),
            "status": line.status,
            "place": line.check.place if line.check else "",
            "owner": line.check.owner if line.check else None,
            "checked_on": line.check.checked_on if line.check else None,
            "note": line.check.note if line.check else "",
        }
        for phase in phase_lines(institution)
        for line in phase.lines
    ]
    return {
        "document": document.label if document else "",
        "approved_on": document.starts_on if document else None,
        "parts": parts,
        "items": items,
    }


@router.operation("GET", "/continuity-plan", "continuity.view", response=ContinuityPlanOut)
def read_continuity_plan(request: HttpRequest) -> dict[str, Any]:
    """The plan's structured part as it is today."""
    return _plan(request)


@router.operation(
    "PUT",
    "/continuity-plan/parts/{part_key}",
    "continuity.plan",
    response={200: ContinuityPlanOut, **PROBLEMS},
)
def write_plan_part(request: HttpRequest, part_key: str, body: PlanPartIn) -> dict[str, Any]:
    """Say what a part of the plan is from today."""
    person = person_by_id(request, body.person)
    services.write_part(by=person_of(request), key=part_key, text=body.text, person=person)
    return _plan(request)


@router.operation(
    "PUT",
    "/continuity-plan/items/{item_key}",
    "continuity.manage",
    response={200: ContinuityPlanOut, **PROBLEMS},
)
def check_phase_item(request: HttpRequest, item_key: str, body: PhaseItemIn) -> dict[str, Any]:
    """Say whether the plan settles an item of the five phases."""
    values = {**body.dict(), "owner": person_by_id(request, body.owner)}
    services.check_item(by=person_of(request), item=item_key, **values)
    return _plan(request)
