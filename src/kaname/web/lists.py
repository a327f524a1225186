"""A list of records: searched, filtered, sorted, paged on the page, and taken away as Excel or CSV.

    rows = Directive.objects.visible_to(person).select_related("assigned_to")
    listing = Listing(request, rows, COLUMNS, search=("search_key",), normalise=search_key,
                      filters={"status": (_("状態"), DirectiveStatus.choices, "status")},
                      default_sort="-due_on", name="directives")
    if listing.wants_file:
        return listing.file_response()
    return render(request, "directives/directive_list.html", {"listing": listing})

and in the template: `<c-listing :listing="listing" />`.

Counting and fetching are one query each, however many rows there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import excel, formats, looks

M = TypeVar("M", bound=Model)
Words = str | Promise
Kind = Literal["text", "date", "status", "verdict", "number"]
Value = str | Callable[[Any], object]
Lookup = str | Callable[[QuerySet[Any], str], QuerySet[Any]]
FilterSpec = tuple[Words, Sequence[tuple[Any, Words]], Lookup]

_MAX_SEARCH_CHARACTERS = 200
_MAX_SEARCH_WORDS = 8
_CHUNK = 2000
_WIDTHS = {"date": 14, "number": 12, "status": 14, "verdict": 14}


class Badge(NamedTuple):
    """A status in a list: its word and its tone (neutral, info, good, warn, bad)."""

    label: Words
    tone: str = "neutral"

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Column:
    """One column. `value` is a function of the row or a dotted attribute; `sort` is the field to order by.

    kind "date" takes a date or datetime, "status" a Badge (or words), "verdict" a verdict's status.
    `url` makes the cell a link; `export` replaces the value in files; without `on_page` it is in files alone.
    """

    key: str
    label: Words
    value: Value
    sort: str | None = None
    url: Callable[[Any], str | None] | None = None
    kind: Kind = "text"
    export: Value | None = None
    on_page: bool = True

    def value_of(self, row: object) -> object:
        """What the page shows."""
        return _read(self.value, row)

    def exported(self, row: object) -> object:
        """What a file holds."""
        value = _read(self.export or self.value, row)
        if self.kind == "verdict" and self.export is None:
            return str(looks.verdict(value).word)
        return value if isinstance(value, (dt.date, int, float)) or value is None else str(value)


def _read(value: Value, row: object) -> object:
    if not isinstance(value, str):
        return value(row)
    try:
        found = attrgetter(value)(row)
    except AttributeError:
        return None
    return found() if callable(found) else found


@dataclass(frozen=True)
class Cell:
    """One value of one row, ready to show."""

    column: Column
    value: object
    url: str | None

    @property
    def text(self) -> str:
        """The value in words."""
        if isinstance(self.value, dt.date):
            return formats.show(self.value)
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.column.kind == "number":
            return f"{self.value:,}"
        return excel.as_text(self.value)

    @property
    def badge(self) -> Badge:
        """The value as a status."""
        return self.value if isinstance(self.value, Badge) else Badge(self.text)


@dataclass(frozen=True)
class Heading:
    """A column's heading: where a click leads and how it is sorted now (aria-sort's words)."""

    column: Column
    url: str | None
    direction: Literal["ascending", "descending", "none"]


@dataclass(frozen=True)
class Filter:
    """One filter's choices and the chosen value ("" when none)."""

    key: str
    label: Words
    choices: tuple[tuple[str, Words], ...]
    chosen: str


