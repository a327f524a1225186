"""What can come in from files: each room says which of its registers are tables, with the columns that its list exports.

In `<room>/imports.py`, found by itself:

    @importable("training.attendance")
    class Attendance(Table):
        label = gettext_lazy("受講の記録")
        action = "training.manage"               # asked for the preview and for the import, besides imports.use
        list_url = "training:attendance_list"    # the list whose Excel file has the same columns
        columns = (
            Field("person", gettext_lazy("氏名"), "person", required=True),
            Field("held_on", gettext_lazy("受講日"), "date", required=True),
            Field("result", gettext_lazy("結果"), "choice", choices=Result.choices),
        )
        key = ("person", "held_on")
        ignored = (gettext_lazy("状態"),)         # exported, but not read back

        def load(self, institution):             # existing records by key, in few queries
        def values_of(self, record):             # their values, under the names of the columns
        def check(self, row, record):            # column → what to do; {} when the row is good
        def save(self, by, rows):                # the good rows, through this room's services

A list page offers it with `{% url "imports:upload" "training.attendance" %}`.

Kinds of column: text, date, integer, bool, choice (value or label, in both languages), person (職員番号, or the name if
only one has it; the value is the Person). A method `parse_<column>(self, text)` reads a column in its own way and raises
ValidationError. Empty cells are "" (text), None or False. A row holds only the columns that the file has; with columns
`asked`, the upload page asks for a value that holds for every row of a file without that column.

An instance serves one file: `self.institution`, `self.today`, `self.file_name`, `self.by` (who brings it, where a row's
faults depend on that), `self.people` (finds people), and `self.rows` (all values read, before `load` is called). `load` may give `AMBIGUOUS` for a key that several records share.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, TypeVar

from django.utils.functional import Promise

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person

from .directory import Directory

Words = str | Promise
Kind = Literal["text", "date", "integer", "bool", "choice", "person"]
Values = dict[str, Any]
AMBIGUOUS = object()


@dataclass(frozen=True)
class Field:
    """One column: `name` in the program, `label` as its heading. `longest` limits texts, `least` and `most` numbers."""

    name: str
    label: Words
    kind: Kind = "text"
    required: bool = False
    choices: Sequence[tuple[Any, Words]] = ()
    longest: int = 200
    least: int = 0
    most: int = 2_147_483_647
    help: Words = ""


@dataclass
class ImportRow:
    """A row to be written. `record` is None for a new one; `changed` names the columns whose values differ."""

    line: int
    values: Values
    record: Any = None
    changed: frozenset[str] = frozenset()


class Table:
    """A register that comes in from a file. See this module's own words."""

    name: ClassVar[str] = ""
    label: ClassVar[Words]
    action: ClassVar[str]
    columns: ClassVar[Sequence[Field]]
    key: ClassVar[tuple[str, ...]]
    ignored: ClassVar[Sequence[Words]] = ()
    asked: ClassVar[tuple[str, ...]] = ()
    list_url: ClassVar[str] = ""
    explanation: ClassVar[Words] = ""
    do_not_call_in_templates = True  # templates read the class itself

    def __init__(
        self, institution: Institution, *, today: date, file_name: str = "", by: Person | None = None
    ) -> None:
        self.institution, self.today, self.file_name, self.by = institution, today, file_name, by
        self.people = Directory(institution)
        self.rows: list[Values] = []

    @classmethod
    def may_fill(cls, person: Person) -> bool:
        """Whether somebody may fill it, besides `imports.use`; a table may ask more than the policy table can say."""
        return policy.may(person, cls.action)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        """The existing records by key, in few queries."""
        raise NotImplementedError

    def key_of(self, row: Values) -> Hashable:
        """What identifies a row; rows of one file must differ in it."""
        return tuple(row.get(name) for name in self.key)

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        """The record that a row speaks of, or None."""
        return records.get(self.key_of(row))

    def values_of(self, record: Any) -> Values:
        """A record's values under the names of the columns."""
        raise NotImplementedError

    def check(self, row: Values, record: Any) -> dict[str, str]:
        """What is wrong with a row whose cells could all be read: column → what to do.

        It may take a column out of the row, which then stays as it is in the record.
        """
        return {}

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        """Write new and changed rows through services; one transaction is already open."""
        raise NotImplementedError


tables: dict[str, type[Table]] = {}
T = TypeVar("T", bound=type[Table])


def importable(name: str) -> Callable[[T], T]:
    """Register a table under a name of its room's, e.g. `organisation.people`."""

    def register(table: T) -> T:
        if name in tables and tables[name] is not table:
            raise ValueError(f"table {name} is registered twice")
        policy.allowed_roles(table.action)
        table.name = name
        tables[name] = table
        return table

    return register


def tables_for(person: Person) -> list[type[Table]]:
    """The tables that somebody may fill from a file."""
    if not policy.may(person, "imports.use"):
        return []
    return [table for _name, table in sorted(tables.items()) if table.may_fill(person)]
