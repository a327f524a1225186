"""Whom a session expects, department by department, and who of them was there: what its page, sheet and form show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.audiences.crowd import Crowd, crowd

from .models import Attendance, Session

NOWHERE = ""


@dataclass(frozen=True)
class Expected:
    """One person whom a session expects or who came, with their department's name and their attendance, if any."""

    person: Person
    department: str
    attendance: Attendance | None
    is_expected: bool = True


@dataclass(frozen=True)
class Roll:
    """The people of a session, in the order of departments and names; `unrecognised` are those nobody could place."""

    lines: tuple[Expected, ...]
    unrecognised: tuple[Attendance, ...]

    @property
    def expected(self) -> list[Expected]:
        """Who should be there."""
        return [line for line in self.lines if line.is_expected]

    @property
    def present(self) -> list[Expected]:
        """Who was there."""
        return [line for line in self.lines if line.attendance is not None]

    @property
    def absent(self) -> list[Expected]:
        """Who should have been there."""
        return [line for line in self.lines if line.attendance is None]

    @property
    def by_department(self) -> list[tuple[str, list[Expected]]]:
        """The lines by department, those without one last."""
        found: dict[str, list[Expected]] = {}
        for line in self.lines:
            found.setdefault(line.department, []).append(line)
        return list(found.items())


def roll_of(session: Session) -> Roll:
    """Whom a session expects (the chosen, else the course's audience on its day) and who came. Some six queries."""
    wanted = set(session.invitations.values_list("person_id", flat=True)) or _audience(session)
    came = list(session.attendances.order_by("signed_at", "pk"))
    known = {row.person_id: row for row in came if row.person_id}
    people = Person.objects.of(session.institution).filter(pk__in=[*wanted, *known])
    names = department_names(
        session.institution, session.held_on, crowd(session.institution, session.held_on)
    )
    lines = [
        Expected(person, names.get(person.pk, NOWHERE), known.get(person.pk), person.pk in wanted)
        for person in people.order_by("kana", "name", "pk")
    ]
    lines.sort(key=lambda line: (line.department == NOWHERE, line.department))
    return Roll(tuple(lines), tuple(row for row in came if row.person_id is None))


def expected_keys(session: Session) -> frozenset[int]:
    """The keys of the people whom a session expects."""
    return frozenset(session.invitations.values_list("person_id", flat=True)) or frozenset(_audience(session))


def _audience(session: Session) -> set[int]:
    people = crowd(session.institution, session.held_on)
    return set(people.members(session.course.rule, since=session.course.opened_on))


def department_names(institution: Institution, day: date, people: Crowd) -> dict[int, str]:
    """Each person's department on a day, by name."""
    names = people.tree.names
    return {
        person: names[department]
        for person, department in people.departments_of(day).items()
        if department in names
    }


def listed(lines: Iterable[Expected], department: str) -> Sequence[Expected]:
    """The lines of one department."""
    return [line for line in lines if line.department == department]
