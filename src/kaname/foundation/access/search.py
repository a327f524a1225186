"""Search keys for Japanese: the key is normalised, what was typed is stored as typed (hostile case 62)."""

import unicodedata

import jaconv


def search_key(*parts: str) -> str:
    """Fold width, case, kana kind and variation selectors so that ｶﾅ, カナ and かな find one another."""
    text = unicodedata.normalize("NFKC", " ".join(p for p in parts if p)).casefold()
    text = "".join(c for c in text if not unicodedata.category(c).startswith("M") or c in "゙゚")
    return jaconv.kata2hira(unicodedata.normalize("NFC", text))
