"""A text in Markdown as a Word file, for whoever must go on working on it outside Kaname."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from .markdown import markdown_blocks

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "游明朝"
_MARGIN = Mm(25)
_LEVELS = 9


def write_docx(title: str, text: str, facts: Sequence[Sequence[str]] = ()) -> bytes:
    """An A4 Word file: the title, facts about it as a table of two columns, then the text."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.add_heading(_plain(title), level=1)
    if facts:
        _table(document, [[_plain(cell) for cell in row] for row in facts])
    for block in markdown_blocks(text):
        _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _plain(text: str) -> str:
    """Without the control characters that the file format cannot hold."""
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() and not "\ud800" <= c <= "\udfff"))


def _add(document: Any, block: dict[str, Any]) -> None:
    kind = block["kind"]
    if kind == "heading":
        _write(document.add_heading("", level=min(block["level"], _LEVELS)), block["spans"])
    elif kind == "paragraph":
        _write(document.add_paragraph(), block["spans"])
    elif kind == "list":
        _add_list(document, block)
    elif kind == "table":
        rows = [[_joined(cell) for cell in row] for row in (block["head"], *block["rows"])]
        _table(document, rows)
    elif kind == "quote":
        for inner in block["blocks"]:
            _add(document, inner)
    elif kind == "code":
        document.add_paragraph(_plain(block["text"]))


def _add_list(document: Any, block: dict[str, Any]) -> None:
    style = "List Number" if block["ordered"] else "List Bullet"
    for item in block["items"]:
        for inner in item:
            if inner["kind"] == "paragraph":
                _write(document.add_paragraph(style=style), inner["spans"])
            else:
                _add(document, inner)


def _write(paragraph: Paragraph, spans: Iterable[dict[str, Any]]) -> None:
    for span in spans:
        run = paragraph.add_run(_plain(span["text"]))
        run.bold, run.italic = span.get("bold", False) or None, span.get("italic", False) or None


def _joined(spans: Iterable[dict[str, Any]]) -> str:
    return "".join(_plain(span["text"]) for span in spans)


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
