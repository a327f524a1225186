"""Obligations as an Excel sheet: one row a condition, so that an inspector can sort them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.web.excel import XLSX, Sheet, file_response, write_xlsx

from .models import VerdictStatus
from .selectors import Standing


def obligations_workbook(rows: Sequence[Standing], day: date) -> HttpResponse:
    """All obligations and their findings as they stood on a day."""
    header = [
        _("番号"),
        _("条項"),
        _("遵守事項"),
        _("判定"),
        _("期限"),
        _("条件"),
        _("結果"),
        _("説明"),
        _("根拠の記録"),
    ]
    lines = [
        [
            row.obligation.id,
            row.obligation.clause,
            str(row.obligation.title),
            str(VerdictStatus(row.status).label),
            row.holds_until,
            str(finding.use.statement),
            "○" if finding.holds else "×",
            finding.sentence,
            "、".join(label for _ref, label in finding.proofs),
        ]
        for row in rows
        for finding in row.findings
    ]
    sheet = Sheet(_("遵守事項"), header, lines, (16, 20, 44, 10, 12, 44, 6, 60, 40))
    return file_response(
        write_xlsx([sheet]), filename=f"obligations-{day.isoformat()}.xlsx", content_type=XLSX
    )
