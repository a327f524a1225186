"""The contact chart on A4: the drawing, every number by day and by night, and the routes of reporting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.web.pdf import pdf_response

from .chart import digest_of, in_fours
from .drawing import chart_svg
from .selectors import Chart, EntryView, RouteView, contact_chart, keepers_of, routes


def chart_paper(institution: Institution, on: date) -> HttpResponse:
    """The chart of a day as a PDF file."""
    response: HttpResponse = pdf_response(
        "contacts/chart", paper_of(institution, on), filename=f"contact-chart-{on.isoformat()}.pdf"
    )
    return response


def paper_of(institution: Institution, on: date) -> dict[str, Any]:
    """Everything the paper says."""
    chart = contact_chart(institution, on)
    keepers = keepers_of(institution, on)
    return {
        "institution": institution.name,
        "title": _("連絡体制図"),
        "day": _("%(day)s 現在") % {"day": show_date(on)},
        "facts": [
            [_("責任者"), "、".join(p.title_and_name for p in keepers)],
            [_("載せている連絡先"), _("%(n)s件") % {"n": len(chart.entries)}],
        ],
        "svg": chart_svg(chart) if chart.entries else "",
        "empty": _("連絡先がまだありません。"),
        "note": _("赤い破線の枠は、確認が古いか、まだ確かめていない連絡先です。"),
        "words": {"numbers": _("電話番号の一覧"), "routes": _("報告の経路")},
        "head": [
            _("順"),
            _("連絡先"),
            _("平日の昼"),
            _("夜間・休日"),
            _("どのようなときに・目標"),
            _("確かめた日"),
        ],
        "sections": _sections(chart),
        "routes_head": [_("報告先"), _("手段"), _("期限"), _("責任者（代行）")],
        "routes": [_route(row) for row in routes(institution, on=on) if row.route],
        "digest": _("この図の指紋 %(digest)s") % {"digest": in_fours(digest_of(chart))},
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": newest_fingerprint(institution),
    }


def _sections(chart: Chart) -> list[dict[str, Any]]:
    """The numbers by who calls them."""
    found = [{"title": _("院内で順に連絡する人"), "rows": _lines(chart.inside)}]
    for group in chart.groups:
        title = (
            _("%(name)s がかける先") % {"name": group.caller.name}
            if group.caller
            else _("かける人が決まっていない先")
        )
        found.append({"title": title, "rows": _lines(group.entries)})
    return [section for section in found if section["rows"]]


def _lines(rows: Iterable[EntryView]) -> list[list[str]]:
    return [_line(row, place) for place, row in enumerate(rows, 1)]


def _line(row: EntryView, place: int) -> list[str]:
    contact = row.contact
    party = "" if contact.is_inside else str(contact.get_party_display())
    who = "　".join(part for part in (contact.person_title, contact.person_name) if part)
    head = contact.name if contact.is_inside else contact.organisation
    deputy = _("代行 %(name)s") % {"name": contact.deputy_shown} if contact.deputy_shown else ""
    contract = _("契約 %(number)s") % {"number": contact.contract_number} if contact.contract_number else ""
    target = _("%(length)s以内") % {"length": contact.target_shown} if contact.target_minutes else ""
    seen = show_date(row.confirmation.confirmed_on) if row.confirmation else _("未確認")
    old = _("（古い）") if row.confirmation and not row.is_confirmed else ""
    return [
        str(place),
        "\n".join(part for part in (head, party, who, deputy, contract) if part),
        contact.phone_day or "－",
        contact.phone_night or "－",
        "\n".join(part for part in (contact.condition, target) if part),
        f"{seen}{old}",
    ]


def _route(row: RouteView) -> list[str]:
    route = row.route
    assert route is not None
    people = route.responsible.title_and_name if route.responsible else "－"
    deputy = f"（{route.deputy.name}）" if route.deputy else ""
    to = _("%(name)s へ") % {"name": route.receiver.title_and_name} if route.receiver else ""
    recipient = "\n".join(part for part in (str(row.recipient.label), to) if part)
    return [recipient, route.channel or "－", route.deadline or "－", f"{people}{deputy}"]
