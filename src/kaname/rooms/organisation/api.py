"""The organisation over REST: people, appointments, departments, the institution's profile."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from kaname.foundation.access import services as access
from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, ProblemOut, part
from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock

from . import selectors, services
from .account_api import router as accounts
from .committee_api import router as committees
from .models import Appointment, AppointmentStatus, Department, FounderKind, Hosting
from .reporting_api import router as reporting
from .roles import AppointmentRole

router = PersonRouter(tags=["organisation"])
router.add_router("", accounts)
router.add_router("", committees)
router.add_router("", reporting)


class PersonOut(Schema):
    """A person of the register; `roles` are those held today."""

    id: int
    name: str
    kana: str
    kind: PersonKind
    title: str
    number: str
    employer: str
    starts_on: date
    ends_on: date | None
    roles: list[Role]
    has_account: bool
    revision: int

    @staticmethod
    def resolve_roles(person: Person) -> list[str]:
        return sorted(person.roles)

    @staticmethod
    def resolve_has_account(person: Person) -> bool:
        return person.user_id is not None


class PersonDetailOut(PersonOut):
    """A person with how to reach them."""

    email: str
    phone: str
    username: str | None
    is_account_active: bool

    @staticmethod
    def resolve_username(person: Person) -> str | None:
        return person.user.username if person.user else None

    @staticmethod
    def resolve_is_account_active(person: Person) -> bool:
        return bool(person.user and person.user.is_active)


class PeopleOut(Schema):
    """Some of the people, and how many there are in all."""

    count: int
    items: list[PersonOut]


class PeopleFilter(Paged):
    """Which people to list; `q` searches names, readings, titles and numbers."""

    q: str = Field("", max_length=200)
    kind: PersonKind | None = None
    active_on: date | None = None


class NewPersonIn(Schema):
    """Somebody new. Dispatched and vendor staff need `employer`."""

    name: str = Field(max_length=100, min_length=1)
    kind: PersonKind = PersonKind.EMPLOYEE
    kana: str = Field("", max_length=100)
    title: str = Field("", max_length=100)
    number: str = Field("", max_length=40)
    employer: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)
    starts_on: date | None = None
    ends_on: date | None = None


@router.operation("GET", "/people", "access.view_accounts", response=PeopleOut)
def list_people(request: HttpRequest, wanted: Query[PeopleFilter]) -> dict[str, Any]:
    """The register of people, in order of their reading."""
    rows = selectors.people_rows(request.person)  # type: ignore[attr-defined]
    for word in search_key(wanted.q).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.active_on:
        rows = rows.active_on(wanted.active_on)  # type: ignore[attr-defined]
    return _part(rows.order_by("kana", "name", "pk"), wanted)


@router.operation("POST", "/people", "access.manage_accounts", response={201: PersonDetailOut, **PROBLEMS})
def register_person(request: HttpRequest, data: NewPersonIn) -> Any:
    """Put somebody into the register."""
    made = access.register_person(by=request.person, **data.dict())  # type: ignore[attr-defined]
    return Status(201, narrow(selectors.people_rows(request.person), pk=made.pk))  # type: ignore[attr-defined]


@router.operation(
    "GET", "/people/{int:person_id}", "access.view_accounts", response={200: PersonDetailOut, **PROBLEMS}
)
def read_person(request: HttpRequest, person_id: int) -> Person:
    """One person."""
    return narrow(selectors.people_rows(request.person), pk=person_id)  # type: ignore[attr-defined]


class AppointmentOut(Schema):
    """A letter of appointment; `reports_to_id` null means the executives."""

    id: int
    ref: str
    number: str
    role: AppointmentRole
    person: NamedPersonOut
    deputy: NamedPersonOut | None
    duties: str
    authority: str
    starts_on: date
    ends_on: date | None
    reports_to_id: int | None
    replaces_id: int | None
    status: AppointmentStatus
    is_current: bool
    approved_by: NamedPersonOut | None
    approved_on: date | None
    decision_id: int | None
    end_reason: str
    letter_sha256: str
    revision: int

    @staticmethod
    def resolve_ref(row: Appointment) -> str:
        return ref_of(row)

    @staticmethod
    def resolve_is_current(row: Appointment) -> bool:
        return row.is_current_on(clock.today())


class AppointmentsOut(Schema):
    """Some of the appointments, and how many there are in all."""

    count: int
    items: list[AppointmentOut]


class AppointmentFilter(Paged):
    """Which appointments to list; `current_on` keeps those whose period covers a day."""

    role: AppointmentRole | None = None
    status: AppointmentStatus | None = None
    current_on: date | None = None


class AppointmentIn(Schema):
    """An appointment. An executive makes it at once; anybody else names the executive who is asked (`approver`)."""

    role: AppointmentRole
    person: int
    duties: str = Field(max_length=5_000)
    authority: str = Field(max_length=5_000)
    starts_on: date | None = None
    ends_on: date | None = None
    deputy: int | None = None
    reports_to: int | None = None
    replaces: int | None = None
    approver: int | None = None


class EndIn(Schema):
    """The last day of an appointment, and why; `revision` is the one that was read."""

    ends_on: date
    reason: str = Field(max_length=300)
    revision: int | None = None


@router.operation("GET", "/appointments", "organisation.view", response=AppointmentsOut)
def list_appointments(request: HttpRequest, wanted: Query[AppointmentFilter]) -> dict[str, Any]:
    """The appointments of the hospital, newest first."""
    rows = selectors.appointment_rows(request.person)  # type: ignore[attr-defined]
    if wanted.role:
        rows = rows.filter(role=wanted.role)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.current_on:
        rows = rows.current_on(wanted.current_on)  # type: ignore[attr-defined]
    return _part(rows.order_by("-fiscal_year", "-serial"), wanted)


@router.operation("POST", "/appointments", "organisation.propose", response={201: AppointmentOut, **PROBLEMS})
def make_appointment(request: HttpRequest, data: AppointmentIn) -> Any:
    """Appoint somebody (an executive), or ask an executive to."""
    by: Person = request.person  # type: ignore[attr-defined]
    values = data.dict(exclude={"person", "deputy", "reports_to", "replaces", "approver"})
    people = {name: _row(Person, by, getattr(data, name)) for name in ("person", "deputy", "approver")}
    letters = {name: _row(Appointment, by, getattr(data, name)) for name in ("reports_to", "replaces")}
    approver = people.pop("approver")
    if approver is None:
        made = services.appoint(by=by, **values, **people, **letters)
    else:
        made = services.propose_appointment(by=by, approver=approver, **values, **people, **letters)
    return Status(201, narrow(selectors.appointment_rows(by), pk=made.pk))


def _row(model: type[Any], by: Person, pk: int | None) -> Any:
    return None if pk is None else get_visible(model, by, pk=pk)


@router.operation(
    "GET",
    "/appointments/{int:appointment_id}",
    "organisation.view",
    response={200: AppointmentOut, **PROBLEMS},
)
def read_appointment(request: HttpRequest, appointment_id: int) -> Appointment:
    """One appointment."""
    return narrow(selectors.appointment_rows(request.person), pk=appointment_id)  # type: ignore[attr-defined]


@router.operation(
    "POST",
    "/appointments/{int:appointment_id}/end",
    "organisation.end_appointment",
    response={200: AppointmentOut, 409: ProblemOut, **PROBLEMS},
)
def end_appointment(request: HttpRequest, appointment_id: int, data: EndIn) -> Appointment:
    """End an appointment with its last day."""
    by: Person = request.person  # type: ignore[attr-defined]
    row = narrow(selectors.appointment_rows(by), pk=appointment_id)
    row.revision = row.revision if data.revision is None else data.revision
    return services.end_appointment(by=by, appointment=row, ends_on=data.ends_on, reason=data.reason)


class DepartmentOut(Schema):
    """A department; `contact` answers for security there today."""

    id: int
    name: str
    parent_id: int | None
    contact: NamedPersonOut | None
    starts_on: date
    ends_on: date | None

    @staticmethod
    def resolve_contact(department: Department) -> Person | None:
        return selectors.contact_on(department, clock.today())


class DepartmentsOut(Schema):
    """Some of the departments, and how many there are in all."""

    count: int
    items: list[DepartmentOut]


@router.operation("GET", "/departments", "organisation.view", response=DepartmentsOut)
def list_departments(request: HttpRequest, wanted: Query[Paged]) -> dict[str, Any]:
    """The departments, with who answers for security in each."""
    return _part(selectors.department_rows(request.person).order_by("name", "pk"), wanted)  # type: ignore[attr-defined]


class ProfileSystemOut(Schema):
    """A system of the profile, and where it runs."""

    name: str
    hosting: Hosting
    vendor: str


class InstitutionOut(Schema):
    """The hospital: its profile (null until recorded) and the pattern decided."""

    code: str
    name: str
    beds: int | None = None
    sites: int | None = None
    has_own_operator: bool | None = None
    founder: FounderKind | None = None
    emergency_level: str = ""
    systems: list[ProfileSystemOut] = []
    applicability_pattern: str | None = None
    applicability_review_on: date | None = None


@router.operation("GET", "/institution", "organisation.view", response=InstitutionOut)
def read_institution(request: HttpRequest) -> dict[str, Any]:
    """The hospital of the caller."""
    home = request.person.institution  # type: ignore[attr-defined]
    profile, decided = selectors.profile_of(home), selectors.applicability_in_force(home)
    found: dict[str, Any] = {"code": str(home.code), "name": home.name}
    if profile is not None:
        names = ("beds", "sites", "has_own_operator", "founder", "emergency_level")
        found |= {name: getattr(profile, name) for name in names}
        found["systems"] = list(profile.systems.all())
    if decided is not None:
        found |= {"applicability_pattern": decided.pattern, "applicability_review_on": decided.review_on}
    return found


def _part(rows: Any, wanted: Paged) -> dict[str, Any]:
    return part(rows, wanted)
