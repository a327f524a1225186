"""What a file would do: each row is new, changed, the same, or has something to be put right. Nothing is written here."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .fields import canonical, folded, in_both_languages, labels_of, read_cell, same, shown, trimmed
from .reading import HEADING_WITHIN, MAX_ROWS, Grid
from .registry import AMBIGUOUS, Field, ImportRow, Table, Values

NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
STATES = (NEW, CHANGED, SAME, BAD)
FAULTS_HEADING = gettext_lazy("直すところ")


@dataclass(frozen=True)
class Sheet:
    """A file once its heading was understood. `columns` names each of `headings` ("" for one that is not read)."""

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    given: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@dataclass
class Row:
    """One row of the file: what it says, what it would change, and what has to be put right in it."""

    line: int
    cells: tuple[str, ...]
    values: Values = field(default_factory=dict)
    record: Any = None
    state: str = BAD
    errors: dict[str, str] = field(default_factory=dict)
    before: Values = field(default_factory=dict)

    def mark(self) -> list[Any]:
        """What must not have changed between the preview and the import."""
        after = [[name, canonical(old), canonical(self.values[name])] for name, old in self.before.items()]
        return [self.line, self.state, sorted(self.errors), after]

    def as_import(self) -> ImportRow:
        return ImportRow(self.line, self.values, self.record, frozenset(self.before))


@dataclass(frozen=True)
class Preview:
    """All rows of a file with what each would do."""

    sheet: Sheet
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.state for row in self.rows)

    def writable(self) -> list[ImportRow]:
        """The rows that would be written."""
        return [row.as_import() for row in self.rows if row.state in (NEW, CHANGED)]

    @property
    def digest(self) -> str:
        """Differs as soon as any row would do something else."""
        marks = json.dumps([row.mark() for row in self.rows], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(marks.encode("utf-8", "surrogatepass")).hexdigest()


# The heading ----------------------------------------------------------------------------------------------


def understand(table: type[Table], grid: Grid, given: Mapping[str, str]) -> Sheet:
    """Find the heading and match its labels. Raises ValidationError naming columns that are missing or doubled."""
    names = labels_of(table.columns)
    at = _heading_at(grid, names)
    headings = tuple(trimmed(cell) for cell in _without_tail(grid.lines[at])) if grid.lines else ()
    columns = tuple(names.get(folded(heading), "") for heading in headings)
    told = {name: trimmed(text) for name, text in given.items() if name in table.asked and trimmed(text)}
    _require_columns(table, columns, told)
    rows = tuple(
        (number, _fitted(cells, len(headings)))
        for number, cells in enumerate(grid.lines[at + 1 :], start=at + 2)
        if any(trimmed(cell) for cell in cells)
    )
    if not rows:
        raise ValidationError(
            _("見出しの下に行がありません。1行に一つずつ入力して、もう一度選んでください。")
        )
    if len(rows) > MAX_ROWS:
        raise ValidationError(
            _("%(n)s 行あります。一度に取り込めるのは %(most)s 行までです。分けて取り込んでください。")
            % {"n": len(rows), "most": MAX_ROWS}
        )
    given_only = {name: text for name, text in told.items() if name not in columns}
    return Sheet(headings, columns, rows, given_only, _warnings(table, headings, columns))


def _heading_at(grid: Grid, names: Mapping[str, str]) -> int:
    """The line, near the top, in which most labels are found: a title may stand above it."""
    top = [sum(folded(cell) in names for cell in cells) for cells in grid.lines[:HEADING_WITHIN]]
    return top.index(max(top)) if top else 0


def _without_tail(cells: Sequence[str]) -> Sequence[str]:
    last = max((n for n, cell in enumerate(cells, start=1) if trimmed(cell)), default=0)
    return cells[:last]


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


def _require_columns(table: type[Table], columns: Sequence[str], given: Mapping[str, str]) -> None:
    missing = [f for f in table.columns if f.required and f.name not in columns and f.name not in given]
    if missing:
        raise ValidationError(
            _("必要な列がありません：%(columns)s。1行目の見出しを、一覧のExcelと同じにしてください。")
            % {"columns": "、".join(str(f.label) for f in missing)}
        )
    doubled = [f for f in table.columns if columns.count(f.name) > 1]
    if doubled:
        raise ValidationError(
            _("同じ見出しの列が二つあります：%(columns)s。どちらか一つにしてください。")
            % {"columns": "、".join(str(f.label) for f in doubled)}
        )


def _warnings(table: type[Table], headings: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that nobody knows; those that a list exports only to be read, and our column of faults, are known."""
    known = {
        folded(words) for label in (FAULTS_HEADING, *table.ignored) for words in in_both_languages(label)
    }
    pairs = zip(headings, columns, strict=True)
    unknown = [h for h, name in pairs if h and not name and folded(h) not in known]
    if not unknown:
        return ()
    listed = "、".join(heading[:40] for heading in unknown[:20])
    return (
        _("読み込まない列があります：%(columns)s。見出しの書き間違いでないか確かめてください。")
        % {"columns": listed},
    )


