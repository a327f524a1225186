"""A hospital with its executive and the planning manager who writes, on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.rooms.documents.tests.factories import make_author

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def executive() -> Person:
    return make_hospital()


@pytest.fixture
def author(executive: Person) -> Person:
    return make_author(executive)
