"""The decision on A4 paper (決裁書): the question, its material, its way, and the ledger's fingerprint."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.pdf import pdf_response

from . import selectors
from .models import Decision

_DIGEST_SHOWN = 32


def decision_paper(decision: Decision) -> HttpResponse:
    """The decision as a PDF file."""
    name = f"decision-{decision.number}.pdf"
    response: HttpResponse = pdf_response("decisions/decision", paper_of(decision), filename=name)
    return response


def paper_of(decision: Decision) -> dict[str, Any]:
    """Everything the paper says, as plain text."""
    return {
        "title": _("決裁書"),
        "institution": decision.institution.name,
        "number": decision.number,
        "question": decision.question,
        "outcome": _outcome(decision),
        "sections": [
            [_("提案"), [[_("内容"), decision.summary]]],
            [_("資料"), [[label, _plain(text)] for label, text in selectors.material_lines(decision)]],
        ],
        "stages_title": _("段階"),
        "stages_head": [_("段階"), _("担当"), _("備考"), _("日付")],
        "stages": [
            [s.kind, s.person, s.comment, show_date(clock.day_of(s.at)) if s.at else ""]
            for s in selectors.stages_of(decision)
        ],
        "history_title": _("経過"),
        "history": [
            [show_datetime(e.at), e.kind, f"{e.by}\n{e.text}".strip()] for e in selectors.lines_of(decision)
        ],
        "footer": _("証跡 %(entry)s　資料の指紋 %(digest)s")
        % {"entry": fingerprint_of(decision), "digest": decision.material_digest[:_DIGEST_SHOWN]},
    }


def _plain(text: str) -> str:
    """Words without the marks of Markdown: a heading in brackets, a list with dots."""
    text = re.sub(r"^#+\s+(.+)$\n*", r"【\1】\n", text, flags=re.MULTILINE)
    return re.sub(r"^[-*]\s+", "・", text.replace("**", ""), flags=re.MULTILINE)


def _outcome(decision: Decision) -> list[list[str]]:
    rows: list[tuple[str, str]] = [
        (_("種類"), str(decision.decision_kind.label)),
        (_("状態"), str(decision.get_status_display())),
        (_("起案"), f"{decision.requested_by.title_and_name}　{show_datetime(decision.requested_at)}"),
    ]
    if decision.chosen is not None and decision.decided_by is not None and decision.decided_at is not None:
        rows += [
            (_("結論"), str(decision.chosen.label)),
            (_("理由"), decision.reason),
            (_("決裁者"), f"{decision.decided_by.title_and_name}　{show_datetime(decision.decided_at)}"),
        ]
    for label, day in (
        (_("効力の始まり"), decision.takes_effect_on),
        (_("見直す日"), decision.review_on),
        (_("最後の日"), decision.ends_on),
    ):
        if day is not None:
            rows.append((label, show_date(day)))
    return [[label, value] for label, value in rows if value]
