"""Reads of kits: the newest one, where copies lie, how fresh they are, and what changed since they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import once, reading
from kaname.rooms.incidents import carried
from kaname.rooms.incidents.selectors import running_incidents
from kaname.web.lists import Badge

from .content import PARTS, prints_of
from .models import KitCopy, KitIssue
from .reading import KitEntry, KitRecord

GOOD_DAYS = 90
"""How long a kit is good: emergency contacts are confirmed every half-year, and a kit is never older than half of that."""
OUTDATED_DAYS = 30
"""How old a kit may be that says something else than today; until then the change may wait for the next round."""
TO_PLACE_DAYS = 7
"""How long a kit may have been made before its copies have a place in the register."""


def issues(institution: Institution) -> Any:
    """The kits that were made, newest first."""
    return KitIssue.objects.of(institution).select_related("made_by")


def issue_rows(person: Person) -> Any:
    """The kits this person may see, newest first."""
    return KitIssue.objects.visible_to(person).select_related("made_by")


def copy_rows(person: Person) -> Any:
    """The copies this person may see."""
    return KitCopy.objects.visible_to(person).select_related(
        "holder", "issue__made_by", "refreshed_by", "institution"
    )


def copies_out(institution: Institution) -> list[KitCopy]:
    """The copies that lie somewhere now."""
    rows = KitCopy.objects.of(institution).filter(withdrawn_on__isnull=True)
    return list(rows.select_related("holder", "issue").order_by("place", "pk"))


def prints_today(institution: Institution, on: date) -> dict[str, str]:
    """The prints of what a kit of this day would say, read once per evaluation."""
    return once(("kit.prints", institution.pk, on), lambda: prints_of(institution, on))


def changed_parts(issue: KitIssue, prints: dict[str, str]) -> list[str]:
    """What says something else than when the kit was made, in words."""
    return [str(label) for part, label in PARTS.items() if issue.prints.get(part) != prints[part]]


@dataclass(frozen=True)
class CopyStanding:
    """A copy on a day: what changed since its kit was made, and the last day on which it counts as fresh."""

    copy: KitCopy
    changed: tuple[str, ...]
    until: date
    on: date

    @property
    def is_expired(self) -> bool:
        return self.copy.issue.expires_on < self.on

    @property
    def is_stale(self) -> bool:
        """Past its day, or for long not what the hospital would say today."""
        return self.until < self.on

    @property
    def badge(self) -> Badge:
        """How it stands, in a word and a tone."""
        if self.is_expired:
            return Badge(_("期限切れ"), "bad")
        if self.is_stale:
            return Badge(_("内容が古い"), "bad")
        return Badge(_("内容が変わりました"), "warn") if self.changed else Badge(_("新しい"), "good")


def standing_of(copy: KitCopy, prints: dict[str, str], on: date) -> CopyStanding:
    """How one copy stands on a day."""
    changed = tuple(changed_parts(copy.issue, prints))
    made_on = clock.day_of(copy.issue.made_at)
    until = copy.issue.expires_on
    if changed:
        until = min(until, made_on + timedelta(days=OUTDATED_DAYS))
    return CopyStanding(copy, changed, until, on)


def standings(
    institution: Institution, on: date, copies: Sequence[KitCopy] | None = None
) -> list[CopyStanding]:
    """How every copy that lies somewhere stands; stale ones first."""
    rows = copies_out(institution) if copies is None else copies
    if not rows:
        return []
    prints = prints_today(institution, on)
    found = [standing_of(copy, prints, on) for copy in rows]
    return sorted(found, key=lambda row: (not row.is_stale, row.until, row.copy.place, row.copy.pk))


@dataclass(frozen=True)
class Overview:
    """All that the page of the kit shows."""

    newest: KitIssue | None
    changed: tuple[str, ...]
    copies: list[CopyStanding]
    withdrawn: list[KitCopy]
    on: date

    @property
    def stale(self) -> int:
        return sum(row.is_stale for row in self.copies)

    @property
    def is_expired(self) -> bool:
        return self.newest is not None and self.newest.expires_on < self.on


def overview(person: Person) -> Overview:
    """The newest kit, what changed since, and the register of copies; a fixed number of queries.

    What the hospital would say today is read once, for the newest kit and for every copy.
    """
    on, house = clock.today(), person.institution
    newest = issue_rows(person).first()
    copies = list(copy_rows(person).order_by("place", "pk"))
    out = [copy for copy in copies if copy.withdrawn_on is None]
    with reading():
        changed = changed_parts(newest, prints_today(house, on)) if newest else []
        standing = standings(house, on, out)
    gone = sorted((c for c in copies if c.withdrawn_on), key=lambda c: (c.withdrawn_on, c.pk), reverse=True)
    return Overview(newest, tuple(changed), standing, gone[:10], on)


@dataclass(frozen=True)
class MergeLine:
    """An entry before it is taken in: whether it is there already, and whether a decision can stand as one."""

    entry: KitEntry
    there: str
    as_line: bool


def merge_lines(institution: Institution, record: KitRecord, incident: Any = None) -> list[MergeLine]:
    """What would become of each entry of a record."""
    there = carried.lines_by_key(institution, [entry.key for entry in record.entries])
    return [
        MergeLine(
            entry,
            str(there[entry.key].incident) if entry.key in there else "",
            not stands_as_decision(entry, incident),
        )
        for entry in record.entries
    ]


def stands_as_decision(entry: KitEntry, incident: Any = None) -> bool:
    """Whether a decision was made by somebody whose it was; True for whatever is no decision."""
    if entry.kind != "DECISION":
        return True
    if entry.decided_by is None:
        return False
    if incident is not None:
        return carried.may_decide(entry.decided_by, incident, entry.moment)
    return carried.may_decide_by_role(entry.decided_by, entry.moment)


def incidents_to_join(person: Person) -> Any:
    """The incidents into which a record can be taken."""
    return running_incidents(person)
