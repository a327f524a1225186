"""How many obligations were met over time: read from the verdicts' intervals.

Source: 経営管理編 1.2.1 見直し・改善 ②
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.summaries.registry import metric

from .catalogue import current
from .models import GOOD, Verdict


@metric("obligations.met", _("充足している遵守事項"), unit=_("件"), better="higher", order=10)
def obligations_met(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """How many obligations were met at the end of each day; None before the first verdict. One query."""
    rows = Verdict.objects.of(institution).filter(edition=current().edition)
    spans = list(rows.values_list("valid_from", "valid_to", "status"))
    if not spans:
        return [None for _day in days]
    first = min(start for start, _end, _status in spans)
    good = [(start, end) for start, end, status in spans if status in GOOD]
    counts: list[float | None] = []
    for day in days:
        moment = clock.at_start_of(day + ONE_DAY)
        met = sum(start < moment and (end is None or end >= moment) for start, end in good)
        counts.append(None if first >= moment else float(met))
    return counts