# The rows -------------------------------------------------------------------------------------------------


def classify(table: Table, sheet: Sheet) -> Preview:
    """Read every row and compare it with the records as they are now. Few queries, however many rows there are."""
    fields = {f.name: f for f in table.columns}
    rows = [_read(table, fields, sheet, line, cells) for line, cells in sheet.rows]
    table.rows = [row.values for row in rows]
    records = table.load(table.institution)
    seen: dict[Hashable, int] = {}
    for row in rows:
        if not row.errors:
            _compare(table, fields, row, records, seen)
    return Preview(sheet, tuple(rows))


def _read(table: Table, fields: Mapping[str, Field], sheet: Sheet, line: int, cells: tuple[str, ...]) -> Row:
    row = Row(line, cells)
    typed = {name: cell for name, cell in zip(sheet.columns, cells, strict=True) if name}
    for name, cell in {**sheet.given, **typed}.items():
        try:
            row.values[name] = read_cell(table, fields[name], cell)
        except ValidationError as unclear:
            row.errors[name] = " ".join(unclear.messages)
    return row


def _compare(
    table: Table,
    fields: Mapping[str, Field],
    row: Row,
    records: Mapping[Hashable, Any],
    seen: dict[Hashable, int],
) -> None:
    """Find the row's record, and say what differs or what is wrong."""
    found = table.find(row.values, records)
    first = next((name for name in table.key if row.values.get(name)), table.key[0])
    if found is AMBIGUOUS:
        row.errors[first] = _("あてはまる記録が二つ以上あります。一つに決まるように入力してください。")
        return
    row.record = found
    marks: set[Hashable] = {("key", table.key_of(row.values))}
    marks |= {("record", found.pk)} if found is not None else set()
    twin = next((seen[mark] for mark in marks if mark in seen), None)
    if twin is not None:
        row.errors[first] = _("%(line)s 行目と同じです。どちらか一つにしてください。") % {"line": twin}
        return
    seen.update(dict.fromkeys(marks, row.line))
    row.errors.update(table.check(row.values, found))
    if not row.errors:
        _decide(table, row)


def _decide(table: Table, row: Row) -> None:
    if row.record is None:
        row.state = NEW
        return
    now = table.values_of(row.record)
    row.before = {
        name: now[name] for name, value in row.values.items() if name in now and not same(now[name], value)
    }
    row.state = CHANGED if row.before else SAME


def in_words(fields: Iterable[Field], row: Row) -> dict[str, Any]:
    """A row for the preview: its values, and what changes from and to, by label."""
    known = {f.name: f for f in fields}
    told = [[str(known[n].label), shown(known[n], v)] for n, v in row.values.items()]
    changes = [
        [str(known[n].label), shown(known[n], old), shown(known[n], row.values[n])]
        for n, old in row.before.items()
    ]
    return {"values": [pair for pair in told if pair[1]], "changes": changes}
