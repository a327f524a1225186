"""The hospital in which these tests play: its executive and its planning manager."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock

from .factories import make_planner

TODAY = date(2026, 6, 1)


@pytest.fixture
def today() -> Iterator[date]:
    """Every test here stands on 1 June 2026 unless it moves the clock itself."""
    with clock.at(TODAY):
        yield TODAY


@pytest.fixture
def executive(db: None, today: date) -> Person:
    return make_hospital()


@pytest.fixture
def planner(executive: Person) -> Person:
    return make_planner(executive)
