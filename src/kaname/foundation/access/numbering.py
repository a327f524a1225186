"""Numbers that run by fiscal year, without a gap and without a double."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from .models import Institution


def next_in_year(
    model: type[Any], institution: Institution, year: int, field: str = "serial", **among: Any
) -> int:
    """The next number of a fiscal year (`among` the rows of one series). Two at once get two numbers."""
    # Holding the institution's row makes the second wait.
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    rows = model.objects.of(institution).filter(fiscal_year=year, **among)
    return int(rows.aggregate(last=Max(field))["last"] or 0) + 1
