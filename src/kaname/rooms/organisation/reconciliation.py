"""Accounts compared with the register of people, on a day: whose each account is, and what is not in order with it.

An account is whose 職員番号 it bears; without one, whoever alone has that name; what was said by hand comes first.
Three queries, however many accounts there are. Writes nothing.
Source: 経営管理編 3.1.2 ④
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.imports.directory import name_key, number_key
from kaname.foundation.ledger.findings import once

from .models import AccountHolder, AccountList

VALID_MONTHS = 12


class HolderState(StrEnum):
    """How an account stands to the register of people."""

    LEFT = "LEFT"
    UNKNOWN = "UNKNOWN"
    AMBIGUOUS = "AMBIGUOUS"
    OWNER_LEFT = "OWNER_LEFT"
    SYSTEM = "SYSTEM"
    FINE = "FINE"


OPEN_STATES = (HolderState.LEFT, HolderState.UNKNOWN, HolderState.AMBIGUOUS, HolderState.OWNER_LEFT)


class Known(NamedTuple):
    """Somebody of the register, as far as comparing needs it."""

    pk: int
    name: str
    number: str
    kind: str
    starts_on: date
    ends_on: date | None


class Line(NamedTuple):
    """One account with whose it is and how it stands."""

    pk: int
    list_id: int
    access: str
    account: str
    name: str
    number: str
    is_privileged: bool
    state: HolderState
    person: Known | None

    @property
    def shown_name(self) -> str:
        """Name as the system writes it, else the account."""
        return self.name or self.account


@dataclass
class SystemAccounts:
    """The newest list of a system with its lines."""

    source: AccountList
    lines: list[Line] = field(default_factory=list)

    @property
    def valid_until(self) -> date:
        """The last day on which the list counts as new enough."""
        return add_months(self.source.as_of, VALID_MONTHS)

    def in_state(self, *states: HolderState) -> list[Line]:
        """The lines that stand so."""
        return [line for line in self.lines if line.state in states]

    @property
    def counts(self) -> Counter[HolderState]:
        return Counter(line.state for line in self.lines)

    @property
    def open_count(self) -> int:
        """How many lines are not in order."""
        return sum(self.counts[state] for state in OPEN_STATES)


@dataclass(frozen=True)
class Reconciliation:
    """All systems of a hospital on a day."""

    on: date
    systems: list[SystemAccounts]

    @property
    def open_count(self) -> int:
        return sum(system.open_count for system in self.systems)

    def lines(self, access: Iterable[str] | None = None) -> list[Line]:
        """All lines, perhaps only those of some kinds of access."""
        wanted = set(access) if access is not None else None
        return [n for s in self.systems for n in s.lines if wanted is None or n.access in wanted]

    def changes_on(self) -> date | None:
        """The next day on which somebody leaves, or a list becomes too old."""
        days = [s.valid_until + timedelta(days=1) for s in self.systems]
        days += [n.person.ends_on + timedelta(days=1) for n in self.lines() if n.person and n.person.ends_on]
        return min((day for day in days if day > self.on), default=None)


def reconciliation_of(institution: Institution, on: date) -> Reconciliation:
    """The newest lists of all systems, compared with the register of people of that day."""
    return once(("organisation.reconciliation", institution.pk, on), lambda: _read(institution, on))


def _read(institution: Institution, on: date) -> Reconciliation:
    lists = AccountList.objects.of(institution).newest_on(on).select_related("uploaded_by")
    systems = {row.pk: SystemAccounts(row) for row in lists.order_by("system", "pk")}
    if systems:
        register = Register(institution)
        for line in register.lines(list(systems), on):
            systems[line.list_id].lines.append(line)
    return Reconciliation(on, list(systems.values()))


_COLUMNS = ("pk", "list_id", "access", "account", "name", "number", "is_privileged")


def holder_of(institution: Institution, pk: int) -> AccountHolder:
    """The row behind a line."""
    return AccountHolder.objects.of(institution).select_related("list").get(pk=pk)


class Register:
    """The people of a hospital, found by number or by a name of their own."""

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        rows = Person.objects.of(institution).order_by("pk")
        columns = ("pk", "name", "number", "kind", "starts_on", "ends_on")
        self.by_pk = {row[0]: Known(*row) for row in rows.values_list(*columns)}
        self.by_number = {number_key(p.number): p for p in self.by_pk.values() if p.number}
        self._by_name: dict[str, list[Known]] = {}

    def named(self, name: str) -> list[Known]:
        """Whoever has this name."""
        if not self._by_name:
            found = defaultdict(list)
            for person in self.by_pk.values():
                found[name_key(person.name)].append(person)
            self._by_name = dict(found)
        return self._by_name.get(name_key(name), [])

    def lines(self, lists: list[int], on: date) -> list[Line]:
        """The lines of some lists, in the order of name and account."""
        rows = AccountHolder.objects.of(self.institution).filter(list__in=lists).order_by("name", "account")
        return [
            Line(*row[:7], *self._standing(row[4], row[5], row[7], row[8], on))  # type: ignore[call-arg]
            for row in rows.values_list(*_COLUMNS, "person_id", "owner_id")
        ]

    def line(self, holder: AccountHolder, on: date) -> Line:
        """How one account stands."""
        standing = self._standing(holder.name, holder.number, holder.person_id, holder.owner_id, on)
        return Line(*(getattr(holder, name) for name in _COLUMNS), *standing)  # type: ignore[call-arg]

    def _standing(
        self, name: str, number: str, person_id: int | None, owner_id: int | None, on: date
    ) -> tuple[HolderState, Known | None]:
        if owner_id is not None:
            owner = self.by_pk[owner_id]
            return (HolderState.OWNER_LEFT if _has_left(owner, on) else HolderState.SYSTEM), owner
        found = [self.by_pk[person_id]] if person_id is not None else self.candidates(name, number)
        if len(found) != 1:
            return (HolderState.AMBIGUOUS if found else HolderState.UNKNOWN), None
        return (HolderState.LEFT if _has_left(found[0], on) else HolderState.FINE), found[0]

    def candidates(self, name: str, number: str) -> list[Known]:
        """Who it may be: by number alone where one is given and known; else by name, among those it can be."""
        if number and number_key(number) in self.by_number:
            return [self.by_number[number_key(number)]]
        namesakes = self.named(name) if name else []
        return [p for p in namesakes if not (number and p.number)]


def _has_left(person: Known, on: date) -> bool:
    """Whether the last day is past; an account made ready for somebody who comes later is in order."""
    return person.ends_on is not None and person.ends_on < on
