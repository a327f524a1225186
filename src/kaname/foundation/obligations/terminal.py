"""Obligations in a terminal: the table, the objects of `--json`, and the conditions not yet measurable."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.parse import parse_date

from .api import as_json
from .catalogue import current
from .models import VerdictStatus
from .selectors import Standing, overview, standings

_MARKS = {"MET": "✓", "LAPSING": "▲", "UNMET": "✕", "EXCEPTED": "◇", "NOT_APPLICABLE": "－"}


def pending_lines() -> list[str]:
    """The conditions not yet measurable, one a line: obligation, condition."""
    return [f"{obligation.id} {use.condition}" for obligation, use in current().pending()]


def read(institution: Institution, as_of: str | None) -> list[Standing]:
    """The standings now, or at the end of the day that was typed."""
    day = parse_date(as_of, today=clock.today()) if as_of else None
    return standings(institution, as_of=day)


def as_objects(rows: Sequence[Standing]) -> list[dict[str, Any]]:
    """The standings as plain JSON values."""
    return [_plain(as_json(row)) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def table(rows: Sequence[Standing]) -> str:
    """One line an obligation, and what to mend below those that are not met."""
    lines = []
    for row in rows:
        until = f"  {row.holds_until}" if row.holds_until else ""
        word = str(VerdictStatus(row.status).label)
        lines.append(
            f"{_MARKS[row.status]} {_pad(word, 8)} {row.obligation.id:32} {row.obligation.title}{until}"
        )
        gap = row.first_gap
        if row.status == VerdictStatus.UNMET and gap:
            lines.append(f"    {gap.sentence}")
    total = overview(rows)
    return "\n".join([*lines, "", f"{total.good} / {total.total} {VerdictStatus.MET.label}"])


def _pad(text: str, width: int) -> str:
    shown = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(0, width - shown)
