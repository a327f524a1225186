"""Texts from people without an account, as they were meant."""

from __future__ import annotations

import unicodedata


def clean_text(text: str) -> str:
    """A text as it was meant: plain line ends, and none of the control characters that no keyboard types."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def clean_line(text: str) -> str:
    """The same in one line."""
    return " ".join(clean_text(text).split())
