"""What somebody who answers for a department learns of it: who of it has courses to take, and which are overdue.

Source: 経営管理編 3.1.2 ③, 3.2.2 ①
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.ledger.findings import ask

from .models import Course
from .selectors.coverage import open_ends
from .standing import standing_of


@dataclass(frozen=True)
class Learner:
    """Somebody with courses to take: those whose time is over, and those that still have time."""

    person: Person
    late: tuple[Course, ...]
    waiting: tuple[Course, ...]


@dataclass(frozen=True)
class DepartmentTraining:
    """A department with whoever of it has courses to take, the overdue first."""

    name: str
    learners: tuple[Learner, ...]


def departments_answered_for(person: Person, on: date) -> list[DepartmentTraining]:
    """The departments for which somebody answers on a day. A handful of queries."""
    contacts = ask("department_contacts", person.institution, on=on, person_id=person.pk)
    if not contacts:
        return []
    late = open_ends(person.institution, on, state="MISSING")
    waiting = open_ends(person.institution, on, state="WAITING")
    where = standing_of(person.institution, on).crowd.departments_of()
    mine = {row.role for row in contacts}
    people = _people(person.institution, {p for p in {*late, *waiting} if str(where.get(p)) in mine})
    return [
        DepartmentTraining(
            row.label,
            tuple(_learners([p for p in people if str(where[p.pk]) == row.role], late, waiting)),
        )
        for row in contacts
    ]


def _people(institution: Institution, keys: set[int]) -> list[Person]:
    return list(Person.objects.of(institution).filter(pk__in=keys).order_by("kana", "name", "pk"))


def _learners(
    people: list[Person], late: Mapping[int, list[Course]], waiting: Mapping[int, list[Course]]
) -> list[Learner]:
    found = [Learner(p, tuple(late.get(p.pk, ())), tuple(waiting.get(p.pk, ()))) for p in people]
    return sorted(found, key=lambda learner: not learner.late)
