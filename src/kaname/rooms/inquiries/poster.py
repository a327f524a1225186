"""The poster of a desk for the walls of the hospital: A4, with the QR code of its public form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.web.pdf import pdf_response
from kaname.web.qr import qr_picture

from .models import ContactPoint


def desk_poster(desk: ContactPoint, address: str) -> HttpResponse:
    """The poster as a PDF; `address` is the full address of the public form."""
    response: HttpResponse = pdf_response(
        "inquiries/poster", poster_of(desk, address), filename=f"poster-{desk.pk}.pdf"
    )
    return response


def poster_of(desk: ContactPoint, address: str) -> dict[str, Any]:
    """Everything the poster says, in Japanese and English."""
    facts = [
        (_("責任者"), "Responsible", desk.responsible.title_and_name),
        (_("場所"), "Where", desk.place),
        (_("受付時間"), "Hours", desk.hours),
        (_("電話"), "Telephone", desk.phone),
        (_("メール"), "E-mail", desk.email),
    ]
    shown = desk.has_public_form and desk.is_open_on(clock.today())
    return {
        "institution": desk.institution.name,
        "title": desk.name,
        "lead": _("個人情報の取扱いについてのご質問・苦情・開示などのご請求は、こちらへお寄せください。"),
        "lead_en": "Questions, complaints and requests about your personal data are welcome here.",
        "facts": [list(fact) for fact in facts if fact[2]],
        "address": address if shown else "",
        "qr": qr_picture(address) if shown else "",
        "web": _("スマートフォンからも送れます"),
        "web_note": _("会員登録もサインインも要りません。お名前を書かずに送れます。"),
        "web_en": "You can also write to us from your phone, in Japanese or English. No account is needed.",
        "printed_on": _("%(day)s 現在") % {"day": show_date(clock.today())},
    }
