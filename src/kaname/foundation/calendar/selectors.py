"""What is closed: the bundled holidays with the corrections in the table. One query each; keep the answer."""

from __future__ import annotations

from .holidays import Holidays
from .models import Holiday


def holidays() -> Holidays:
    """Public holidays with corrections, for counting business days (営業日)."""
    return _corrected(year_end=False)


def office_holidays() -> Holidays:
    """The same with 29 December to 3 January: when public offices are closed (行政機関の休日)."""
    return _corrected(year_end=True)


def _corrected(*, year_end: bool) -> Holidays:
    rows = list(Holiday.objects.all())
    added = {row.on: row.name for row in rows if row.is_closed}
    removed = frozenset(row.on for row in rows if not row.is_closed)
    return Holidays(added=added, removed=removed, year_end=year_end)
