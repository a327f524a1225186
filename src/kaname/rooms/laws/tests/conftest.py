"""A hospital with its executive, safety officer, planning manager and some staff, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock

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
def officer(executive: Person) -> Person:
    return make_person(
        executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER], account=True, starts_on=BEGAN
    )


@pytest.fixture
def manager(executive: Person) -> Person:
    return make_person(
        executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True, starts_on=BEGAN
    )


@pytest.fixture
def staff(executive: Person) -> Person:
    return make_person(executive.institution, "西村 空", roles=[Role.STAFF], account=True, starts_on=BEGAN)


@pytest.fixture
def vendor(executive: Person) -> Person:
    return make_person(
        executive.institution,
        "山口 亮",
        roles=[Role.VENDOR],
        account=True,
        starts_on=BEGAN,
        kind="VENDOR_STAFF",
        employer="みなとシステム株式会社",
    )
