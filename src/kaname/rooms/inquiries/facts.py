"""What others may ask about the patients' desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import Fact, fact

from .selectors import desks_open


@fact("contact_points_open", reads=["inquiries.contactpoint"])
def contact_points_open(institution: Institution, *, on: date, audience: str = "") -> Sequence[Fact]:
    """The desks open on a day (for one audience, if given), each with the person who answers for it."""
    rows = desks_open(institution, on)
    return [
        Fact(ref_of(d), d.name, d.starts_on, d.ends_on, d.responsible_id)
        for d in rows
        if not audience or d.audience == audience
    ]
