"""Reads of the ledger: entries with what they changed, and the history of one record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import resolve_visible

from .history import RecordChange, State, changes_between, kind_label, name_in
from .labels import label_of_action, note_in_words
from .models import Checkpoint, LedgerEntry, LedgerRecord

MAX_RECORDS_SHOWN = 200


@dataclass(frozen=True)
class EntryView:
    """An entry as people read it: who, what, when, which records."""

    entry: LedgerEntry

    @cached_property
    def body(self) -> dict[str, Any]:
        """What was hashed."""
        return json.loads(bytes(self.entry.body))  # type: ignore[no-any-return]

    @property
    def seq(self) -> int:
        return self.entry.seq

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def by(self) -> str:
        """The name as it was then; empty for Kaname itself."""
        return str(self.body["by"].get("name", ""))

    @property
    def roles(self) -> list[str]:
        return list(self.body["by"].get("roles", ()))

    @property
    def action(self) -> str:
        return label_of_action(self.entry.action)

    @property
    def note(self) -> str:
        return note_in_words(str(self.body["note"]))

    @property
    def states(self) -> list[tuple[str, State | None]]:
        """Each record with its state after the entry; None when it was deleted."""
        return [(r["record"], r["state"]) for r in self.body["records"]]

    @property
    def subject(self) -> str:
        """The first record in words, and how many more there are."""
        named = [f"{kind_label(ref)}「{name_in(ref, state)}」" for ref, state in self.states[:1]]
        more = len(self.states) - 1
        return "".join(named) + (f" +{more}" if more > 0 else "")


@dataclass(frozen=True)
class HistoryStep:
    """One entry in the history of a record, with what it changed of that record."""

    view: EntryView
    change: RecordChange


def entries_of(person: Person) -> QuerySet[LedgerEntry]:
    """The entries of the person's institution, with who did them."""
    return LedgerEntry.objects.visible_to(person).select_related("person")


def changes_of(entry: LedgerEntry) -> list[RecordChange]:
    """What an entry changed, compared with the state of each record before it (the first 200 records)."""
    states = EntryView(entry).states[:MAX_RECORDS_SHOWN]
    before = _states_before(entry, [ref for ref, _state in states])
    return changes_between((ref, before.get(ref), after) for ref, after in states)


def _states_before(entry: LedgerEntry, refs: list[str]) -> dict[str, State | None]:
    rows = LedgerRecord.objects.of(entry.institution).filter(ref__in=refs, seq__lt=entry.seq)
    newest = dict(rows.order_by().values_list("ref").annotate(Max("seq")))
    bodies = LedgerEntry.objects.of(entry.institution).filter(seq__in=set(newest.values()))
    states = {(row.seq, ref): state for row in bodies for ref, state in EntryView(row).states}
    return {ref: states.get((seq, ref)) for ref, seq in newest.items()}


def history_of(ref: str, institution: Institution) -> list[HistoryStep]:
    """Every entry that concerns a record, oldest first, with what changed field by field."""
    rows = (
        LedgerEntry.objects.of(institution).filter(records__ref=ref).select_related("person").order_by("seq")
    )
    views = [EntryView(row) for row in rows]
    after = [dict(view.states).get(ref) for view in views]
    steps = zip([None, *after[:-1]], after, strict=True) if after else ()
    changes = changes_between((ref, old, new) for old, new in steps)
    return [HistoryStep(view, change) for view, change in zip(views, changes, strict=True)]


def url_of_record(ref: str, person: Person) -> str:
    """Where the living record is shown, if the person may see it."""
    record = resolve_visible(ref, person=person)
    return (
        str(record.get_absolute_url()) if record is not None and hasattr(record, "get_absolute_url") else ""
    )


def newest_checkpoint(institution: Institution) -> Checkpoint | None:
    """The last seal."""
    return Checkpoint.objects.of(institution).order_by("-size", "-is_signed", "-pk").first()
