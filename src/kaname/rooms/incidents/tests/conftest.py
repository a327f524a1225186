"""A hospital with those who deal with an incident, at a quarter past two in the night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.rooms.incidents import services
from kaname.rooms.incidents.models import Incident

BEGAN = date(2026, 4, 1)
NIGHT = datetime(2026, 11, 18, 17, 15, tzinfo=UTC)
"""02:15 on 19 November in Japan."""


@pytest.fixture(autouse=True)
def _night(db: None) -> Iterator[None]:
    with clock.at(NIGHT):
        yield


@dataclass
class House:
    """Who is there."""

    executive: Person
    officer: Person
    planner: Person
    operator: Person
    nurse: Person

    @property
    def institution(self):  # type: ignore[no-untyped-def]
        return self.executive.institution


@pytest.fixture
def house() -> House:
    with clock.at(BEGAN):
        executive = make_hospital()
        there = executive.institution

        def somebody(name: str, role: str) -> Person:
            address = f"{role.lower().replace('_', '.')}@minato.example"
            return make_person(there, name, roles=[role], account=True, starts_on=BEGAN, email=address)

        return House(
            executive,
            somebody("森田 葵", Role.SAFETY_OFFICER),
            somebody("中野 翔", Role.PLANNING_MANAGER),
            somebody("石井 蓮", Role.OPERATIONS_STAFF),
            somebody("西村 空", Role.STAFF),
        )


@pytest.fixture
def alarm(house: House) -> Incident:
    return services.raise_alarm(by=house.nurse, what="電子カルテの画面に脅迫文が出ている", place="東2病棟")


@pytest.fixture
def incident(house: House, alarm: Incident) -> Incident:
    return services.declare(by=house.operator, incident=alarm, title="電子カルテの停止", severity="MAJOR")


def later(minutes: float) -> datetime:
    """So many minutes after the alarm."""
    return NIGHT + timedelta(minutes=minutes)


def know_attack(house: House, incident: Incident, **more: object) -> None:
    """It is ransomware, and care suffers."""
    known = {"cause": "RANSOMWARE", "suspects_attack": True, "affects_care": True, "data": ["MEDICAL"]}
    services.revise_facts(
        by=house.officer, incident=incident, change_note="脅迫文を確かめた", **{**known, **more}
    )
