"""Numbers of certificates: the fiscal year, a running number, and four letters that nobody guesses (2026-00007-K3MR)."""

from __future__ import annotations

import secrets
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.era import fiscal_year
from kaname.rooms.training.models import Completion
from kaname.rooms.training.models.sessions import CODE_LETTERS

CHECK_LETTERS = 4


def certificate_numbers(institution: Institution, day: date, count: int) -> list[str]:
    """The next numbers of the fiscal year of a day. Two at once meet at the database's constraint."""
    year = fiscal_year(day)
    rows = Completion.objects.of(institution).filter(certificate_number__startswith=f"{year}-")
    newest = rows.order_by("-certificate_number").values_list("certificate_number", flat=True).first()
    last = int(newest.split("-")[1]) if newest else 0
    return [f"{year}-{last + n:05}-{_letters()}" for n in range(1, count + 1)]


def _letters() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CHECK_LETTERS))
