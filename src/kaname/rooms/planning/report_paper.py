"""A status report on A4 paper: cover block, the whole in a few sentences, sections, comments, and the verdict."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.directives.models import Directive
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import pdf_response

from .models import StatusReport
from .selectors.reports import ReportPage, report_page
from .selectors.sections import ShownSection


def report_paper(report: StatusReport, person: Person) -> HttpResponse:
    """The report as a PDF file, named by its number."""
    name = f"report-{report.number}-v{report.version}.pdf"
    response: HttpResponse = pdf_response("planning/report", paper_of(report, person), filename=name)
    return response


def paper_of(report: StatusReport, person: Person) -> dict[str, Any]:
    """Everything the paper says, as plain text and blocks."""
    page = report_page(report, person)
    return {
        "institution": report.institution.name,
        "title": report.title,
        "number": _("報告 %(number)s") % {"number": report.number_and_version},
        "state": _("下書き（経営層に送っていません）") if report.is_draft else "",
        "addressee": _to(report),
        "date": show_date(report.sent_on) if report.sent_on else "",
        "facts": _facts(report),
        "summary": page.highlights,
        "comment": markdown_blocks(report.comment),
        "change_note": report.change_note,
        "attention": page.attention,
        "proposals": markdown_blocks(report.proposals),
        "sections": [section_on_paper(section) for section in page.sections],
        "verdict": _verdict(page),
        "words": words(),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": fingerprint_of(report),
    }


def words() -> dict[str, str]:
    """The headings that every paper of planning shares, in the reader's language."""
    return {
        "summary": _("要旨"),
        "comment": _("報告者の所見"),
        "change_note": _("差戻しを受けて直したところ"),
        "attention": _("判断や手当てをお願いしたいこと"),
        "proposals": _("経営層への提案"),
        "details": _("項目ごとの状況"),
        "remark": _("所見"),
        "verdict": _("経営層の判断"),
    }


def section_on_paper(section: ShownSection) -> dict[str, Any]:
    """A section's sentences, table and comment; columns of days and numbers are kept narrow."""
    return {
        "title": section.title,
        "sentences": section.sentences,
        "headings": section.headings,
        "widths": _widths(section),
        "rows": section.rows,
        "comment": markdown_blocks(section.comment),
    }


_NARROW, _MEDIUM = 16, 30


def _widths(section: ShownSection) -> list[int]:
    """The share of the page each column gets, by its longest cell; 0 for one that needs no more than its words."""
    shares = []
    for n, heading in enumerate(section.headings):
        longest = max([len(heading), *(len(row[n]) for row in section.rows if n < len(row))])
        shares.append(0 if longest <= _NARROW else 3 if longest <= _MEDIUM else 5)
    return shares if any(shares) else [1] * len(shares)


def _to(report: StatusReport) -> str:
    if report.addressee is None:
        return ""
    return _("%(name)s 殿") % {"name": report.addressee.title_and_name}


def _facts(report: StatusReport) -> list[list[str]]:
    period = _("%(starts)s から %(ends)s まで") % {
        "starts": show_date(report.starts_on),
        "ends": show_date(report.ends_on),
    }
    rows = [
        (_("対象期間"), period),
        (_("報告者"), report.author.title_and_name),
        (_("全体の評価"), str(report.get_assessment_display()) if report.assessment else ""),
    ]
    return [[label, value] for label, value in rows if value]


def _verdict(page: ReportPage) -> dict[str, Any] | None:
    """What the executive answered, and what was directed because of it."""
    report = page.report
    if report.judged_by is None or report.judged_on is None:
        return None
    return {
        "facts": [
            [_("判断"), str(report.get_verdict_display())],
            [_("判断した人"), report.judged_by.title_and_name],
            [_("判断日"), show_date(report.judged_on)],
            *(
                [[_("理由・コメント"), report.decision.reason]]
                if report.decision and report.decision.reason
                else []
            ),
        ],
        "heading": _("この報告から出した指示"),
        "head": directive_headings(),
        "directives": [directive_row(row) for row in page.directives],
    }


def directive_headings() -> list[str]:
    """The columns in which papers list directives."""
    return [_("指示"), _("担当"), _("期限"), _("状態")]


def directive_row(row: Directive) -> list[str]:
    """A directive as a line of a table."""
    return [str(row), row.addressee.name, show_date(row.due_on), str(row.get_status_display())]
