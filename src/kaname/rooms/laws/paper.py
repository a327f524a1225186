"""Pledges on A4 paper: one that was given, and blank ones to sign, a page for each person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import typst_pdf

from .models import Pledge, PledgeText
from .selectors.pledges import PledgeBook

TEMPLATE = "laws/pledge"


def pledge_pdf(pledge: Pledge) -> bytes:
    """A pledge as it was given. A pledge is a Japanese document, whoever prints it."""
    with translation.override("ja"):
        sheet = _sheet(pledge.person, pledge.text, pledge.clause)
        sheet |= {"facts": _facts(pledge), "signature": pledge.signature, "is_blank": False}
        if pledge.withdrawn_on:
            sheet["state"] = _("取り消された誓約")
        return _print(pledge.institution, [sheet], fingerprint_of(pledge), str(sheet["title"]))


def blank_pdf(institution: Institution, people: Sequence[Person], on: date) -> bytes | None:
    """Pledges to sign, one page for each person; None when nobody has a text to sign."""
    book = PledgeBook(institution)
    with translation.override("ja"):
        found = ((person, book.text_for(person.kind, on)) for person in people)
        sheets = [_sheet(person, text) for person, text in found if text is not None]
        return _print(institution, sheets, "", _("誓約書")) if sheets else None


def _print(institution: Institution, sheets: list[dict[str, Any]], fingerprint: str, title: str) -> bytes:
    return typst_pdf(
        TEMPLATE,
        {
            "lang": "ja",
            "institution": institution.name,
            "title": title,
            "sheets": sheets,
            "fingerprint": fingerprint,
            "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        },
    )


def _sheet(person: Person, text: PledgeText | None, clause: str = "") -> dict[str, Any]:
    belongs = "　".join(part for part in (person.employer, person.title) if part)
    body = (
        text.body
        if text
        else _("次の契約の条項により、守秘と遵守を約束しています。\n\n%(clause)s") % {"clause": clause}
    )
    return {
        "title": text.title if text else _("契約の条項による誓約"),
        "version": _("第%(n)s版") % {"n": text.version} if text else "",
        "blocks": markdown_blocks(body),
        "name": person.name,
        "belongs": belongs,
        "number": person.number or f"#{person.pk}",
        "facts": [],
        "signature": "",
        "state": "",
        "is_blank": True,
    }


def _facts(pledge: Pledge) -> list[list[str]]:
    rows = [
        [_("誓約した日"), show_date(pledge.signed_on)],
        [_("方法"), str(pledge.get_way_display())],
        [_("有効な最後の日"), show_date(pledge.valid_until) if pledge.valid_until else _("在籍を終えるまで")],
        [_("記録"), f"{show_datetime(pledge.recorded_at)}　{pledge.recorded_by.name}"],
    ]
    if pledge.withdrawn_on:
        rows.append([_("取消"), f"{show_date(pledge.withdrawn_on)}　{pledge.withdrawn_reason}"])
    return rows
