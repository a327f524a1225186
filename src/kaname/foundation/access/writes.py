"""Writing: the one way in which anything changes.

    with writing(by=person, action="directives.issue") as entry:
        entry.save(directive)

asks the policy table, opens one transaction, saves, and leaves one ledger entry in that same transaction. Services
may call services: inner entries join the outer transaction. Before the first write of a transaction, and before its
commit, other storeys may take part (`before_writing`, `settling`): that is how verdicts follow from records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaname.foundation.calendar.parse import FIRST_YEAR, LAST_YEAR

from . import policy
from .models import Institution, Person
from .records import Recorded, StaleRecord, recording, ref_of, state_of

R = TypeVar("R", bound=Recorded)


class AlreadyWritten(Exception):
    """This very request was already carried out (double click, resubmission): `url` shows what it made."""

    def __init__(self, url: str = "") -> None:
        super().__init__("already written")
        self.url = url


@dataclass
class Entry:
    """What one service call did: the line it will leave in the ledger."""

    by: Person | None
    action: str
    institution: Institution | None
    note: str = ""
    records: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    touched: dict[str, Recorded] = field(default_factory=dict)

    def save(self, record: R) -> R:
        """Validate and save one row, and record its whole state.

        Raises ValidationError (also for a broken database constraint) and StaleRecord.
        """
        record.clean_fields(exclude=[f.name for f in record._meta.concrete_fields if f.is_relation])
        record.clean()
        _require_storable(record)
        adding = record._state.adding
        record.revision += 1
        try:
            with _allowed():
                record.save(force_insert=adding, force_update=not adding)
        except IntegrityError as broken:
            record.revision -= 1
            raise ValidationError(_constraint_message(record, broken)) from broken
        except StaleRecord:
            record.revision -= 1
            raise
        self._note_down(record)
        return record

    def save_all(self, records: Iterable[R]) -> list[R]:
        """Create many new rows of one kind at once (imports), each with its state in this entry."""
        rows = list(records)
        for row in rows:
            _require_storable(row)
            row.revision = 1
        if rows:
            with _allowed():
                type(rows[0]).objects.bulk_create(rows)
        for row in rows:
            self._note_down(row)
        return rows

    def delete(self, record: Recorded) -> None:
        """Remove a row that never served as evidence (a draft); the ledger keeps that it was."""
        ref = ref_of(record)
        self.touched[ref] = record
        self.records[ref] = None
        with _allowed():
            record.delete()

    def mention(self, record: Recorded) -> None:
        """Name a row that this entry concerns without changing it (somebody opened or confirmed it)."""
        self._note_down(record)

    def _note_down(self, record: Recorded) -> None:
        ref = ref_of(record)
        self.records[ref] = state_of(record)
        self.touched[ref] = record


@dataclass
class Transaction:
    """All entries of one outermost `writing`."""

    institution: Institution | None
    entries: list[Entry] = field(default_factory=list)

    @property
    def touched(self) -> dict[str, Recorded]:
        return {ref: record for entry in self.entries for ref, record in entry.touched.items()}


_current: ContextVar[Transaction | None] = ContextVar("kaname_transaction", default=None)
request_token: ContextVar[str] = ContextVar("kaname_request_token", default="")

before_writing: list[Callable[[Institution], None]] = []
lock_ledger: list[Callable[[Institution], object]] = []
settling: list[Callable[[Transaction], None]] = []
append_to_ledger: list[Callable[[Transaction, str], None]] = []


@contextmanager
def writing(
    *, by: Person | None, action: str, institution: Institution | None = None, note: str = ""
) -> Iterator[Entry]:
    """Do one thing: policy check, transaction, ledger entry. `by=None` is Kaname itself.

    `institution` is taken from `by`; Kaname itself must name it (set-up sets `entry.institution` once it exists).
    Raises PermissionDenied; rolls back everything on any error.
    """
    policy.require(by, action)
    where = by.institution if by else institution
    outer = _current.get()
    entry = Entry(by=by, action=action, institution=where, note=note)
    if outer is not None:
        _same_house(outer, where)
        outer.entries.append(entry)
        yield entry
        return
    with transaction.atomic():
        if where is not None:
            _prepare(where)
        act = Transaction(institution=where, entries=[entry])
        mark = _current.set(act)
        try:
            yield entry
            act.institution = entry.institution
            _finish(act)
        finally:
            _current.reset(mark)
    request_token.set("")  # spent: whatever else this same request writes is no repetition of it


def _prepare(where: Institution) -> None:
    """What Kaname itself brings up to date first does not spend the token of the person's request."""
    mark = request_token.set("")
    try:
        for prepare in before_writing:
            prepare(where)
    finally:
        request_token.reset(mark)


def _finish(act: Transaction) -> None:
    """Lock the ledger's head last, let verdicts follow, append, commit."""
    if act.institution is None:
        raise ValidationError("a write without an institution")
    token = request_token.get()
    for lock in lock_ledger:
        lock(act.institution)
    for settle in settling:
        settle(act)
    act.entries = [e for e in act.entries if e.records or e.note]
    for append in append_to_ledger:
        append(act, token)


def _same_house(outer: Transaction, where: Institution | None) -> None:
    if outer.institution is not None and where is not None and outer.institution.pk != where.pk:
        raise ValidationError("one transaction writes for one institution")


@contextmanager
def _allowed() -> Iterator[None]:
    mark = recording.set(True)
    try:
        yield
    finally:
        recording.reset(mark)


def _require_storable(record: Recorded) -> None:
    """Refuse years that nobody means (0001, 9999: sooner or later they are counted on past the end of the calendar)
    and texts with a NUL, which not every database holds."""
    for column in record._meta.concrete_fields:
        value = getattr(record, column.attname)
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            told = _("%(year)s年は扱えません。年を確かめてください。") % {"year": value.year}
            raise ValidationError({column.name: told})
        if isinstance(value, str) and "\0" in value:
            raise ValidationError({column.name: _("使えない文字が含まれています。")})


def _constraint_message(record: Recorded, broken: IntegrityError) -> str:
    text = str(broken)
    for constraint in record._meta.constraints:
        if constraint.name in text:
            return str(constraint.violation_error_message)
    if "UNIQUE" in text.upper():
        return _("同じ内容の「%(kind)s」が既にあります。") % {"kind": record._meta.verbose_name}
    return _("「%(kind)s」の内容に矛盾があるため保存できません。") % {"kind": record._meta.verbose_name}
