"""A hospital with an executive, and somebody of each kind that these tests need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role

from .factories import make_hospital, make_person


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def executive(db) -> Person:
    return make_hospital()


@pytest.fixture
def officer(executive) -> Person:
    return make_person(executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER], account=True)


@pytest.fixture
def manager(executive) -> Person:
    return make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)


@pytest.fixture
def staff(executive) -> Person:
    return make_person(executive.institution, "西村 空", roles=[Role.STAFF], account=True)


def browser(person: Person) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person.user)
    return client
