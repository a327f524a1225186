"""The coverage as an Excel file: a sheet by course, one by department, one by kind of person."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.web import excel

from .selectors.coverage import Coverage, GroupLine, Tally


def coverage_file(coverage: Coverage) -> HttpResponse:
    """The workbook, to take away."""
    counts = [_("対象者"), _("受講済み"), _("期限内"), _("期限超過"), _("受講率（％）")]
    courses = [
        [
            line.course.code,
            line.course.title,
            _("必修") if line.course.is_required else _("任意"),
            *_counts(line.tally),
        ]
        for line in coverage.courses
    ]
    sheets = [
        excel.Sheet(
            _("講座ごと"), [_("講座番号"), _("講座名"), _("必修"), *counts], courses, [12, 40, 8, *[12] * 5]
        ),
        _groups(_("部門ごと"), _("部門"), coverage, coverage.departments, counts),
        _groups(_("区分ごと"), _("区分"), coverage, coverage.kinds, counts),
    ]
    name = f"training-coverage-{coverage.on.isoformat()}.xlsx"
    return excel.file_response(excel.write_xlsx(sheets), filename=name, content_type=excel.XLSX)


def _counts(tally: Tally) -> list[object]:
    return [tally.addressed, tally.through, tally.waiting, tally.missing, tally.percent]


def _groups(
    title: str, heading: str, coverage: Coverage, lines: Sequence[GroupLine], counts: list[str]
) -> excel.Sheet:
    courses = [line.course.title for line in coverage.required]
    rows = [
        [
            str(line.label),
            line.people,
            *_counts(line.tally),
            *(t.percent if t.addressed else None for t in line.by_course),
        ]
        for line in lines
    ]
    headings = [heading, _("人数"), *counts, *(_("%(title)s（％）") % {"title": t} for t in courses)]
    return excel.Sheet(title, headings, rows, [28, 8, *[12] * 5, *[16] * len(courses)])
