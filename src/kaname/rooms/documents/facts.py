"""What other rooms may ask about documents besides which of them serve: since when the versions in force are approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import Fact, fact

from .selectors import adopted_versions


@fact("document_approvals", reads=["documents.document", "documents.documentversion"])
def document_approvals(institution: Institution, *, on: date, types: Sequence[str]) -> list[Fact]:
    """The versions of these types in force on a day: from their approval to the last day before a successor."""
    rows = adopted_versions(institution, types)
    return [
        Fact(
            ref_of(version),
            str(version),
            version.approved_on,
            version.superseded_on - ONE_DAY if version.superseded_on else None,
        )
        for version in rows
        if version.approved_on is not None and version.document.is_active and version.is_in_force(on)
    ]
