"""The text with which a new version begins: the last text, the appointments of today, or an outline of our own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.decisions.selectors import people_who_may_decide
from kaname.foundation.ledger.findings import Fact, ask

from .choices import DocumentType
from .models import Document

_FILE = Path(__file__).with_name("outlines.yaml")


@cache
def outlines() -> dict[str, list[list[str]]]:
    """Headings with their guiding questions, by type of document."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def outline(document: Document, author: Person) -> str:
    """The outline of a type of document as Markdown, filled in for this hospital."""
    parts = outlines().get(document.type, outlines()[DocumentType.OTHER])
    text = "\n\n".join(f"## {heading}\n\n> {question}" for heading, question in parts)
    return _filled(f"# {document.title}\n\n{{{{hospital}}}}\n\n{text}\n", author)


def _filled(text: str, author: Person) -> str:
    executive = author if Role.EXECUTIVE in author.roles else people_who_may_decide(author).first()
    values = {
        "hospital": author.institution.name,
        "executive": (executive.title or executive.name) if executive else str(Role.EXECUTIVE.label),
        "author": author.name,
        "today": show_date(clock.today()),
    }
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def current_appointments(author: Person) -> Sequence[Fact]:
    """The appointments of today, as the organisation knows them."""
    return ask("appointments_current", author.institution, on=clock.today())


def chart(document: Document, author: Person) -> str:
    """The organisation chart as a table of the appointments of today."""
    rows = "\n".join(
        f"| {_cell(fact.label)} | {show_date(fact.starts_on)} | {show_date(fact.ends_on) if fact.ends_on else ''} |"
        for fact in current_appointments(author)
    )
    head = _("| 任命 | 開始 | 終了 |") + "\n| --- | --- | --- |"
    as_of = _("%(day)s 現在の任命です。") % {"day": show_date(clock.today())}
    return f"# {document.title}\n\n{author.institution.name}\n\n{as_of}\n\n{head}\n{rows}\n"


def _cell(text: str) -> str:
    return text.replace("|", "／").replace("\n", " ")
