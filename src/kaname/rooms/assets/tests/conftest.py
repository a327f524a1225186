"""A hospital with its executive, operations staff and somebody of the wards, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.rooms.assets import services
from kaname.rooms.assets.models import InformationSystem

BEGAN = date(2026, 4, 1)
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def executive() -> Person:
    with clock.at(BEGAN):
        return make_hospital()


@pytest.fixture
def operator(executive: Person) -> Person:
    return make_person(
        executive.institution, "中野 翔", roles=[Role.OPERATIONS_STAFF], account=True, starts_on=BEGAN
    )


@pytest.fixture
def staff(executive: Person) -> Person:
    return make_person(executive.institution, "西村 空", roles=[Role.STAFF], account=True, starts_on=BEGAN)


def make_system(by: Person, name: str = "電子カルテ", **fields: object) -> InformationSystem:
    usual = {"purpose": "診療の記録", "criticality": "VITAL"}
    return services.register_system(by=by, name=name, **{**usual, **fields})