class Listing(Generic[M]):
    """What a list page shows, read from the query string: q, one key per filter, sort, page, format.

    Values that are not offered are ignored. `search` names the fields searched; `normalise` turns what was
    typed into the form those fields hold. `filters` maps a key to (label, choices, lookup), where the lookup
    is a field lookup or a function of (queryset, value).
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        columns: Sequence[Column],
        *,
        search: Sequence[str] = (),
        normalise: Callable[[str], str] = str.strip,
        filters: Mapping[str, FilterSpec] | None = None,
        default_sort: str = "",
        per_page: int = 50,
        name: str = "list",
    ) -> None:
        self.query: QueryDict = request.GET
        self.columns = tuple(columns)
        self.shown_columns = tuple(c for c in columns if c.on_page)
        self.search, self.normalise = tuple(search), normalise
        self.specs = dict(filters or {})
        self.default_sort, self.per_page, self.name = default_sort, per_page, name
        self._given = queryset

    @property
    def q(self) -> str:
        """What is searched for, as typed."""
        return self.query.get("q", "").replace("\x00", "").strip()[:_MAX_SEARCH_CHARACTERS]

    @cached_property
    def filters(self) -> tuple[Filter, ...]:
        """Each filter with its choices and what is chosen."""
        return tuple(
            self._filter(key, label, choices) for key, (label, choices, _lookup) in self.specs.items()
        )

    def _filter(self, key: str, label: Words, choices: Sequence[tuple[Any, Words]]) -> Filter:
        offered = tuple((str(value), words) for value, words in choices if str(value))
        asked = self.query.get(key, "")
        return Filter(key, label, offered, asked if asked in {value for value, _words in offered} else "")

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves rows out."""
        return bool(self.q and self.search) or any(f.chosen for f in self.filters)

    @cached_property
    def sort(self) -> str:
        """The column sorted by, with a leading minus for descending; the default when none is asked for."""
        asked = self.query.get("sort", "")
        sortable = {c.key for c in self.columns if c.sort}
        return asked if asked.removeprefix("-") in sortable else self.default_sort

    @cached_property
    def queryset(self) -> QuerySet[M]:
        """The rows that match, in order."""
        rows = self._searched(self._given)
        for chosen in self.filters:
            if chosen.chosen:
                rows = _narrowed(rows, self.specs[chosen.key][2], chosen.chosen)
        return rows.order_by(*self._ordering())

    def _searched(self, rows: QuerySet[M]) -> QuerySet[M]:
        words = self.normalise(self.q).split()[:_MAX_SEARCH_WORDS] if self.search else []
        for word in words:
            anywhere = Q()
            for field in self.search:
                anywhere |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(anywhere)
        return rows

    def _ordering(self) -> list[str]:
        """The field asked for, then the key: pages do not overlap when values repeat."""
        key, minus = self.sort.removeprefix("-"), "-" if self.sort.startswith("-") else ""
        field = next((c.sort for c in self.columns if c.key == key and c.sort), key)
        return [f"{minus}{field}", "pk"] if field else ["pk"]

    @cached_property
    def page(self) -> Page[M]:
        """The page asked for, or the nearest there is."""
        return Paginator(self.queryset, self.per_page).get_page(self.query.get("page"))

    @property
    def count(self) -> int:
        """How many rows match."""
        return self.page.paginator.count

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The page's rows as cells."""
        return [[self._cell(column, row) for column in self.shown_columns] for row in self.page]

    def _cell(self, column: Column, row: M) -> Cell:
        return Cell(column, column.value_of(row), column.url(row) if column.url else None)

    @property
    def headings(self) -> list[Heading]:
        """The columns' headings; a click sorts, a second one turns the order round."""
        return [self._heading(column) for column in self.shown_columns]

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column, None, "none")
        is_up, is_down = self.sort == column.key, self.sort == f"-{column.key}"
        url = self.url(sort=f"-{column.key}" if is_up else column.key, page=None)
        return Heading(column, url, "ascending" if is_up else "descending" if is_down else "none")

    def url(self, **changes: object) -> str:
        """The present address with some keys of the query string changed; None removes one."""
        query = self.query.copy()
        for key, value in changes.items():
            query.pop(key, None)
            if value is not None:
                query[key] = str(value)
        return f"?{query.urlencode()}"

    @property
    def clear_url(self) -> str:
        """The same list with nothing left out."""
        return self.url(q=None, page=None, **dict.fromkeys(self.specs))

    @property
    def excel_url(self) -> str:
        """The same rows as an Excel file."""
        return self.url(format="xlsx", page=None)

    @property
    def csv_url(self) -> str:
        """The same rows as a CSV file."""
        return self.url(format="csv", page=None)

    @property
    def previous_url(self) -> str | None:
        """The page before."""
        return self.url(page=self.page.previous_page_number()) if self.page.has_previous() else None

    @property
    def next_url(self) -> str | None:
        """The page after."""
        return self.url(page=self.page.next_page_number()) if self.page.has_next() else None

    @property
    def wants_file(self) -> bool:
        """Whether the reader asked for a file instead of a page."""
        return self.query.get("format") in ("xlsx", "csv")

    def file_response(self) -> HttpResponse:
        """All matching rows (not only one page) as the file asked for."""
        headings = [str(column.label) for column in self.columns]
        if self.query.get("format") == "csv":
            content, kind, mime = excel.write_csv(headings, self._exported()), "csv", excel.CSV
        else:
            widths = [_WIDTHS.get(column.kind, 28) for column in self.columns]
            sheet = excel.Sheet(_("一覧"), headings, self._exported(), widths)
            content, kind, mime = excel.write_xlsx([sheet]), "xlsx", excel.XLSX
        return excel.file_response(content, filename=f"{self.name}.{kind}", content_type=mime)

    def _exported(self) -> Iterator[list[object]]:
        for row in self.queryset.iterator(chunk_size=_CHUNK):
            yield [column.exported(row) for column in self.columns]


def _narrowed(rows: QuerySet[M], lookup: Lookup, value: str) -> QuerySet[M]:
    return rows.filter(**{lookup: value}) if isinstance(lookup, str) else lookup(rows, value)
