"""What people do with files of rows: bring one, see what it would do, import it whole or leave it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.inspection import safe_name

from .classifying import BAD, STATES, Preview, Row, Sheet, classify, in_words, understand
from .models import BatchStatus, ImportBatch
from .reading import MAX_BYTES, read_grid
from .registry import Table, tables

KEPT_DAYS = 7
SHOWN_ROWS = 20


def table_named(by: Person, name: str) -> type[Table]:
    """The table, if this person may fill it. Raises PermissionDenied; LookupError when there is none of that name."""
    policy.require(by, "imports.use")
    table = tables[name]
    if not table.may_fill(by):
        raise PermissionDenied(
            _("「%(table)s」を取り込む役割がありません。役割は「体制」で確かめてください。")
            % {"table": table.label}
        )
    return table


def upload(
    *, by: Person, table: str, file: UploadedFile, given: Mapping[str, str] | None = None
) -> ImportBatch:
    """Read a file and keep what it would do; no record changes. `given` fills columns that the file does not have.

    Raises PermissionDenied; ValidationError when the file or its heading cannot be read.
    """
    kind = table_named(by, table)
    name = safe_name(file.name or "")
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(
            _("「%(name)s」は10MBを超えています。行を分けて取り込んでください。") % {"name": name}
        )
    data = file.read()
    grid = read_grid(data, name)
    reader = kind(by.institution, today=clock.today(), by=by)
    preview = classify(reader, understand(kind, grid, given or {}))
    batch = ImportBatch(
        institution=by.institution,
        table=table,
        file_name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=grid.encoding,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    with writing(by=by, action="imports.use") as entry:
        return _keep(entry, batch, preview)


def _keep(entry: Entry, batch: ImportBatch, preview: Preview) -> ImportBatch:
    for state in STATES:
        setattr(batch, f"{state}_count", preview.counts[state])
    batch.digest = preview.digest
    _fill(batch, preview, preview.rows)
    return entry.save(batch)


def _fill(batch: ImportBatch, preview: Preview, rows: tuple[Row, ...] | list[Row]) -> None:
    """Keep the rows as they stand in the file; of each state the first ones also in words, for the page."""
    assert batch.table_type is not None
    told = dict.fromkeys(STATES, 0)
    kept = []
    for row in rows:
        line: dict[str, Any] = {"line": row.line, "cells": row.cells, "state": row.state}
        if row.errors:
            line["errors"] = row.errors
        if told[row.state] < SHOWN_ROWS:
            told[row.state] += 1
            line |= in_words(batch.table_type.columns, row)
        kept.append(line)
    sheet = preview.sheet
    content = {
        "headings": sheet.headings,
        "columns": sheet.columns,
        "given": dict(sheet.given),
        "warnings": sheet.warnings,
        "rows": kept,
    }
    batch.content = json.dumps(content, ensure_ascii=False) if kept else ""
    batch.__dict__.pop("data", None)


def _sheet_of(batch: ImportBatch) -> Sheet:
    data = batch.data
    rows = tuple((row["line"], tuple(row["cells"])) for row in data["rows"])
    return Sheet(
        tuple(data["headings"]), tuple(data["columns"]), rows, data["given"], tuple(data["warnings"])
    )


def apply_batch(*, by: Person, batch: ImportBatch, skip_bad: bool = False) -> ImportBatch:
    """Write the file's rows, all or none. With rows to be put right, `skip_bad` must say that the others suffice.

    Everything is compared anew: if another person's change makes any row do something else, nothing is written, and
    the batch comes back still open, with the new preview.
    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    kind = table_named(by, batch.table)
    _require_open(batch)
    if batch.bad_count and not skip_bad:
        raise ValidationError(
            _("直すところのある行が %(n)s 行あります。直すか、「正しい行だけ取り込む」を選んでください。")
            % {"n": batch.bad_count}
        )
    try:
        return _apply(by, batch, kind)
    except IntegrityError as crossed:
        raise ValidationError(
            _(
                "同じ時に、ほかの人が同じ記録を書きました。何も取り込んでいません。もう一度取り込んでください。"
            )
        ) from crossed


def _apply(by: Person, batch: ImportBatch, kind: type[Table]) -> ImportBatch:
    with writing(by=by, action="imports.use") as entry:
        table = kind(by.institution, today=clock.today(), file_name=batch.file_name, by=by)
        preview = classify(table, _sheet_of(batch))
        if preview.digest != batch.digest:
            return _keep(entry, batch, preview)
        rows = preview.writable()
        if not rows:
            raise ValidationError(_("取り込む行がありません。"))
        with writing(by=by, action=table.action):
            table.save(by, rows)
        batch.status = BatchStatus.APPLIED
        batch.applied_by, batch.applied_at = by, clock.now()
        _fill(batch, preview, [row for row in preview.rows if row.state == BAD])
        return entry.save(batch)


def discard_batch(*, by: Person, batch: ImportBatch) -> ImportBatch:
    """Leave a file; its rows are forgotten. Raises PermissionDenied; ValidationError; StaleRecord."""
    table_named(by, batch.table)
    _require_open(batch)
    with writing(by=by, action="imports.use") as entry:
        return _forget(entry, batch)


def _forget(entry: Entry, batch: ImportBatch) -> ImportBatch:
    if batch.is_open:
        batch.status = BatchStatus.DISCARDED
    batch.content = batch.digest = ""
    batch.__dict__.pop("data", None)
    return entry.save(batch)


def _require_open(batch: ImportBatch) -> None:
    if not batch.is_open:
        raise ValidationError(
            _("このファイルは既に「%(status)s」です。もう一度取り込むには、ファイルを選び直してください。")
            % {"status": batch.get_status_display()}
        )


def forget_old(institution: Institution) -> int:
    """Forget the rows of files brought more than seven days ago. Returns of how many files."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    old = list(ImportBatch.objects.of(institution).filter(uploaded_at__lt=before).exclude(content=""))
    if old:
        with writing(by=None, action="imports.forget", institution=institution) as entry:
            for batch in old:
                _forget(entry, batch)
    return len(old)
