"""The one file that holds personal text: only for who asked for it, marked as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.web import excel

from .lists import COLUMNS
from .models import Inquiry


def personal_file(rows: Iterable[Inquiry]) -> HttpResponse:
    """All columns of the list, and what people said; whatever was erased is empty."""
    more = (_("氏名"), _("連絡先"), _("内容"), _("回答"))
    headings = [*(str(column.label) for column in COLUMNS), *more]
    sheet = excel.Sheet(_("個人情報を含む"), headings, _lines(rows), [18] * len(COLUMNS) + [24, 24, 60, 60])
    return excel.file_response(
        excel.write_xlsx([sheet]), filename="inquiries-personal.xlsx", content_type=excel.XLSX
    )


def _lines(rows: Iterable[Inquiry]) -> Iterator[list[object]]:
    for row in rows:
        yield [*(column.exported(row) for column in COLUMNS), row.sender, row.contact, row.body, row.answer]
