"""Tables as files: Excel and CSV whose cells can only ever be text, numbers and days, never formulas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from . import formats

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

# A spreadsheet takes a cell that begins so for a formula; ' is guarded too, so that reading back is exact.
_DANGEROUS = tuple("=+-@\t\r\n'＝＋－＠")
_EXACT_DIGITS = 15
_MAX_CHARACTERS = 32767


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, one heading per column, the rows, and the column widths in characters."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """An Excel file. Rows are written as they come, so that a long list needs little memory."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "default_date_format": "yyyy/mm/dd"})
    styles = {
        "heading": book.add_format({"bold": True, "bg_color": "#E8F1FE", "bottom": 1, "text_wrap": True}),
        "text": book.add_format({"valign": "top", "text_wrap": True}),
        "date": book.add_format({"num_format": "yyyy/mm/dd", "valign": "top", "align": "left"}),
        "datetime": book.add_format({"num_format": "yyyy/mm/dd hh:mm", "valign": "top", "align": "left"}),
        "number": book.add_format({"valign": "top"}),
    }
    for sheet in sheets:
        _write_sheet(book.add_worksheet(_sheet_name(sheet.name)), sheet, styles)
    book.close()
    return target.getvalue()


def _write_sheet(worksheet: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    for column in range(len(sheet.headings)):
        width = sheet.widths[column] if column < len(sheet.widths) else 20
        worksheet.set_column(column, column, width)
    worksheet.freeze_panes(1, 0)
    for column, heading in enumerate(sheet.headings):
        worksheet.write_string(0, column, str(heading), styles["heading"])
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(worksheet, last, column, value, styles)
    if sheet.headings:
        worksheet.autofilter(0, 0, max(last, 1), len(sheet.headings) - 1)


def _write_cell(worksheet: Any, row: int, column: int, value: object, styles: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        worksheet.write_datetime(row, column, formats.local(value).replace(tzinfo=None), styles["datetime"])
    elif isinstance(value, dt.date) and value.year >= 1900:
        worksheet.write_datetime(row, column, value, styles["date"])
    elif _is_exact_number(value):
        worksheet.write_number(row, column, float(value), styles["number"])  # type: ignore[arg-type]
    else:
        worksheet.write_string(row, column, as_text(value)[:_MAX_CHARACTERS], styles["text"])


def _is_exact_number(value: object) -> bool:
    """Whether Excel, which keeps 15 digits, would show this number unchanged."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return math.isfinite(value) and abs(value) < 10**_EXACT_DIGITS


def as_text(value: object) -> str:
    """A cell's value in words: days in ISO order, yes and no as はい and いいえ."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, dt.datetime):
        return f"{formats.local(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _sheet_name(name: str) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\ and no ' at either end."""
    allowed = "".join("_" if c in "[]:*?/\\" else c for c in name).strip("'")
    return allowed[:31] or "Sheet1"


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that Excel opens as UTF-8; text that a spreadsheet would run gets a leading apostrophe."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([_guarded(heading) for heading in headings])
    for row in rows:
        writer.writerow([_guarded(value) for value in row])
    return target.getvalue().encode("utf-8-sig")


def _guarded(value: object) -> str:
    text = as_text(value)
    if isinstance(value, (int, float, Decimal)):
        return text
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def unguarded(text: str) -> str:
    """A cell of a CSV file as it was before `write_csv` guarded it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def file_response(content: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """A download that browsers save and never show on our origin."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
