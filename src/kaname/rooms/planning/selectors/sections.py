"""The material of reports and reviews: what all rooms say of a period, frozen as JSON and shown in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.display import reads_english, show_date
from kaname.foundation.ledger.findings import reading
from kaname.foundation.obligations.catalogue import current
from kaname.foundation.obligations.selectors import sentence_text
from kaname.foundation.obligations.summaries import label_of
from kaname.foundation.summaries.registry import Period, collect

Material = list[dict[str, Any]]
HIGHLIGHTS = 3


def material_of(institution: Institution, purpose: str, period: Period) -> Material:
    """What every room has to say for a purpose, as it is stored."""
    with reading():
        return [section.as_json() for section in collect(institution, purpose, period)]


@dataclass(frozen=True)
class ShownSection:
    """A section in the reader's language, with its author's comment; `refs` are the records that carry it."""

    name: str
    title: str
    sentences: list[str] = field(default_factory=list)
    attention: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    refs: list[tuple[str, str]] = field(default_factory=list)
    comment: str = ""

    @property
    def key(self) -> str:
        """The name as it can stand in an address or a form."""
        return self.name.replace(".", "-")

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Each row with the heading of each cell, for a narrow screen."""
        return [list(zip(self.headings, row, strict=False)) for row in self.rows]

    @property
    def room(self) -> str:
        """Which app said it."""
        return self.name.partition(".")[0]


def shown(material: Material, comments: Mapping[str, str]) -> list[ShownSection]:
    """The material with the comments; a comment whose section has nothing to say any more is kept at the end."""
    words = _obligations_in_english() if reads_english() else {}
    found = [_section(stored, comments, words) for stored in material]
    known = {section.name for section in found}
    lone = [name for name, text in comments.items() if name not in known and text.strip()]
    return [*found, *(ShownSection(name, _("そのほかの所見"), comment=comments[name]) for name in lone)]


def _section(stored: dict[str, Any], comments: Mapping[str, str], words: Mapping[str, str]) -> ShownSection:
    name = stored.get("name", "")
    return ShownSection(
        name=name,
        title=sentence_text(stored["title"]),
        sentences=[_cell(s, words) for s in stored["sentences"]],
        attention=[_cell(s, words) for s in stored["attention"]],
        headings=[sentence_text(s) for s in stored["headings"]],
        rows=[[_cell(cell, words) for cell in row] for row in stored["rows"]],
        refs=[(label, reverse("ledger:record", args=[ref])) for ref, label in stored["refs"]],
        comment=comments.get(name, ""),
    )


def _cell(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, dict) and "date" in value:
        return show_date(date.fromisoformat(value["date"]))
    if isinstance(value, dict):
        values = {k: words.get(v, v) if isinstance(v, str) else v for k, v in value["values"].items()}
        return sentence_text({"text": value["text"], "values": values})
    if isinstance(value, str):
        return words.get(value) or (_(value) if value else "")
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _obligations_in_english() -> dict[str, str]:
    """Obligations as reports name them, in Japanese, and what an English reader calls them."""
    rows = current().obligations.values()
    return {label_of(row): f"{row.clause} {row.title.en}" for row in rows}


def highlights(sections: Sequence[ShownSection], assessment: str = "") -> list[str]:
    """The whole in three to five sentences: how its author sees it, the first word of each room, what needs somebody."""
    first: dict[str, str] = {}
    for section in sections:
        if section.sentences:
            first.setdefault(section.room, section.sentences[0])
    asked = sum(len(section.attention) for section in sections)
    opening = [_("全体の評価は「%(assessment)s」です。") % {"assessment": assessment}] if assessment else []
    closing = _("判断や手当てをお願いしたいことが%(n)s件あります。") % {"n": asked}
    return [*opening, *list(first.values())[:HIGHLIGHTS], *([closing] if asked else [])]
