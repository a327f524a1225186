"""A text of a data file in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from kaname.foundation.calendar.display import reads_english


@dataclass(frozen=True)
class Bilingual:
    """A wording in Japanese and English; `str()` gives the reader's."""

    ja: str
    en: str

    def __str__(self) -> str:
        return self.en if reads_english() else self.ja
