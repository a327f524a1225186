"""What was put before a committee, as plain text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kaname.foundation.calendar.display import show_date
from kaname.foundation.obligations.selectors import sentence_text


def shown(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Frozen sections (`summaries.Section.as_json`) as title, sentences, head and rows."""
    return [
        {
            "title": sentence_text(part["title"]),
            "sentences": ["".join(map(sentence_text, [*part["sentences"], *part["attention"]]))],
            "head": [sentence_text(heading) for heading in part["headings"]],
            "rows": [[_cell(cell) for cell in row] for row in part["rows"]],
        }
        for part in parts
    ]


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return show_date(date.fromisoformat(value["date"])) if "date" in value else sentence_text(value)
    if isinstance(value, str):
        return _(value) if value else ""
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)
