"""What the chart says, as one print: by it a sheet on the wall is known to be of today or not."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from kaname.foundation.access.models import Institution

from .models import Contact
from .selectors import Chart, contact_chart

_SAID = ("party", "organisation", "person_name", "person_title", "phone_day", "phone_night", "mail", "order")
_ALSO = ("condition", "target_minutes", "contract_number")


def chart_digest(institution: Institution, on: date) -> str:
    """The SHA-256 of all that the chart of a day says."""
    return digest_of(contact_chart(institution, on))


def digest_of(chart: Chart) -> str:
    """The print of a chart that was read."""
    said = [_lines(entry.contact) for entry in chart.entries]
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def in_fours(digest: str) -> str:
    """The beginning of a print as people compare it: 1a2b-3c4d-5e6f-7a8b."""
    return "-".join(digest[i : i + 4] for i in range(0, 16, 4))


def _lines(contact: Contact) -> list[object]:
    facts: list[object] = [getattr(contact, name) for name in (*_SAID, *_ALSO)]
    return [contact.name, contact.deputy_shown, contact.caller_id, *facts]
