"""What makes a notice due. Sources read the rows; they write nothing and remember nothing.

    @notice_source
    def documents_to_review(institution, *, on): yield Due(person, f"review:{document.pk}:{due_on}", say(...), url)

The key names the occasion. As long as the rows say so the notice is due; the first tick that sees it tells the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from kaname.foundation.access.models import Person
from kaname.foundation.ledger.findings import Sentence


@dataclass(frozen=True)
class Due:
    """Something a person must be told. `among`: the people whom an exercise may reach; nobody else is ever told of it."""

    person: Person
    key: str
    sentence: Sentence
    url: str
    among: frozenset[int] | None = None

    def may_be_told(self, on: date) -> bool:
        """Whether the person is here that day and, in an exercise, takes part in it."""
        return self.person.is_active_on(on) and (self.among is None or self.person.pk in self.among)


Source = Callable[..., Iterable[Due]]
sources: list[Source] = []


def notice_source(source: Source) -> Source:
    """Register a source `f(institution, *, on) -> Iterable[Due]`."""
    sources.append(source)
    return source
