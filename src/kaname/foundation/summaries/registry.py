"""What each room can say of a period: the material of status reports and of the management review.

A room registers its own in `<room>/summaries.py`; whoever writes a report (planning) collects them and knows no
room. A section is frozen into the report as JSON, so that a report reads in years as it read on its day.
Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ②.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import Sentence, Value, say

Cell = Value | Sentence | None


class Purpose(TextChoices):
    """What a report is for; each section says which purposes it serves."""

    SAFETY_STATUS = "SAFETY_STATUS", _("安全管理の状況報告")
    LEGAL_COMPLIANCE = "LEGAL_COMPLIANCE", _("法令の遵守状況の報告")
    TRAINING_STATUS = "TRAINING_STATUS", _("教育の実施状況の報告")
    MANAGEMENT_REVIEW = "MANAGEMENT_REVIEW", _("経営層による見直し")


@dataclass(frozen=True)
class Period:
    """The days a report speaks of, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Section:
    """What one room says: sentences first, then perhaps a table; `attention` is what somebody should decide or do.

    Texts are msgids (gettext_noop) with values, so that a frozen section reads in Japanese and English. `name` is that
    of the summary which said it.
    """

    title: Sentence
    sentences: tuple[Sentence, ...] = ()
    attention: tuple[Sentence, ...] = ()
    headings: tuple[Sentence, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    refs: tuple[tuple[str, str], ...] = ()
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a JSONField; every text keeps its msgid and its values."""
        return {
            "name": self.name,
            "title": self.title.as_json(),
            "sentences": [s.as_json() for s in self.sentences],
            "attention": [s.as_json() for s in self.attention],
            "headings": [s.as_json() for s in self.headings],
            "rows": [[_cell(c) for c in row] for row in self.rows],
            "refs": [list(r) for r in self.refs],
        }


def _cell(value: Cell) -> Any:
    if isinstance(value, Sentence):
        return value.as_json()
    return {"date": value.isoformat()} if isinstance(value, date) else value


def section(
    title: str | Promise,
    *sentences: Sentence,
    attention: Iterable[Sentence] = (),
    headings: Sequence[str | Promise] = (),
    rows: Iterable[Sequence[Cell]] = (),
    refs: Iterable[Model] = (),
) -> Section:
    """Shorthand for `Section`: the title and headings are msgids, `refs` the records that carry it."""
    return Section(
        say(title),
        tuple(sentences),
        tuple(attention),
        tuple(say(h) for h in headings),
        tuple(tuple(row) for row in rows),
        tuple((ref_of(r), str(r)) for r in refs),
    )


Summary = Callable[..., Section | None]


@dataclass(frozen=True)
class _Registered:
    name: str
    purposes: frozenset[str]
    order: int
    function: Summary


_summaries: dict[str, _Registered] = {}


def summary(name: str, *, purposes: Iterable[str], order: int = 50) -> Callable[[Summary], Summary]:
    """Register `f(institution, *, period: Period) -> Section | None` (None: nothing to say) for some purposes."""

    def register(function: Summary) -> Summary:
        _summaries[name] = _Registered(name, frozenset(purposes), order, function)
        return function

    return register


def collect(institution: Institution, purpose: str, period: Period) -> list[Section]:
    """The sections of all rooms for one purpose, in their order."""
    chosen = sorted(
        (s for s in _summaries.values() if purpose in s.purposes), key=lambda s: (s.order, s.name)
    )
    found = ((s.name, s.function(institution, period=period)) for s in chosen)
    return [replace(s, name=name) for name, s in found if s is not None]


Series = Callable[..., Sequence[float | None]]


@dataclass(frozen=True)
class Metric:
    """A figure followed over time: `unit` as shown behind it, `better` the direction that is good."""

    name: str
    label: Promise | str
    unit: Promise | str
    better: str
    order: int
    series: Series


metrics: dict[str, Metric] = {}


def metric(
    name: str, label: Promise | str, *, unit: Promise | str, better: str = "higher", order: int = 50
) -> Callable[[Series], Series]:
    """Register `f(institution, *, days: Sequence[date]) -> [value or None for each day]`, in a few queries for all days."""

    def register(function: Series) -> Series:
        metrics[name] = Metric(name, label, unit, better, order, function)
        return function

    return register
