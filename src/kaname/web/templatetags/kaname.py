"""Template tags and filters that every page may use: `{% load kaname %}`."""

from __future__ import annotations

import datetime as dt
import html
import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import budoux
from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, PasswordInput
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeData, SafeString, mark_safe

from kaname.web import diff as differences
from kaname.web import formats, looks, markdown, strip

register = template.Library()
_ICONS = Path(__file__).resolve().parent.parent / "static" / "kaname" / "icons"


@lru_cache(maxsize=256)
def _icon_body(name: str) -> str:
    """The drawing inside one of the built icon files, or nothing when there is no such icon."""
    path = _ICONS / f"{name}.svg"
    if not name.replace("-", "").isalnum() or not path.is_file():
        return ""
    source = path.read_text(encoding="utf-8")
    return source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inlined SVG; without a `label` it is an ornament that screen readers skip."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        spoken,
        mark_safe(_icon_body(name)),  # noqa: S308 - a file of ours
    )


@register.filter(name="markdown")
def markdown_filter(text: str | None) -> SafeString:
    """Markdown as clean HTML."""
    return markdown.render(text or "")


@lru_cache(maxsize=1)
def _phrase_parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=2048)
def _phrases(text: str) -> tuple[str, ...]:
    return tuple(_phrase_parser().parse(text))


@register.filter
def phrase(text: object) -> SafeString:
    """Let a Japanese headline break between phrases only; markup that is already there stays as it is."""
    words = str(text if text is not None else "")
    if isinstance(text, SafeData):
        if "<" in words:
            return mark_safe(words)  # noqa: S308 - it was safe before
        words = html.unescape(words)
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in _phrases(words)))


@register.filter
def shown(moment: object) -> str:
    """A day or an instant as the reader wants it; anything else unchanged, nothing for None."""
    if isinstance(moment, dt.date):
        return formats.show(moment)
    return "" if moment is None else str(moment)


@register.filter
def machine_readable(moment: object) -> str:
    """The value for `<time datetime>`."""
    return formats.machine_readable(moment) if isinstance(moment, dt.date) else ""


@register.simple_tag
def verdict_square(status: object, label: object = "", url: str = "") -> str:
    """A verdict as a small square: colour, sign and, for screen readers and on hovering, its words."""
    look = looks.verdict(status)
    words = f"{label} {look.word}"
    if url:
        text = '<a class="square {}" href="{}" title="{}" aria-label="{}">{}</a>'
        return format_html(text, look.css, url, words, words, look.sign)
    text = '<span class="square {}" role="img" title="{}" aria-label="{}">{}</span>'
    return format_html(text, look.css, words, words, look.sign)


@register.simple_tag
def verdict_badge(status: object, kind: str = "badge") -> str:
    """A verdict in words: as a badge, a small badge, or the bare mark beside a row."""
    look = looks.verdict(status)
    if kind == "mark":
        text = (
            '<span class="mark {}"><span aria-hidden="true">{}</span><span class="sr-only">{}</span></span>'
        )
        return format_html(text, look.css, look.sign, look.word)
    css = f"{look.css} small" if kind == "small" else look.css
    return format_html(
        '<span class="verdict {}"><span aria-hidden="true">{}</span>{}</span>', css, look.sign, look.word
    )


@register.filter
def verdict_look(status: object) -> looks.Look:
    """Colour, shape and word of a verdict's status."""
    return looks.verdict(status)


@register.filter
def tone_look(name: object) -> looks.Look:
    """Colour, shape and word of a tone."""
    return looks.tone(name)


@register.filter
def step_look(state: object) -> looks.Look:
    """Colour, shape and word of a step's state."""
    return looks.step(state)


@register.filter
def strip_parts(segments: Iterable[Mapping[str, Any]] | None) -> list[strip.StripPart]:
    """Segments of a history, laid out for drawing."""
    return strip.strip_parts(segments or ())


@register.simple_tag
def difference(before: str, after: str) -> differences.Difference:
    """Two texts compared side by side."""
    return differences.compare(before or "", after or "")


@register.simple_tag(takes_context=True)
def idempotency_token(context: Context) -> str:
    """The page's `form_token`, or a fresh one: a form sent twice makes one record."""
    return str(context.get("form_token") or secrets.token_urlsafe(16))


@register.simple_tag
def bound_widget(field: BoundField) -> SafeString:
    """The field's widget, tied to its help and errors so that they are read together with it."""
    attrs: dict[str, Any] = {}
    described = [f"{field.auto_id}_{part}" for part in ("errors", "help") if _has(field, part)]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    if field.field.required and not is_group(field):
        attrs["aria-required"] = "true"
    css = f"{field.field.widget.attrs.get('class', '')} {_widget_class(field)}".split()
    attrs["class"] = " ".join(dict.fromkeys(css))
    return field.as_widget(attrs=attrs)


def _has(field: BoundField, part: str) -> bool:
    return bool(field.errors if part == "errors" else field.help_text)


def _widget_class(field: BoundField) -> str:
    if isinstance(field.field.widget, CheckboxInput):
        return "check"
    return "input-file" if isinstance(field.field.widget, FileInput) else ""


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is a single checkbox, whose label stands to its right."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is several inputs under one legend (radio buttons, checkboxes, split dates)."""
    return bool(getattr(field.field.widget, "use_fieldset", False))


@register.filter
def to_be_given_again(form: BaseForm) -> dict[str, Any]:
    """What a browser never gets back when a form is refused: the `labels` of passwords and files that were sent.

    `keeps_the_rest`: whether the form asks for anything else.
    """
    shown = [field for field in form if not field.is_hidden]
    lost = [field for field in shown if isinstance(field.field.widget, PasswordInput | FileInput)]
    return {
        "labels": [f"「{field.label}」" for field in lost if field.data],
        "keeps_the_rest": len(lost) < len(shown),
    }


@register.simple_tag(takes_context=True)
def querystring_with(context: Context, **changes: object) -> str:
    """The present query string with some keys changed (None or "" removes one): `?q=x&page=2`."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}"
