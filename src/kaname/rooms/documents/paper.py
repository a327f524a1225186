"""A version on A4 paper: number, version, approval stamps, page numbers and the ledger's fingerprint."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import pdf_response

from .models import DocumentVersion


def version_paper(version: DocumentVersion) -> HttpResponse:
    """The version as a PDF file, named by its number."""
    name = f"{version.document.number}-v{version.number}.pdf"
    response: HttpResponse = pdf_response("documents/document", paper_of(version), filename=name)
    return response


def paper_of(version: DocumentVersion) -> dict[str, Any]:
    """Everything the paper says, as plain text and blocks."""
    document = version.document
    return {
        "institution": version.institution.name,
        "number": document.number,
        "title": document.title,
        "version": _("第%(n)s版") % {"n": version.number},
        "state": _state(version),
        "facts": [[label, value] for label, value in _facts(version) if value],
        "stamps": _stamps(version),
        "blocks": _without_title(markdown_blocks(version.body), document.title),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": f"{fingerprint_of(version)}　{document.number}",
    }


def _state(version: DocumentVersion) -> str:
    """A warning across the head of everything that is not in force today."""
    if version.document.is_active and version.is_in_force(clock.today()):
        return ""
    if version.is_adopted and version.document.is_active and version.superseded_on is None:
        return _("施行前")
    return _("現行の版ではありません") if version.is_adopted else _("承認されていない下書き")


def _facts(version: DocumentVersion) -> list[tuple[str, str]]:
    document = version.document
    return [
        (_("種類"), str(document.get_type_display())),
        (_("管理する人"), document.owner.title_and_name),
        (_("配付範囲"), document.audience_label),
        (_("施行日"), show_date(version.effective_on) if version.effective_on else ""),
        (_("次の見直し期限"), show_date(version.next_review_on) if version.next_review_on else ""),
        (_("改定の理由"), version.change_note),
    ]


def _stamps(version: DocumentVersion) -> list[list[str]]:
    """起案 and 承認, as boxes with name and day."""
    stamps = [[_("起案"), version.drafted_by.name, show_date(version.drafted_on)]]
    if version.approved_by is not None and version.approved_on is not None:
        stamps.append([_("承認"), version.approved_by.name, show_date(version.approved_on)])
    return stamps


def _without_title(blocks: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """The text without a first heading that only repeats the title."""
    if blocks and blocks[0]["kind"] == "heading":
        words = "".join(span["text"] for span in blocks[0]["spans"])
        return blocks[1:] if words.strip() == title else blocks
    return blocks
