"""Markdown as hospitals write it in rules and reports: to clean HTML, or to a block tree for PDF."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, **{f"h{n}": {"id"} for n in range(1, 7)}}
_MAX_NESTING = 20


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; raw HTML stays text."""
    return MarkdownIt("commonmark", {"html": False, "maxNesting": _MAX_NESTING}).enable(
        ["table", "strikethrough"]
    )


def render(text: str) -> SafeString:
    """Clean HTML for a page. Headings get ids; scripts, images and styles cannot survive."""
    tokens = _parser().parse(text or "")
    _name_headings(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


def _name_headings(tokens: list[Token]) -> None:
    """Give each heading an id from its words, numbered when the words repeat."""
    seen: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            name = slugify(inline.content, allow_unicode=True) or "section"
            seen[name] = seen.get(name, 0) + 1
            opening.attrSet("id", f"md-{name}" if seen[name] == 1 else f"md-{name}-{seen[name]}")


def markdown_blocks(text: str) -> list[Block]:
    """The same text as a JSON tree for Typst: each block has a `kind`, its words are `spans` of plain text.

    Kinds: heading (level, spans), paragraph (spans), list (ordered, start, items = lists of blocks),
    table (head and rows = lists of cells, a cell being spans), code (text), quote (blocks), rule.
    A span has `text` and, when true, `bold`, `italic`, `strike`, `code`, and `link` (the address as text).
    """
    return _blocks(SyntaxTreeNode(_parser().parse(text or "")).children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
    return [block for node in nodes if (block := _block(node)) is not None]


def _block(node: SyntaxTreeNode) -> Block | None:
    match node.type:
        case "heading":
            return {"kind": "heading", "level": int(node.tag[1:]), "spans": _spans(node)}
        case "paragraph":
            return {"kind": "paragraph", "spans": _spans(node)}
        case "bullet_list" | "ordered_list":
            return _list_block(node)
        case "table":
            return _table_block(node)
        case "fence" | "code_block":
            return {"kind": "code", "text": node.content.rstrip("\n")}
        case "blockquote":
            return {"kind": "quote", "blocks": _blocks(node.children)}
        case "hr":
            return {"kind": "rule"}
    return None


def _list_block(node: SyntaxTreeNode) -> Block:
    is_ordered = node.type == "ordered_list"
    start = int(node.attrs.get("start", 1)) if is_ordered else 1
    return {
        "kind": "list",
        "ordered": is_ordered,
        "start": start,
        "items": [_blocks(item.children) for item in node.children],
    }


def _table_block(node: SyntaxTreeNode) -> Block:
    rows = [[_spans(cell) for cell in row.children] for part in node.children for row in part.children]
    return {"kind": "table", "head": rows[0], "rows": rows[1:]}


def _spans(node: SyntaxTreeNode) -> list[Block]:
    spans: list[Block] = []
    for child in node.children:
        _collect_spans(child, {}, spans)
    return [span for span in spans if span["text"]]


_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}


def _collect_spans(node: SyntaxTreeNode, style: Block, spans: list[Block]) -> None:
    if node.type == "text":
        spans.append({"text": node.content, **style})
    elif node.type == "code_inline":
        spans.append({"text": node.content, **style, "code": True})
    elif node.type in ("softbreak", "hardbreak"):
        spans.append({"text": "\n" if node.type == "hardbreak" else " ", **style})
    elif node.type == "image":
        spans.append({"text": node.content, **style})
    else:
        _collect_children(node, style, spans)


def _collect_children(node: SyntaxTreeNode, style: Block, spans: list[Block]) -> None:
    inner = dict(style)
    if node.type in _STYLES:
        inner[_STYLES[node.type]] = True
    if node.type == "link":
        inner["link"] = str(node.attrs.get("href", ""))
    for child in node.children:
        _collect_spans(child, inner, spans)
