"""Files as people bring them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.web import excel

HEADINGS = ("職員番号", "氏名", "区分", "開始日", "役職")


def csv_file(text: str, *, encoding: str = "utf-8", name: str = "人.csv") -> SimpleUploadedFile:
    """A CSV file in an encoding."""
    return SimpleUploadedFile(name, text.encode(encoding))


def xlsx_file(
    rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS, name: str = "人.xlsx"
) -> SimpleUploadedFile:
    """An Excel file."""
    return SimpleUploadedFile(name, excel.write_xlsx([excel.Sheet("人", headings, rows)]))
