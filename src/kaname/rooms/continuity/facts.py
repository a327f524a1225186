"""What other rooms may ask about continuity: the services of the impact analysis, in order of priority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import Fact, fact

from .models import CareFunction


@fact("care_functions", reads=["continuity.carefunction"])
def care_functions(institution: Institution, *, on: date) -> Sequence[Fact]:
    """The services of a day (救急, 透析 …), the one to resume first at the head; `role` is its priority, or empty."""
    rows = CareFunction.objects.of(institution).kept_on(on).in_order()
    return [
        Fact(ref_of(row), row.name, row.starts_on, row.ends_on, row.owner_id, str(row.priority or ""))
        for row in rows
    ]
