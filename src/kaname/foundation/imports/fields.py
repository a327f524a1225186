"""Reading one cell: what was typed becomes a value, or a sentence that says what to type instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import display
from kaname.foundation.calendar.parse import parse_date
from kaname.web import excel

from .directory import named
from .registry import Field, Table, Words

_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
_EDGES = re.compile(f"^[\\s{_UNSEEN}]+|[\\s{_UNSEEN}]+$")
_YES = frozenset(
    ["はい", "有", "あり", "する", "該当", "○", "〇", "◯", "◎", "レ", "✓", "✔", "1", "yes", "y", "true", "on"]
)
_NO = frozenset(
    ["いいえ", "無", "なし", "しない", "非該当", "×", "✕", "✗", "x", "-", "0", "no", "n", "false", "off"]
)
_LANGUAGES = ("ja", "en")


def trimmed(text: str) -> str:
    """The text without blanks at its ends (also U+3000 and characters without width); inside it stays as typed."""
    return _EDGES.sub("", text)


def folded(text: str) -> str:
    """For comparing with words of ours: width, case, kana kind, blanks and unseen characters do not matter."""
    return "".join(c for c in search_key(text) if not c.isspace() and unicodedata.category(c) != "Cf")


def in_both_languages(words: Words) -> set[str]:
    """What a label reads in each language."""
    if not isinstance(words, Promise):
        return {words}
    found = {str(words)}
    for language in _LANGUAGES:
        with translation.override(language):
            found.add(str(words))
    return found


def read_cell(table: Table, field: Field, cell: str) -> Any:
    """The value of a cell. Raises ValidationError."""
    text = trimmed(cell)
    if not text and field.required:
        raise ValidationError(_("入力してください。"))
    own = getattr(table, f"parse_{field.name}", None)
    if own is not None:
        return own(text)
    if not text:
        return _EMPTY.get(field.kind)
    return _READERS[field.kind](table, field, text)


_EMPTY = {"text": "", "choice": "", "bool": False}


def _read_text(_table: Table, field: Field, text: str) -> str:
    if "\0" in text:
        raise ValidationError(_("読めない文字が含まれています。入力し直してください。"))
    if len(text) > field.longest:
        raise ValidationError(
            _("%(n)s 文字までにしてください（いま %(now)s 文字）。") % {"n": field.longest, "now": len(text)}
        )
    return text


def _read_date(table: Table, _field: Field, text: str) -> date:
    try:
        return parse_date(text, today=table.today)
    except ValueError as unclear:
        raise ValidationError(str(unclear)) from unclear


def _read_integer(_table: Table, field: Field, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.0+)?", plain):
        raise ValidationError(
            _("「%(text)s」を数として読み取れません。整数で入力してください。") % {"text": text[:40]}
        )
    number = int(plain.partition(".")[0])
    if not field.least <= number <= field.most:
        raise ValidationError(
            _("%(least)s から %(most)s までの数を入力してください。")
            % {"least": field.least, "most": field.most}
        )
    return number


def _read_bool(_table: Table, _field: Field, text: str) -> bool:
    word = folded(text)
    if word in _FOLDED_YES:
        return True
    if word in _FOLDED_NO:
        return False
    raise ValidationError(
        _("「%(text)s」は分かりません。「はい」か「いいえ」を入力してください。") % {"text": text[:40]}
    )


_FOLDED_YES = frozenset(folded(word) for word in _YES)
_FOLDED_NO = frozenset(folded(word) for word in _NO)


def _read_choice(_table: Table, field: Field, text: str) -> Any:
    wanted = folded(text)
    for value, label in field.choices:
        if wanted in {folded(str(value)), *(folded(words) for words in in_both_languages(label))}:
            return value
    raise ValidationError(
        _("「%(text)s」は選べません。次のどれかを入力してください：%(choices)s")
        % {
            "text": text[:40],
            "choices": "、".join(str(label) for value, label in field.choices if value != ""),
        }
    )


def _read_person(table: Table, _field: Field, text: str) -> Person:
    return table.people.find(text)


_READERS = {
    "text": _read_text,
    "date": _read_date,
    "integer": _read_integer,
    "bool": _read_bool,
    "choice": _read_choice,
    "person": _read_person,
}


def same(before: Any, after: Any) -> bool:
    """Whether a file says what the record says already."""
    return bool(canonical(before) == canonical(after))


def canonical(value: Any) -> Any:
    """A value in the form in which two of them are compared."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return trimmed(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(canonical(v)) for v in value)
    return value.isoformat() if isinstance(value, date) else value


def shown(field: Field, value: Any) -> str:
    """A value in words, for the preview; days in both calendars."""
    if isinstance(value, date):
        return display.show_both(value)
    if isinstance(value, (list, tuple)):
        return "、".join(shown(field, v) for v in value)
    if field.choices:
        return str(next((label for key, label in field.choices if key == value), value or ""))
    if isinstance(value, Person):
        return named(value)
    return excel.as_text(value)


def labels_of(fields: Iterable[Field]) -> dict[str, str]:
    """Heading (folded, in both languages) → name of the column."""
    return {
        folded(words): field.name
        for field in fields
        for words in {*in_both_languages(field.label), field.name}
    }
