"""The chart as a drawing: the chain inside from top to bottom on the left, and beside each person whom they call outside.

Laid out on the server, in plain numbers; every colour stands in the drawing itself, so that paper shows the same.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .models import Contact
from .selectors import CallGroup, Chart, EntryView

WIDTH = 960
INSIDE_X, INSIDE_WIDTH = 8, 340
OUTSIDE_X = 420
OUTSIDE_WIDTH = WIDTH - OUTSIDE_X - 8
START_HEIGHT, GAP, PAD = 40, 34, 12
LINE, LARGE, SMALL = 21, 15.5, 13


@dataclass(frozen=True)
class Text:
    """A line of text at its place; `lead` is a word before it in grey."""

    x: float
    y: float
    words: str
    size: float = SMALL
    bold: bool = False
    tone: str = "#4d4d4d"


@dataclass(frozen=True)
class Box:
    """A frame with its lines."""

    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    is_stale: bool = False
    number: str = ""


@dataclass
class Drawing:
    """Boxes and the lines between them; `labels` stand beside the lines."""

    boxes: list[Box] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    labels: list[Text] = field(default_factory=list)
    height: float = 0
    width: int = WIDTH
    description: str = ""


def draw(chart: Chart) -> Drawing:
    """Lay the chart of a day out."""
    drawing = Drawing()
    y = _start(drawing)
    groups = {group.caller.pk: group for group in chart.groups if group.caller is not None}
    for number, entry in enumerate(chart.inside, start=1):
        y = _rung(drawing, entry, groups.get(entry.contact.pk), number, y)
    for group in chart.groups:
        if group.caller is None:
            y = _nobodys(drawing, group, y)
    drawing.height = round(y - GAP + 10, 1)
    drawing.description = _(
        "院内で順に連絡する人が%(inside)s人、外の連絡先が%(outside)s件。同じ内容を下の一覧で読めます。"
    ) % {"inside": len(chart.inside), "outside": len(chart.entries) - len(chart.inside)}
    return drawing


def chart_svg(chart: Chart) -> str:
    """The drawing as SVG, for paper."""
    return render_to_string(
        "contacts/_chart.svg.html", {"drawing": draw(chart), "title": _("連絡体制図")}
    ).strip()


def _start(drawing: Drawing) -> float:
    """Whoever notices something begins."""
    words = Text(INSIDE_X + INSIDE_WIDTH / 2, 8 + 26, _("異変に気づいた人"), LARGE, bold=True, tone="#ffffff")
    drawing.boxes.append(Box(INSIDE_X, 8, INSIDE_WIDTH, START_HEIGHT, (words,), number="start"))
    return 8 + START_HEIGHT + GAP


def _rung(drawing: Drawing, entry: EntryView, group: CallGroup | None, number: int, y: float) -> float:
    """One person inside, the arrow that leads there, and the box of whom they call."""
    middle = INSIDE_X + INSIDE_WIDTH / 2
    box = _box(entry, INSIDE_X, y, INSIDE_WIDTH, str(number))
    below = drawing.boxes[-1] if number == 1 else _left(drawing)
    drawing.paths.append(f"M{middle} {below.y + below.height} V{y - 2}")
    if entry.contact.condition and number > 1:
        words = _fit(entry.contact.condition, INSIDE_WIDTH / 2 - 20, 12)
        drawing.labels.append(Text(middle + 10, y - GAP / 2 + 4, words, 12))
    drawing.boxes.append(box)
    bottom = y + box.height
    if group is not None:
        end = y + box.height / 2
        drawing.paths.append(f"M{INSIDE_X + INSIDE_WIDTH} {end} H{OUTSIDE_X - 2}")
        bottom = max(bottom, _column(drawing, group.entries, y, end))
    return bottom + GAP


def _left(drawing: Drawing) -> Box:
    return next(box for box in reversed(drawing.boxes) if box.x == INSIDE_X)


def _nobodys(drawing: Drawing, group: CallGroup, y: float) -> float:
    """What nobody inside is told to call."""
    words = _("かける人が決まっていない先")
    drawing.labels.append(Text(INSIDE_X + 4, y + 24, words, LARGE, bold=True, tone="#1a1a1a"))
    return _column(drawing, group.entries, y, None) + GAP


def _column(drawing: Drawing, entries: tuple[EntryView, ...], y: float, start: float | None) -> float:
    """Boxes under one another on the right, joined to a spine that begins at `start`; the bottom of the last."""
    for n, entry in enumerate(entries, 1):
        box = _box(entry, OUTSIDE_X, y, OUTSIDE_WIDTH, str(n))
        drawing.boxes.append(box)
        if n > 1 and start is not None:
            drawing.paths.append(f"M{OUTSIDE_X - 36} {start} V{y + 24} H{OUTSIDE_X - 2}")
        y += box.height + 10
    return y - 10


def _box(entry: EntryView, x: float, y: float, width: float, number: str) -> Box:
    contact = entry.contact
    room = width - PAD * 2 - 34
    left = x + PAD + 34
    rows: list[tuple[str, float, bool, str]] = [(_title(contact), LARGE, True, "#1a1a1a")]
    rows += [(words, SMALL, False, "#4d4d4d") for words in _facts(contact)]
    texts = [
        Text(left, y + PAD + 13 + LINE * n, _fit(words, room, size), size, bold, tone)
        for n, (words, size, bold, tone) in enumerate(rows)
    ]
    height = PAD * 2 + LINE * len(rows) - 4
    return Box(x, y, width, height, tuple(texts), not entry.is_confirmed, number)


def _title(contact: Contact) -> str:
    return contact.name if contact.is_inside else contact.organisation


def _facts(contact: Contact) -> list[str]:
    """The lines below the name: who answers, the numbers by day and night, when and how soon."""
    who = "　".join(part for part in (contact.person_title, contact.person_name) if part)
    lines = []
    if not contact.is_inside:
        lines.append("：".join(part for part in (str(contact.get_party_display()), who) if part))
    lines.append(phones_of(contact))
    more = []
    if contact.condition and not contact.is_inside:
        more.append(contact.condition)
    if contact.target_minutes:
        more.append(_("%(length)s以内") % {"length": contact.target_shown})
    if contact.deputy_shown:
        more.append(_("代行 %(name)s") % {"name": contact.deputy_shown})
    return [*lines, *(["　".join(more)] if more else [])]


def phones_of(contact: Contact) -> str:
    """The numbers by day and by night in a line."""
    day, night = contact.phone_day, contact.phone_night
    if day and day == night:
        return _("昼夜 %(phone)s") % {"phone": day}
    parts = [
        _("昼 %(phone)s") % {"phone": day} if day else "",
        _("夜 %(phone)s") % {"phone": night} if night else "",
    ]
    return "　".join(part for part in parts if part)


def _fit(words: str, room: float, size: float) -> str:
    """The words, cut with … where they would run out of their box."""
    used = 0.0
    for n, letter in enumerate(words):
        used += size * (1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.58)
        if used > room:
            return words[: max(1, n - 1)].rstrip() + "…"
    return words
