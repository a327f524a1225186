"""Who belongs to an audience on a day: for everybody at once (`Crowd`), or for one person (`Standpoint`).

Where people work is organisation's to know: it publishes the facts `postings_current` (person_id; role is the
department's key) and `departments_current` (role is the key of the department above).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import Fact, ask, once

from .rules import Audience

# What a condition that asks for members must name, so that it is asked again when they change.
READS = ("access.person", "access.membership")
FACTS = ("postings_current", "departments_current")
Span = tuple[int, date, date | None]


class Crowd:
    """The people who belong to the hospital on a day or come later, with what audiences ask of them.

    At most four queries, whatever the number of audiences and days asked: the day itself or any later one.
    """

    def __init__(self, institution: Institution, on: date) -> None:
        self.institution, self.on = institution, on
        self._present: dict[date, frozenset[int]] = {}

    @cached_property
    def people(self) -> dict[int, tuple[str, date, date | None]]:
        """Kind, first and last day by person."""
        rows = Person.objects.of(self.institution).filter(_from(self.on))
        return {
            pk: (kind, starts_on, ends_on)
            for pk, kind, starts_on, ends_on in rows.values_list("pk", "kind", "starts_on", "ends_on")
        }

    @cached_property
    def _roles(self) -> dict[str, list[Span]]:
        rows = Membership.objects.of(self.institution).filter(_from(self.on))
        found: dict[str, list[Span]] = defaultdict(list)
        for role, person, starts_on, ends_on in rows.values_list("role", "person", "starts_on", "ends_on"):
            found[role].append((person, starts_on, ends_on))
        return found

    @cached_property
    def _departments(self) -> dict[int, list[Span]]:
        found: dict[int, list[Span]] = defaultdict(list)
        for row in ask("postings_current", self.institution, on=self.on, with_upcoming=True):
            found[int(row.role)].append((row.person_id or 0, row.starts_on, row.ends_on))
        return found

    @cached_property
    def tree(self) -> Tree:
        """The departments and what lies below each."""
        return Tree(ask("departments_current", self.institution, on=self.on))

    def present(self, day: date) -> frozenset[int]:
        """Who belongs to the hospital on a day."""
        if day not in self._present:
            self._present[day] = frozenset(
                pk
                for pk, (_kind, first, last) in self.people.items()
                if first <= day and (not last or last >= day)
            )
        return self._present[day]

    def members(
        self, audience: Audience, day: date | None = None, *, since: date | None = None
    ) -> frozenset[int]:
        """The people whom a rule covers on a day.

        With `since`, whoever was new at any time from that day on still counts as a newcomer: a duty laid on
        newcomers does not go away by waiting.
        """
        day = day or self.on
        found = self.present(day)
        if audience.kinds:
            found = found & {pk for pk in found if self.people[pk][0] in audience.kinds}
        if audience.roles:
            found = found & _holding(self._roles, audience.roles, day)
        if audience.departments:
            found = found & _holding(self._departments, self.tree.with_below(audience.departments), day)
        if audience.newcomer_days is not None:
            first = _first_day_of_newcomers(audience.newcomer_days, day, since)
            found = found & {pk for pk in found if self.people[pk][1] >= first}
        return found

    def covers(self, audience: Audience, person: int, day: date, *, since: date | None = None) -> bool:
        """Whether a rule covers one person on a day: for the few whose circumstances change by themselves."""
        kind, first, last = self.people[person]
        if not _covers(first, last, day) or (audience.kinds and kind not in audience.kinds):
            return False
        if audience.roles and self._held(self._roles_by_person, person, day).isdisjoint(audience.roles):
            return False
        days = audience.newcomer_days
        if days is not None and first < _first_day_of_newcomers(days, day, since):
            return False
        wanted = self.tree.with_below(audience.departments)
        return not wanted or not self._held(self._departments_by_person, person, day).isdisjoint(wanted)

    @cached_property
    def _roles_by_person(self) -> dict[int, list[tuple[Any, Span]]]:
        return _by_person(self._roles)

    @cached_property
    def _departments_by_person(self) -> dict[int, list[tuple[Any, Span]]]:
        return _by_person(self._departments)

    @staticmethod
    def _held(spans: dict[int, list[tuple[Any, Span]]], person: int, day: date) -> set[Any]:
        return {key for key, (_pk, first, last) in spans.get(person, ()) if _covers(first, last, day)}

    def departments_of(self, day: date | None = None) -> dict[int, int]:
        """Each person's department on a day: of several, the one they joined first."""
        day = day or self.on
        first: dict[int, tuple[date, int]] = {}
        for department, spans in self._departments.items():
            for person, starts_on, ends_on in spans:
                if _covers(starts_on, ends_on, day):
                    first[person] = min(first.get(person, (date.max, 0)), (starts_on, department))
        return {person: department for person, (_day, department) in first.items()}

    @cached_property
    def turns(self) -> dict[int, list[date]]:
        """The later days on which what a rule asks of a person changes by itself, beside coming and leaving."""
        found: dict[int, set[date]] = defaultdict(set)
        for spans in (*self._roles.values(), *self._departments.values()):
            for person, starts_on, ends_on in spans:
                if starts_on > self.on:
                    found[person].add(starts_on)
                if ends_on is not None:
                    found[person].add(ends_on + ONE_DAY)
        return {person: sorted(days) for person, days in found.items()}


