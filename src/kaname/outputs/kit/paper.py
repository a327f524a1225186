"""The kit on A4: the same blocks as in the file, for whoever has no machine at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.web.pdf import pdf_response

from .content import gather, sections_of
from .selectors import GOOD_DAYS


def kit_paper(institution: Institution, on: date) -> HttpResponse:
    """The paper of a day as a PDF file."""
    data = paper_of(institution, on)
    response: HttpResponse = pdf_response("kit/kit", data, filename=f"kaname-kit-{on.isoformat()}.pdf")
    return response


def paper_of(institution: Institution, on: date) -> dict[str, Any]:
    """Everything the paper says."""
    return {
        "institution": institution.name,
        "title": _("非常時キット（紙）"),
        "lead": _("情報システムが使えないときに開く紙です。%(day)sの内容で、%(until)sまで使えます。")
        % {"day": show_date(on), "until": show_date(on + timedelta(days=GOOD_DAYS))},
        "sections": sections_of(gather(institution, on)),
        "contents": _("もくじ"),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": newest_fingerprint(institution),
    }
