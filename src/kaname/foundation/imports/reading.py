"""A file as a grid of text: what it is by its content, in which characters it was written, and where its heading stands.

Cells are kept exactly as typed: never normalised, never run. The leading ' that our own CSV files put before =, +, -, @
is taken away again, so that what left comes back the same.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.web.excel import unguarded

from .workbook import cell_too_long, read_workbook, too_large

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_CHARACTERS_OF_CELL = 32_767
HEADING_WITHIN = 20
_MOST_LINES = MAX_ROWS + HEADING_WITHIN
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Grid:
    """A file's lines, blank ones included (their numbers are those a person sees), and how it was written."""

    lines: list[list[str]]
    encoding: str


def read_grid(data: bytes, name: str) -> Grid:
    """Read an Excel workbook, or CSV separated by commas or tabs. Raises ValidationError that says what to do."""
    if not data.strip():
        raise ValidationError(
            _("「%(name)s」は空のファイルです。中身を確かめて、選び直してください。") % {"name": name}
        )
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("「%(name)s」は10MBを超えています。行を分けて取り込んでください。") % {"name": name}
        )
    if data.startswith(b"PK"):
        return Grid(read_workbook(data, name, most_rows=_MOST_LINES), "xlsx")
    if data.startswith(_OLD_EXCEL):
        raise ValidationError(
            _(
                "「%(name)s」は古い形式のExcel（.xls）か、パスワード付きのブックです。パスワードのない .xlsx で保存し直してください。"
            )
            % {"name": name}
        )
    text, encoding = _decoded(data, name)
    return Grid(_lines(text, name), encoding)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """BOM, then strict UTF-8, then strict cp932 (never shift_jis: it knows no 髙, ① or ～; hostile case 43)."""
    tries = ["utf-16"] if data.startswith(_UTF16) else ["utf-8-sig", "cp932"]
    for encoding in tries:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    raise ValidationError(
        _("「%(name)s」の文字を読み取れません。Excelで「CSV UTF-8」か .xlsx で保存し直してください。")
        % {"name": name}
    )


def _lines(text: str, name: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    lines: list[list[str]] = []
    try:
        for cells in reader:
            if len(lines) >= _MOST_LINES or len(cells) > MAX_COLUMNS:
                raise too_large(name)
            line = [unguarded(cell) for cell in cells]
            if max(map(len, line), default=0) > MAX_CHARACTERS_OF_CELL:
                raise cell_too_long(name, reader.line_num)
            lines.append(line)
    except csv.Error as broken:
        if "field limit" in str(broken):  # what the csv module itself holds in one cell
            raise cell_too_long(name, reader.line_num) from broken
        raise ValidationError(
            _(
                '「%(name)s」の %(line)s 行目の引用符（"）が正しく閉じていません。Excelで開いて保存し直してください。'
            )
            % {"name": name, "line": reader.line_num}
        ) from broken
    return lines


def _separator(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return "\t" if first.count("\t") > first.count(",") else ","
