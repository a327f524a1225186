"""The line of report on one A4 page, to hang up or hand over at an inspection."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.web.pdf import pdf_response

from .reporting import Place, ReportingLine, Rung


def line_paper(institution: Institution, line: ReportingLine) -> HttpResponse:
    """The PDF, named by its day."""
    name = f"reporting-line-{line.on.isoformat()}.pdf"
    response: HttpResponse = pdf_response(
        "organisation/reporting", paper_of(institution, line), filename=name
    )
    return response


def paper_of(institution: Institution, line: ReportingLine) -> dict[str, Any]:
    """Everything the page says, as plain text."""
    return {
        "institution": institution.name,
        "title": _("医療情報の安全管理の報告経路"),
        "day": _("%(day)s 現在") % {"day": show_date(line.on)},
        "words": _words(),
        "rungs": [_rung(rung) for rung in line.rungs],
        "others": [_other(rung, place) for rung in line.others for place in rung.places],
        "mendings": [mending.text for mending in line.mendings],
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": newest_fingerprint(institution),
    }


def _words() -> dict[str, Any]:
    return {
        "security": _("安全管理の報告経路"),
        "personnel": _("人事の系統（所属）"),
        "report": _("報告"),
        "vacant": _("空席"),
        "deputy": _("代行"),
        "unposted": _("配属の記録なし"),
        "others": _("そのほかの役割"),
        "others_head": [_("役割"), _("氏名"), _("報告先"), _("人事の系統（所属）")],
        "mendings": _("直すこと"),
        "note": _(
            "安全管理の報告は、人事の系統とは別に、この経路で経営層へ届きます。人事の上司の了解は要りません。"
        ),
    }


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "title": rung.title,
        "places": [
            {
                "name": place.person.title_and_name,
                "deputy": place.deputy,
                "personnel": place.personnel_in_words,
            }
            for place in rung.places
        ],
    }


def _other(rung: Rung, place: Place) -> list[str]:
    return [rung.title, place.person.name, place.reports_to, place.personnel_in_words]
