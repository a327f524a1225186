"""Full text search in Japanese: every word, also of two characters, is found wherever it stands.

Text and query are folded by the same `search_key`, and the key is scanned for the query's words
(docs/decisions: Japanese search). The sentence around the first hit is shown as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key

from .models import Document, DocumentVersion
from .querysets import DocumentQuerySet

CONTEXT_CHARS = 60
_SENTENCE = re.compile(r"[^。．!?！？\n]+[。．!?！？]?")
_VOICED = "ﾞﾟ"


@dataclass(frozen=True)
class Excerpt:
    """The sentence around a hit: what comes before it, the hit as written, what follows."""

    before: str
    hit: str
    after: str


@dataclass(frozen=True)
class Hit:
    """A version in which all words stand, with the sentence around the first of them."""

    version: DocumentVersion
    excerpt: Excerpt | None


def words_of(query: str) -> list[str]:
    """The words of a query, folded for search."""
    return [word for word in search_key(query).split() if word]


def with_words(rows: DocumentQuerySet, query: str, person: Person) -> DocumentQuerySet:
    """The documents that name all words in number, title or type, or in one version that the person may see."""
    words = words_of(query)
    if not words:
        return rows
    named, written = Q(), Q()
    for word in words:
        named &= Q(search_key__contains=word)
        written &= Q(body_key__contains=word)
    versions = DocumentVersion.objects.visible_to(person).filter(written, document=OuterRef("pk"))
    return rows.filter(named | Exists(versions))


def hits_in(document_ids: list[int], query: str, person: Person) -> dict[int, Hit]:
    """For each of these documents the newest visible version with all words, in one query."""
    words = words_of(query)
    if not words:
        return {}
    rows = DocumentVersion.objects.visible_to(person).filter(document_id__in=document_ids)
    for word in words:
        rows = rows.filter(body_key__contains=word)
    found: dict[int, Hit] = {}
    for version in rows.select_related("document").order_by("number"):
        found[version.document_id] = Hit(version, excerpt(version.body or version.file_name, words[0]))
    return found


def search_documents(person: Person, query: str, *, limit: int = 50) -> list[tuple[Document, Hit | None]]:
    """What a person finds: documents with the hit in their text, if it is the text that has the words."""
    found = list(with_words(Document.objects.visible_to(person), query, person).order_by("number")[:limit])
    hits = hits_in([d.pk for d in found], query, person)
    return [(document, hits.get(document.pk)) for document in found]


def excerpt(text: str, word: str) -> Excerpt | None:
    """The first sentence with the word (already folded), its ends cut to a readable length; None if it has none."""
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        span = _span(sentence, word) if word in search_key(sentence) else None
        if span:
            start, end = span
            before, after = sentence[:start], sentence[end:]
            return Excerpt(_tail(before), sentence[start:end], _head(after))
    return None


def _tail(text: str) -> str:
    return text if len(text) <= CONTEXT_CHARS else f"…{text[-CONTEXT_CHARS:]}"


def _head(text: str) -> str:
    return text if len(text) <= CONTEXT_CHARS else f"{text[:CONTEXT_CHARS]}…"


def _span(sentence: str, word: str) -> tuple[int, int] | None:
    """Where in the written sentence the folded word stands."""
    key, origins = "", []
    for start, end in _clusters(sentence):
        folded = search_key(sentence[start:end])
        key += folded
        origins += [(start, end)] * len(folded)
    at = key.find(word)
    return (origins[at][0], origins[at + len(word) - 1][1]) if at >= 0 else None


def _clusters(text: str) -> list[tuple[int, int]]:
    """Characters with the marks that belong to them."""
    spans: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if spans and (char in _VOICED or unicodedata.category(char).startswith("M")):
            spans[-1] = (spans[-1][0], at + 1)
        else:
            spans.append((at, at + 1))
    return spans
