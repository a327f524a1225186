"""How the pages speak of columns, files and what they would do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from kaname.web import excel

from .classifying import BAD, FAULTS_HEADING
from .fields import folded, in_both_languages
from .models import ImportBatch
from .registry import Field, Table

_ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp932": "Shift_JIS（Windows-31J／CP932）"}


def how_to_fill(field: Field) -> str:
    """What a cell of a column may hold, in words."""
    if field.help:
        return str(field.help)
    if field.choices:
        labels = "、".join(str(label) for value, label in field.choices if value != "")
        return _("次のどれか：%(choices)s") % {"choices": labels}
    return {
        "date": _("日付。2026-11-22、令和8年11月22日、R8.11.22 など"),
        "integer": _("整数"),
        "bool": _("「はい」か「いいえ」（○、×も読みます）"),
        "person": _("職員番号。一人しかいなければ氏名でもかまいません"),
    }.get(field.kind) or _("文字（%(n)s 文字まで）") % {"n": field.longest}


def columns_in_words(table: type[Table]) -> list[dict[str, Any]]:
    """The columns for the page that explains them; those that are asked for apart are not needed in the file."""
    return [
        {
            "label": field.label,
            "required": field.required and field.name not in table.asked,
            "is_key": field.name in table.key,
            "how": how_to_fill(field),
        }
        for field in table.columns
    ]


def how_read(batch: ImportBatch) -> str:
    """What kind of file it was and in which characters."""
    if batch.encoding == "xlsx":
        return _("Excelのブックとして読みました。")
    return _(
        "CSVとして読みました。文字コードは %(encoding)s です。文字化けがないか、下の行で確かめてください。"
    ) % {"encoding": _ENCODINGS.get(batch.encoding, batch.encoding)}


def summary(batch: ImportBatch) -> str:
    """What the file would do, in one sentence."""
    return _(
        "%(all)s 行のうち、新しい行 %(new)s、変わる行 %(changed)s、同じ行 %(same)s、直すところのある行 %(bad)s。"
    ) % {
        "all": f"{batch.row_count:,}",
        "new": f"{batch.new_count:,}",
        "changed": f"{batch.changed_count:,}",
        "same": f"{batch.same_count:,}",
        "bad": f"{batch.bad_count:,}",
    }


def rows_in_state(batch: ImportBatch, state: str) -> list[dict[str, Any]]:
    """The first rows of a state, with each fault beside what was typed."""
    assert batch.table_type is not None
    labels = {f.name: str(f.label) for f in batch.table_type.columns}
    found = [row for row in batch.data.get("rows", ()) if row["state"] == state and "values" in row]
    for row in found:
        typed = {**batch.data["given"], **dict(zip(batch.data["columns"], row["cells"], strict=True))}
        row["faults"] = [
            {"label": labels.get(name, ""), "typed": typed.get(name, ""), "message": message}
            for name, message in row.get("errors", {}).items()
        ]
        row["name"] = "　".join(value for _label, value in row["values"][:2]) or "　".join(
            cell for cell in row["cells"][:2] if cell
        )
    return found


def error_file(batch: ImportBatch) -> bytes:
    """The rows to be put right as Excel: the file's own columns, and a last one that says what to do."""
    rows = (_with_faults(batch, row) for row in batch.data["rows"] if row["state"] == BAD)
    headings, kept = _headings(batch)
    lines = ([*(row[n] for n in kept), row[-1]] for row in rows)
    return excel.write_xlsx([excel.Sheet(str(FAULTS_HEADING), headings, lines, [*[18] * len(kept), 60])])


def _headings(batch: ImportBatch) -> tuple[list[str], list[int]]:
    """The headings without an earlier file's column of faults, and where they stand."""
    ours = {folded(words) for words in in_both_languages(FAULTS_HEADING)}
    kept = [n for n, heading in enumerate(batch.data["headings"]) if folded(heading) not in ours]
    return [*(batch.data["headings"][n] for n in kept), str(FAULTS_HEADING)], kept


def _with_faults(batch: ImportBatch, row: dict[str, Any]) -> list[str]:
    assert batch.table_type is not None
    labels = {f.name: str(f.label) for f in batch.table_type.columns}
    said = _joined(labels, row["errors"].items())
    return [*row["cells"], said]


def _joined(labels: dict[str, str], faults: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{labels[name]}：{text}" if name in labels else text for name, text in faults)
