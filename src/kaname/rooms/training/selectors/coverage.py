"""How far training has come: by course, department and kind of person, and who is missing. All of it set-wise."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, PersonKind
from kaname.rooms.training.models import Course
from kaname.rooms.training.standing import Standing, standing_of

NO_DEPARTMENT = 0


@dataclass(frozen=True)
class Tally:
    """Of those addressed, how many are through, how many still have time, how many are missing; `code` of which course."""

    addressed: int = 0
    through: int = 0
    waiting: int = 0
    code: str = ""

    @property
    def missing(self) -> int:
        """Whose time is over."""
        return self.addressed - self.through - self.waiting

    @property
    def percent(self) -> int:
        """How many of a hundred are through, rounded down, so that 100 means everybody; 100 when nobody is addressed."""
        return self.through * 100 // self.addressed if self.addressed else 100

    @property
    def tone(self) -> str:
        """How to show it: somebody is missing, somebody still has time, or all are through."""
        return "bad" if self.missing else "warn" if self.waiting else "good"

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.addressed + other.addressed, self.through + other.through, self.waiting + other.waiting
        )


@dataclass(frozen=True)
class CourseLine:
    """A course with its tally over everybody."""

    course: Course
    tally: Tally


@dataclass(frozen=True)
class GroupLine:
    """A department or a kind of person: its tally over the required courses, and one for each course."""

    key: int | str
    label: str | Promise
    people: int
    tally: Tally
    by_course: tuple[Tally, ...] = field(default=())


@dataclass(frozen=True)
class Coverage:
    """The whole picture of a day. `total` and the groups count the required courses only."""

    on: date
    courses: tuple[CourseLine, ...]
    departments: tuple[GroupLine, ...]
    kinds: tuple[GroupLine, ...]
    total: Tally
    people: int
    people_missing: int

    @property
    def required(self) -> tuple[CourseLine, ...]:
        """The lines of the courses that one must take, in the order of each group's `by_course`."""
        return tuple(line for line in self.courses if line.course.is_required)


def coverage(institution: Institution, on: date) -> Coverage:
    """How far training has come on a day; at most six queries, however many people, courses and years there are."""
    standing = standing_of(institution, on)
    sets = {course.pk: _sets(standing, course) for course in standing.courses}
    required = {course.code: sets[course.pk] for course in standing.required}
    lines = tuple(CourseLine(course, _tally(*sets[course.pk])) for course in standing.courses)
    present = standing.crowd.present(on)
    missing = set().union(
        *(addressed - through - waiting for addressed, through, waiting in required.values())
    )
    return Coverage(
        on=on,
        courses=lines,
        departments=_groups(_by_department(standing), _department_names(standing), required),
        kinds=_groups(_by_kind(standing), dict(PersonKind.choices), required),
        total=sum((line.tally for line in lines if line.course.is_required), Tally()),
        people=len(present),
        people_missing=len(missing),
    )


Sets = tuple[frozenset[int], frozenset[int], set[int]]


def _sets(standing: Standing, course: Course) -> Sets:
    addressed = standing.addressed(course)
    return addressed, addressed & standing.through[course.pk], standing.waiting(course)


def _tally(addressed: Set[int], through: Set[int], waiting: Set[int], code: str = "") -> Tally:
    return Tally(len(addressed), len(through), len(waiting), code)


def _groups(
    people: Mapping[int | str, frozenset[int]],
    names: Mapping[int | str, str | Promise],
    required: Mapping[str, Sets],
) -> tuple[GroupLine, ...]:
    found = []
    for key, label in names.items():
        members = people.get(key, frozenset())
        if members:
            tallies = tuple(
                _tally(addressed & members, through & members, waiting & members, code)
                for code, (addressed, through, waiting) in required.items()
            )
            found.append(GroupLine(key, label, len(members), sum(tallies, Tally()), tallies))
    return tuple(found)


def _by_kind(standing: Standing) -> dict[int | str, frozenset[int]]:
    people, present = standing.crowd.people, standing.crowd.present(standing.on)
    return {kind: frozenset(p for p in present if people[p][0] == kind) for kind in PersonKind.values}


def _by_department(standing: Standing) -> dict[int | str, frozenset[int]]:
    where = standing.crowd.departments_of()
    found: dict[int | str, set[int]] = {}
    for person in standing.crowd.present(standing.on):
        found.setdefault(where.get(person, NO_DEPARTMENT), set()).add(person)
    return {key: frozenset(people) for key, people in found.items()}


def _department_names(standing: Standing) -> dict[int | str, str | Promise]:
    names: dict[int | str, str | Promise] = dict(standing.crowd.tree.names.items())
    return {**names, NO_DEPARTMENT: _("部門なし")}


def open_ends(institution: Institution, on: date, *, state: str = "") -> dict[int, list[Course]]:
    """By person, the required courses they are not through with; `state` MISSING or WAITING narrows."""
    return ends_in(standing_of(institution, on), state)


def ends_in(standing: Standing, state: str = "") -> dict[int, list[Course]]:
    """The same, of a standing that is read already."""
    found: dict[int, list[Course]] = {}
    for course in standing.required:
        waiting = standing.waiting(course)
        missing = standing.addressed(course) - standing.through[course.pk] - waiting
        wanted = {"MISSING": missing, "WAITING": waiting}.get(state, missing | waiting)
        for person in wanted:
            found.setdefault(person, []).append(course)
    return found
