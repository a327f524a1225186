"""A hospital with its executive, a manager, operations staff, staff, a vendor's person, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import QuerySet

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import services
from kaname.foundation.contacts.models import Contact
from kaname.foundation.notices.models import Mail

BEGAN = date(2026, 4, 1)
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    cache.clear()
    with clock.at(TODAY):
        yield


@pytest.fixture
def executive() -> Person:
    with clock.at(BEGAN):
        return make_hospital()


def _member(executive: Person, name: str, role: Role, **more: Any) -> Person:
    return make_person(executive.institution, name, roles=[role], account=True, starts_on=BEGAN, **more)


@pytest.fixture
def manager(executive: Person) -> Person:
    return _member(executive, "三浦 香織", Role.PLANNING_MANAGER, email="miura@minato.example.jp")


@pytest.fixture
def operator(executive: Person) -> Person:
    return _member(executive, "中野 翔", Role.OPERATIONS_STAFF)


@pytest.fixture
def staff(executive: Person) -> Person:
    return _member(executive, "西村 空", Role.STAFF)


@pytest.fixture
def vendor_person(executive: Person) -> Person:
    return _member(executive, "山口 亮", Role.VENDOR)


def make_contact(by: Person, organisation: str = "碧海システムズ株式会社", **fields: Any) -> Contact:
    usual: dict[str, Any] = {"party": "VENDOR", "phone_day": "03-0000-1234", "phone_night": "0120-000-111"}
    return services.register_contact(by=by, organisation=organisation, **{**usual, **fields})


def make_inside(by: Person, person: Person, **fields: Any) -> Contact:
    return services.register_contact(
        by=by, party="INSIDE", person=person, **{"phone_day": "内線 2400", **fields}
    )


def confirm(by: Person, contact: Contact, **fields: Any) -> Any:
    fresh = Contact.objects.select_related("person", "institution").get(pk=contact.pk)
    return services.confirm_by_phone(by=by, contact=fresh, **{"reached": "受付", **fields})


def mails(by: Person) -> QuerySet[Mail]:
    rows: QuerySet[Mail] = Mail.objects.of(by.institution).filter(person__isnull=True)
    return rows.order_by("pk")


def send_link(by: Person, contact: Contact) -> str:
    """Send a link and return its address, as it stands in the mail."""
    services.ask_by_link(by=by, contact=contact, address=lambda path: f"https://kaname.example.jp{path}")
    mail = mails(by).last()
    assert mail is not None
    line = next(line for line in mail.body.splitlines() if line.startswith("https://"))
    return line.removeprefix("https://kaname.example.jp")


def make_system(by: Person, name: str, **fields: Any) -> Any:
    """An information system; the room is named by string, since it stands in the storey above."""
    rooms = import_module("kaname.rooms.assets.services")
    return rooms.register_system(by=by, name=name, **{"purpose": "記録", "criticality": "VITAL", **fields})
