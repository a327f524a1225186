"""The vocabulary of conditions: what a room says about its own records.

A condition answers one question about one institution on one day and returns a `Finding`. Rooms and foundation apps
register theirs here; the engine (`foundation.obligations`), which knows no room, calls them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils.functional import Promise

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of

Value = str | int | date


@dataclass(frozen=True)
class Sentence:
    """A translatable sentence with its values: `text` is the Japanese msgid with %(name)s places.

    Dates are given as dates and shown in the reader's calendar; a list of names is joined by the caller's 、.
    """

    text: str
    values: dict[str, Value]

    def as_json(self) -> dict[str, Any]:
        values = {k: {"date": v.isoformat()} if isinstance(v, date) else v for k, v in self.values.items()}
        return {"text": self.text, "values": values}


def say(text: str | Promise, **values: Value) -> Sentence:
    """A sentence a director understands. Mark `text` with gettext_noop; name absolute dates."""
    return Sentence(_msgid(text), values)


def few(names: Sequence[object], at_most: int = 5) -> str:
    """The first names of many, joined; 「…」 says that there are more."""
    shown = "、".join(str(name) for name in names[:at_most])
    return shown if len(names) <= at_most else f"{shown}…"


def _msgid(text: str | Promise) -> str:
    """The untranslated source of a string, lazy or not."""
    if isinstance(text, Promise):
        args = getattr(text, "_args", None) or getattr(text, "_proxy____args", ())
        return str(args[0]) if args else str(text)
    return text


@dataclass(frozen=True)
class Mend:
    """The one step that mends a failing finding: what the button says and where it leads.

    `url` is a URL name, `args` its arguments, `query` what the form is filled in with.
    """

    label: str
    url: str
    args: tuple[int | str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "label": _msgid(self.label),
            "url": self.url,
            "args": list(self.args),
            "query": [list(q) for q in self.query],
        }


def mend(label: str | Promise, url: str, *args: int | str, **query: str) -> Mend:
    """Shorthand for `Mend` with keyword arguments as the query."""
    return Mend(_msgid(label), url, args, tuple(sorted(query.items())))


@dataclass(frozen=True)
class Finding:
    """A condition's answer on one day.

    `until`: the last day on which it holds if nobody does anything (None: without end).
    `changes_on`: the first day on which the answer would be different by itself (None: never).
    `proofs`: references and labels of the records that carry it.
    """

    holds: bool
    sentence: Sentence
    proofs: tuple[tuple[str, str], ...] = ()
    until: date | None = None
    changes_on: date | None = None
    mend: Mend | None = None


Proof = models.Model | tuple[str, str]


def _proofs(records: Iterable[Proof]) -> tuple[tuple[str, str], ...]:
    return tuple(r if isinstance(r, tuple) else (ref_of(r), str(r)) for r in records)


def holds(
    sentence: Sentence,
    *,
    proofs: Iterable[Proof] = (),
    until: date | None = None,
    changes_on: date | None = None,
) -> Finding:
    """The condition holds, through `until`. `changes_on` is the day after, unless something changes sooner."""
    by_itself = until + timedelta(days=1) if until else None
    days = [d for d in (by_itself, changes_on) if d]
    return Finding(True, sentence, _proofs(proofs), until, min(days) if days else None)


def fails(
    sentence: Sentence,
    *,
    mend: Mend | None = None,
    proofs: Iterable[Proof] = (),
    changes_on: date | None = None,
) -> Finding:
    """The condition does not hold; `mend` is the next step, `proofs` the records that show why."""
    return Finding(False, sentence, _proofs(proofs), None, changes_on, mend)


Condition = Callable[..., Finding]


@dataclass(frozen=True)
class Registered:
    """A condition with the kinds of record whose writes can change its answer."""

    name: str
    function: Condition
    reads: frozenset[str]


conditions: dict[str, Registered] = {}


def condition(
    name: str, *, reads: Sequence[str], facts: Sequence[str] = ()
) -> Callable[[Condition], Condition]:
    """Register a condition `f(institution, *, on, **params) -> Finding`.

    `reads` are record kinds (`documents.document`), `facts` the names of other rooms' facts that it asks.
    """

    def register(function: Condition) -> Condition:
        if name in conditions and conditions[name].function is not function:
            raise ValueError(f"condition {name} is registered twice")
        conditions[name] = Registered(name, function, frozenset([*reads, *(f"fact:{f}" for f in facts)]))
        return function

    return register


@dataclass(frozen=True)
class Fact:
    """Something one room knows and others may ask: a record with its period and, often, whose it is."""

    ref: str
    label: str
    starts_on: date
    ends_on: date | None = None
    person_id: int | None = None
    role: str = ""


FactSource = Callable[..., Sequence[Fact]]


@dataclass(frozen=True)
class RegisteredFact:
    """A fact source with the kinds of record it rests on."""

    function: FactSource
    reads: frozenset[str]


facts: dict[str, RegisteredFact] = {}


def fact(name: str, *, reads: Sequence[str]) -> Callable[[FactSource], FactSource]:
    """Publish a fact `f(institution, *, on, **params) -> [Fact]` under a name for other rooms' conditions."""

    def register(function: FactSource) -> FactSource:
        facts[name] = RegisteredFact(function, frozenset(reads))
        return function

    return register


def ask(name: str, institution: Institution, *, on: date, **params: Any) -> Sequence[Fact]:
    """What another room knows; nothing when no room publishes that fact."""
    source = facts.get(name)
    return source.function(institution, on=on, **params) if source else ()


def kinds_read(registered: Registered) -> frozenset[str]:
    """All record kinds a condition depends on, its facts' included."""
    kinds = {k for k in registered.reads if not k.startswith("fact:")}
    for name in (k[5:] for k in registered.reads if k.startswith("fact:")):
        if name in facts:
            kinds |= facts[name].reads
    return frozenset(kinds)


T = TypeVar("T")
_reading: ContextVar[dict[Hashable, Any] | None] = ContextVar("kaname_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """While many conditions are asked and nothing is written, what several of them read is read once (`once`)."""
    mark = _reading.set({})
    try:
        yield
    finally:
        _reading.reset(mark)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` returns, kept under a key of the caller's own until the present `reading` ends."""
    kept = _reading.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found
