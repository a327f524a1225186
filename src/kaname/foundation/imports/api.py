"""REST API of tables that come in from files (取込み)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Schema, Status
from ninja.files import UploadedFile

from kaname.foundation.access.api import PROBLEMS, PersonRouter
from kaname.foundation.access.pages import get_visible

from . import services, words
from .classifying import STATES
from .models import BatchStatus, ImportBatch
from .registry import Table, tables_for
from .views import errors_response

router = PersonRouter(tags=["imports"])


class ColumnOut(Schema):
    """A column: its heading, and how its cells are filled."""

    name: str
    label: str
    kind: str
    required: bool
    how: str


class TableOut(Schema):
    """A table that can be filled from a file; `key` identifies its rows, `asked` may be given instead of a column."""

    name: str
    label: str
    key: list[str]
    asked: list[str]
    columns: list[ColumnOut]


class FaultOut(Schema):
    """Something to be put right in a row."""

    column: str
    message: str


class RowOut(Schema):
    """A row of the file; `values` and `changes` (from, to) are by label, `line` is its number in the file."""

    line: int
    state: Literal["new", "changed", "same", "bad"]
    values: list[list[str]]
    changes: list[list[str]]
    errors: list[FaultOut]


class BatchOut(Schema):
    """A file: how many rows it has of each sort, and the first of each."""

    id: int
    table: str
    file_name: str
    sha256: str
    encoding: str
    status: BatchStatus
    uploaded_at: datetime
    applied_at: datetime | None
    new: int
    changed: int
    same: int
    bad: int
    summary: str
    warnings: list[str]
    rows: list[RowOut]


def _batch_out(batch: ImportBatch) -> dict[str, Any]:
    counts = {state: getattr(batch, f"{state}_count") for state in STATES}
    names = ("id", "table", "file_name", "sha256", "encoding", "status", "uploaded_at", "applied_at")
    return {
        **{name: getattr(batch, name) for name in names},
        **counts,
        "summary": words.summary(batch),
        "warnings": batch.data.get("warnings", []),
        "rows": [_row_out(row) for state in STATES for row in words.rows_in_state(batch, state)],
    }


def _row_out(row: dict[str, Any]) -> dict[str, Any]:
    faults = [{"column": name, "message": text} for name, text in row.get("errors", {}).items()]
    return {**{key: row[key] for key in ("line", "state", "values", "changes")}, "errors": faults}


@router.operation("GET", "/imports/tables", "imports.use", response=list[TableOut])
def list_tables(request: HttpRequest) -> list[dict[str, Any]]:
    """The tables that this person may fill from files."""
    return [_table_out(table) for table in tables_for(request.person)]  # type: ignore[attr-defined]


def _table_out(table: type[Table]) -> dict[str, Any]:
    columns = [
        {
            "name": field.name,
            "label": str(field.label),
            "kind": field.kind,
            "required": field.required,
            "how": words.how_to_fill(field),
        }
        for field in table.columns
    ]
    return {
        "name": table.name,
        "label": str(table.label),
        "key": list(table.key),
        "asked": list(table.asked),
        "columns": columns,
    }


@router.operation("POST", "/imports", "imports.use", response={201: BatchOut, **PROBLEMS})
def upload(
    request: HttpRequest, table: Form[str], file: File[UploadedFile], given: Form[str] = "{}"
) -> Status:
    """Read a file into a preview; nothing is written. `given` is a JSON object: column → text for all rows."""
    person = request.person  # type: ignore[attr-defined]
    try:
        services.table_named(person, table)
    except LookupError as unknown:
        raise Http404 from unknown
    batch = services.upload(by=person, table=table, file=file, given=_given(given))
    return Status(201, _batch_out(batch))


def _given(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValidationError({"given": _('列名と値のJSONで送ってください。例：{"system": "電子カルテ"}')})
    return found


@router.operation("GET", "/imports/{int:pk}", "imports.use", response={200: BatchOut, **PROBLEMS})
def read_import(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One's own file, with its preview."""
    return _batch_out(_mine(request, pk))


def _mine(request: HttpRequest, pk: int) -> ImportBatch:
    batch = get_visible(ImportBatch, request.person, pk=pk)  # type: ignore[attr-defined]
    services.table_named(request.person, batch.table)  # type: ignore[attr-defined]
    return batch


class ConfirmIn(Schema):
    """What becomes of rows with faults: `refuse` imports nothing while there are any, `skip` leaves them out."""

    bad_rows: Literal["refuse", "skip"] = "refuse"


@router.operation(
    "POST", "/imports/{int:pk}/confirm", "imports.use", response={200: BatchOut, 409: BatchOut, **PROBLEMS}
)
def confirm_import(request: HttpRequest, pk: int, data: ConfirmIn) -> Status:
    """Import the rows, all or none. 409 with the new preview when the records changed since; then nothing is written."""
    batch = services.apply_batch(
        by=request.person,  # type: ignore[attr-defined]
        batch=_mine(request, pk),
        skip_bad=data.bad_rows == "skip",
    )
    return Status(409 if batch.is_open else 200, _batch_out(batch))


@router.operation("POST", "/imports/{int:pk}/discard", "imports.use", response={200: BatchOut, **PROBLEMS})
def discard_import(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Leave the file; its rows are forgotten."""
    return _batch_out(services.discard_batch(by=request.person, batch=_mine(request, pk)))  # type: ignore[attr-defined]


@router.operation("GET", "/imports/{int:pk}/errors", "imports.use")
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows to be put right as Excel, with what to do in the last column."""
    return errors_response(request.person, pk)  # type: ignore[attr-defined]
