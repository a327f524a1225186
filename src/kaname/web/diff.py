"""The difference of two Japanese texts, side by side: by line, then by character within changed lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from django.utils.translation import gettext as _

ChangeKind = Literal["same", "changed", "removed", "added"]
_MAX_LINE_CHARACTERS = 2000


@dataclass(frozen=True)
class Part:
    """A stretch of characters within a line; `is_changed` ones are shown as deleted or inserted."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the comparison; a side that has no such line has no number and no parts."""

    kind: ChangeKind
    before_number: int | None
    before: tuple[Part, ...]
    after_number: int | None
    after: tuple[Part, ...]


@dataclass(frozen=True)
class Difference:
    """All rows of a comparison and how many places changed."""

    rows: tuple[Row, ...]
    changes: int

    @property
    def summary(self) -> str:
        """変更は2か所, or that nothing changed."""
        return _("変更は%(n)sか所です。") % {"n": self.changes} if self.changes else _("変更はありません。")

    @property
    def changed_rows(self) -> tuple[Row, ...]:
        """Only what changed, each under the heading it stands below."""
        shown: list[Row] = []
        heading: Row | None = None
        for row in self.rows:
            text = "".join(part.text for part in (*row.before, *row.after)).strip()
            if row.kind == "same":
                heading = _without_marks(row) if text.startswith("#") else heading
            elif text:
                shown += [heading, row] if heading else [row]
                heading = None
        return tuple(shown)


def _without_marks(row: Row) -> Row:
    title = (Part(row.after[0].text.lstrip("# ")),)
    return replace(row, before=title, after=title)


def compare(before: str, after: str) -> Difference:
    """Compare two texts line by line. Adjacent changed lines count as one place."""
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    changes = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changes += tag != "equal"
        rows.extend(_rows(old[i1:i2], new[j1:j2], i1, j1, is_same=tag == "equal"))
    return Difference(tuple(rows), changes)


def summary(before: str, after: str) -> str:
    """変更は2か所です。"""
    return compare(before, after).summary


def _rows(old: list[str], new: list[str], i: int, j: int, *, is_same: bool) -> Iterator[Row]:
    for n in range(max(len(old), len(new))):
        left = old[n] if n < len(old) else None
        right = new[n] if n < len(new) else None
        if is_same:
            yield Row("same", i + n + 1, (Part(left or ""),), j + n + 1, (Part(right or ""),))
        elif left is None:
            yield Row("added", None, (), j + n + 1, (Part(right or "", True),))
        elif right is None:
            yield Row("removed", i + n + 1, (Part(left, True),), None, ())
        else:
            before, after = _characters(left, right)
            yield Row("changed", i + n + 1, before, j + n + 1, after)


def _characters(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Mark the characters that differ; lines with little in common, or very long ones, are marked whole."""
    if max(len(left), len(right)) > _MAX_LINE_CHARACTERS:
        return (Part(left, True),), (Part(right, True),)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < 0.3:
        return (Part(left, True),), (Part(right, True),)
    codes = matcher.get_opcodes()
    before = tuple(Part(left[a:b], tag != "equal") for tag, a, b, _c, _d in codes if a < b)
    after = tuple(Part(right[c:d], tag != "equal") for tag, _a, _b, c, d in codes if c < d)
    return before, after
