"""The register of information systems over the REST API: the same services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.search import search_key

from . import selectors, services
from .choices import Criticality, Placement, RemoteMaintenance
from .models import InformationSystem

router = PersonRouter(tags=["assets"])


class SystemDepartmentOut(Schema):
    """A department, by id and name."""

    id: int
    name: str


class SystemOut(Schema):
    """An information system; `ends_on` is its last day of use."""

    id: int
    ref: str
    number: str
    name: str
    purpose: str
    owner: NamedPersonOut | None
    department: SystemDepartmentOut | None
    vendor_name: str
    criticality: Criticality
    placement: Placement
    location: str
    holds_patient_data: bool
    remote_maintenance: RemoteMaintenance
    remote_path: str
    note: str
    starts_on: date
    ends_on: date | None
    end_reason: str
    revision: int

    @staticmethod
    def resolve_ref(system: InformationSystem) -> str:
        return ref_of(system)


class SystemsOut(Schema):
    """Some of the systems, and how many there are in all."""

    count: int
    items: list[SystemOut]


class SystemFilter(Paged):
    """Which systems to list; `q` searches names, numbers, purposes and vendors."""

    q: str = Field("", max_length=200)
    criticality: Criticality | None = None
    ended: bool = False


class SystemPatch(Schema):
    """What to change of a system; what is left out stays. `revision` is the one that was read."""

    name: str | None = Field(None, max_length=100)
    purpose: str | None = Field(None, max_length=300)
    criticality: Criticality | None = None
    number: str | None = Field(None, max_length=20)
    owner: int | None = Field(None, le=2**62)
    department: int | None = Field(None, le=2**62)
    vendor_name: str | None = Field(None, max_length=200)
    placement: Placement | None = None
    location: str | None = Field(None, max_length=200)
    holds_patient_data: bool | None = None
    remote_maintenance: RemoteMaintenance | None = None
    remote_path: str | None = Field(None, max_length=300)
    note: str | None = Field(None, max_length=5_000)
    starts_on: date | None = None
    revision: int | None = None


class SystemIn(SystemPatch):
    """A system for the register; without a number it gets the next one, without a first day today."""

    name: str = Field(max_length=100)
    purpose: str = Field(max_length=300)
    criticality: Criticality


class SystemRetireIn(Schema):
    """The last day of a system, and why."""

    ends_on: date
    reason: str = Field(max_length=300)
    revision: int | None = None


def _system(request: HttpRequest, pk: int, revision: int | None = None) -> InformationSystem:
    system: InformationSystem = narrow(selectors.system_rows(person_of(request)), pk=pk)
    system.revision = system.revision if revision is None else revision
    return system


def _values(request: HttpRequest, body: SystemPatch) -> dict[str, Any]:
    """What was said, with the people and departments that ids name. Owner and department may be said to be nobody."""
    said = body.dict(exclude_unset=True, exclude={"revision"})
    values = {n: v for n, v in said.items() if v is not None or n in ("owner", "department")}
    if values.get("owner") is not None:
        values["owner"] = get_visible(Person, person_of(request), pk=values["owner"])
    if values.get("department") is not None:
        model: Any = InformationSystem._meta.get_field("department").related_model
        found = model.objects.visible_to(person_of(request)).filter(pk=values["department"]).first()
        if found is None:
            raise Http404("department")
        values["department"] = found
    return values


@router.operation("GET", "/systems", "assets.view", response=SystemsOut)
def list_systems(request: HttpRequest, wanted: Query[SystemFilter]) -> dict[str, Any]:
    """The information systems in use (or, with `ended`, those that were), by number."""
    rows = selectors.system_rows(person_of(request)).filter(ends_on__isnull=not wanted.ended)
    for word in search_key(wanted.q).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.criticality:
        rows = rows.filter(criticality=wanted.criticality)
    return part(rows.order_by("number", "pk"), wanted)


@router.operation("POST", "/systems", "assets.manage", response={201: SystemOut, **PROBLEMS})
def register_system(request: HttpRequest, body: SystemIn) -> Status[InformationSystem]:
    """Enter a system that the hospital uses."""
    made = services.register_system(by=person_of(request), **_values(request, body))
    return Status(201, _system(request, made.pk))


@router.operation("GET", "/systems/{int:pk}", "assets.view", response={200: SystemOut, **PROBLEMS})
def read_system(request: HttpRequest, pk: int) -> InformationSystem:
    """One system."""
    return _system(request, pk)


@router.operation("PATCH", "/systems/{int:pk}", "assets.manage", response={200: SystemOut, **PROBLEMS})
def change_system(request: HttpRequest, pk: int, body: SystemPatch) -> InformationSystem:
    """Correct what the register says of a system."""
    system = _system(request, pk, body.revision)
    kept = {name: getattr(system, name) for name in ("name", "purpose", "criticality")}
    services.change_system(by=person_of(request), system=system, **kept | _values(request, body))
    return _system(request, pk)


@router.operation("POST", "/systems/{int:pk}/retire", "assets.manage", response={200: SystemOut, **PROBLEMS})
def retire_system(request: HttpRequest, pk: int, body: SystemRetireIn) -> InformationSystem:
    """Take a system out of use with its last day."""
    services.retire_system(
        by=person_of(request),
        system=_system(request, pk, body.revision),
        ends_on=body.ends_on,
        reason=body.reason,
    )
    return _system(request, pk)


@router.operation("POST", "/systems/{int:pk}/restore", "assets.manage", response={200: SystemOut, **PROBLEMS})
def restore_system(request: HttpRequest, pk: int) -> InformationSystem:
    """Put a system back that was taken out of use by mistake."""
    services.restore_system(by=person_of(request), system=_system(request, pk))
    return _system(request, pk)
