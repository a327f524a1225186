"""A hospital whose people are here but not yet appointed to anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock

TODAY = date(2026, 11, 22)


@dataclass
class House:
    """One person for each part; only the executives, the manager, the auditor and one of the staff can sign in."""

    executive: Person
    second: Person
    manager: Person
    auditor: Person
    staff: Person
    officer: Person
    planner: Person
    operator: Person


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """The hospital on 22 November 2026; everybody came on 1 April 2024."""
    start = date(2024, 4, 1)
    with clock.at(start):
        executive = make_hospital()
        home = executive.institution
        made = House(
            executive=executive,
            second=make_person(home, "藤井 誠", roles=[Role.EXECUTIVE], title="副院長", account=True),
            manager=make_person(home, "高橋 航", roles=[Role.PLANNING_MANAGER], account=True),
            auditor=make_person(home, "岡本 遥", roles=[Role.AUDITOR], account=True),
            staff=make_person(home, "西村 空", roles=[Role.STAFF], account=True),
            officer=make_person(home, "森田 葵", account=True),
            planner=make_person(home, "中野 翔", account=True),
            operator=make_person(home, "石井 蓮", account=True),
        )
    with clock.at(TODAY):
        made.executive = Person.objects.get(pk=executive.pk)
        yield made
