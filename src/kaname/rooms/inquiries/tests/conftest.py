"""A hospital with its executive, safety officer and desk, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries.models import ContactPoint

from .factories import make_desk, make_worker

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def executive() -> Person:
    return make_hospital()


@pytest.fixture
def officer(executive: Person) -> Person:
    return make_person(
        executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER], email="officer@example.jp"
    )


@pytest.fixture
def worker(executive: Person) -> Person:
    return make_worker(executive)


@pytest.fixture
def desk(executive: Person, worker: Person) -> ContactPoint:
    return make_desk(executive, worker)