def crowd(institution: Institution, on: date) -> Crowd:
    """The crowd of a day, read once while several conditions are asked."""
    return once(("audiences.crowd", institution.pk, on), lambda: Crowd(institution, on))


def members(institution: Institution, audience: Audience, on: date) -> frozenset[int]:
    """The keys of the people whom a rule covers on a day, in at most four queries."""
    return crowd(institution, on).members(audience)


class Tree:
    """Departments by key, with the way down."""

    def __init__(self, departments: Iterable[Fact]) -> None:
        self.names: dict[int, str] = {}
        self._below: dict[int, list[int]] = defaultdict(list)
        for row in departments:
            key = int(row.ref.partition(":")[2])
            self.names[key] = row.label
            if row.role:
                self._below[int(row.role)].append(key)

    def with_below(self, keys: Iterable[int]) -> set[int]:
        """These departments and all below them."""
        found, waiting = set(), list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self._below[key])
        return found


class Standpoint:
    """One person on a day, asked whether this or that is for them."""

    def __init__(self, person: Person, on: date) -> None:
        self.person, self.on = person, on

    def is_in(self, audience: Audience, *, since: date | None = None) -> bool:
        """Whether a rule covers the person (`since`: as in `Crowd.members`)."""
        person = self.person
        if not person.is_active_on(self.on) or (audience.kinds and person.kind not in audience.kinds):
            return False
        if audience.roles and self._roles.isdisjoint(audience.roles):
            return False
        if audience.newcomer_days is not None:
            first = _first_day_of_newcomers(audience.newcomer_days, self.on, since)
            if person.starts_on < first:
                return False
        return not audience.departments or not self._departments.isdisjoint(
            self._tree.with_below(audience.departments)
        )

    @cached_property
    def _roles(self) -> frozenset[str]:
        return self.person.roles_on(self.on)

    @cached_property
    def _departments(self) -> frozenset[int]:
        rows = ask("postings_current", self.person.institution, on=self.on, person_id=self.person.pk)
        return frozenset(int(row.role) for row in rows)

    @cached_property
    def _tree(self) -> Tree:
        return Tree(ask("departments_current", self.person.institution, on=self.on))


def _from(day: date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def _covers(starts_on: date, ends_on: date | None, day: date) -> bool:
    return starts_on <= day and (ends_on is None or ends_on >= day)


def _holding(spans: Mapping[Any, list[Span]], keys: Iterable[Any], day: date) -> set[int]:
    rows = (span for key in keys for span in spans.get(key, ()))
    return {person for person, starts_on, ends_on in rows if _covers(starts_on, ends_on, day)}


def _by_person(spans: Mapping[Any, list[Span]]) -> dict[int, list[tuple[Any, Span]]]:
    found: dict[int, list[tuple[Any, Span]]] = defaultdict(list)
    for key, rows in spans.items():
        for span in rows:
            found[span[0]].append((key, span))
    return found


def _first_day_of_newcomers(days: int, on: date, since: date | None) -> date:
    return (min(since, on) if since else on) - timedelta(days=days)
