"""What screens, API and command line read about obligations: how each stands, why, and how it stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of, resolve_visible
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import reads_english, show_date
from kaname.foundation.directives.models import Directive

from .catalogue import Catalogue, Chapter, ConditionUse, Obligation, current
from .models import GOOD, Exemption, Verdict, VerdictStatus


@dataclass(frozen=True)
class FindingView:
    """One condition's answer, ready to show."""

    use: ConditionUse
    holds: bool
    is_pending: bool
    sentence: str
    proofs: tuple[tuple[str, str], ...]
    until: date | None
    mend_label: str
    mend_url: str


@dataclass(frozen=True)
class Standing:
    """How one obligation stands (or stood) at a moment."""

    obligation: Obligation
    verdict: Verdict | None

    @property
    def status(self) -> str:
        return self.verdict.status if self.verdict else VerdictStatus.UNMET

    @property
    def label(self) -> str:
        """The clause and the title, as a square says them."""
        return f"{self.obligation.clause} {self.obligation.title}"

    @property
    def url(self) -> str:
        """Where it is explained."""
        return reverse("obligations:obligation_detail", args=[self.obligation.id])

    @property
    def holds_until(self) -> date | None:
        return self.verdict.holds_until if self.verdict else None

    @property
    def verdict_ref(self) -> str:
        return ref_of(self.verdict) if self.verdict else ""

    @cached_property
    def _found(self) -> list[tuple[ConditionUse, dict[str, Any] | None]]:
        found = {f["id"]: f for f in self.verdict.findings} if self.verdict else {}
        return [(use, found.get(use.id)) for use in self.obligation.conditions]

    @property
    def findings(self) -> list[FindingView]:
        return [_view(use, found) for use, found in self._found]

    @property
    def look(self) -> str:
        """The status as a square shows it: unmet only for want of conditions that cannot be measured yet stands out
        less than what somebody can mend."""
        if self.status != VerdictStatus.UNMET or self.verdict is None:
            return str(self.status)
        return str(self.status) if self.is_mendable else "UNMEASURED"

    @property
    def first_gap(self) -> FindingView | None:
        """The next thing to mend: a failing finding that can be mended today comes before one not measurable yet."""
        gaps = [(use, f) for use, f in self._found if f is None or not f["holds"]]
        ready = [(use, f) for use, f in gaps if f is not None and not f.get("pending")]
        return _view(*(ready or gaps)[0]) if gaps else None

    @property
    def is_mendable(self) -> bool:
        """Whether a condition fails that somebody can mend today."""
        return any(f is not None and not f["holds"] and not f.get("pending") for _use, f in self._found)


def _view(use: ConditionUse, found: dict[str, Any] | None) -> FindingView:
    if found is None or found.get("pending"):
        text = gettext("この条件は、対応する機能がまだないため測れません。測れるまで未充足として数えます。")
        return FindingView(use, False, True, text, (), None, "", "")
    step = found.get("mend") or {}
    return FindingView(
        use=use,
        holds=found["holds"],
        is_pending=False,
        sentence=sentence_text(found["sentence"]),
        proofs=tuple((p[0], p[1]) for p in found["proofs"]),
        until=date.fromisoformat(found["until"]) if found["until"] else None,
        mend_label=gettext(step["label"]) if step else "",
        mend_url=_mend_url(step) if step else "",
    )


def sentence_text(sentence: dict[str, Any]) -> str:
    """A stored sentence in the reader's language, dates in the reader's calendar."""
    values = {k: _shown_value(v) for k, v in sentence["values"].items()}
    text = gettext(sentence["text"])
    return text % values if values else text.replace("%%", "%")


def _shown_value(value: Any) -> Any:
    """A date in the reader's calendar; words of ours (types, roles, clauses), also several, in the reader's language."""
    if isinstance(value, dict):
        return show_date(date.fromisoformat(value["date"]))
    if not isinstance(value, str) or not reads_english():
        return value
    return ", ".join(" → ".join(_word(w) for w in part.split(" → ")) for part in value.split("、"))


def _word(word: str) -> str:
    """One of our words in English, also with a note in brackets: 安全管理の権限が全部門に及ぶこと（第2条）."""
    head, bracket, note = word.partition("（")
    whole = gettext(word) if word else word
    return whole if whole != word or not (head and bracket) else f"{gettext(head)} ({note.rstrip('）')})"


def _mend_url(step: dict[str, Any]) -> str:
    try:
        url = reverse(step["url"], args=step["args"])
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode([tuple(q) for q in step['query']])}" if step["query"] else url


def standings(institution: Institution, *, as_of: date | None = None) -> list[Standing]:
    """All obligations in the catalogue's order, as they stand now or stood at the end of a day in Japan."""
    catalogue = current()
    verdicts = {v.obligation_id: v for v in verdicts_at(institution, _moment(as_of))}
    return [Standing(o, verdicts.get(o.id)) for o in catalogue.obligations.values()]


def standing(institution: Institution, obligation: Obligation, *, as_of: date | None = None) -> Standing:
    """One obligation, now or at the end of a day."""
    rows = verdicts_at(institution, _moment(as_of)).filter(obligation_id=obligation.id)
    return Standing(obligation, rows.first())


def _moment(as_of: date | None) -> datetime | None:
    if as_of is None or as_of >= clock.today():
        return None
    return clock.at_start_of(as_of + timedelta(days=1)) - timedelta(microseconds=1)


def verdicts_at(institution: Institution, moment: datetime | None) -> Any:
    """The verdict rows valid at an instant (None: now)."""
    rows = Verdict.objects.of(institution).filter(edition=current().edition)
    if moment is None:
        return rows.filter(valid_to__isnull=True)
    return rows.filter(valid_from__lte=moment).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=moment))


def history(institution: Institution, obligation: Obligation) -> list[dict[str, Any]]:
    """The obligation's history from its first verdict until now, as the strip draws it: neighbours with one status
    are joined; `share_percent` is each stretch's part of the whole."""
    rows = Verdict.objects.of(institution).filter(edition=current().edition, obligation_id=obligation.id)
    now = clock.now()
    spans: list[tuple[str, datetime, datetime]] = []
    for row in rows.order_by("valid_from", "pk").only("status", "valid_from", "valid_to"):
        end = row.valid_to or now
        if spans and spans[-1][0] == row.status:
            spans[-1] = (row.status, spans[-1][1], end)
        else:
            spans.append((row.status, row.valid_from, end))
    whole = max((spans[-1][2] - spans[0][1]).total_seconds(), 1) if spans else 1
    return [
        {
            "status": status,
            "starts": clock.day_of(starts),
            "ends": clock.day_of(ends),
            "share_percent": (ends - starts).total_seconds() * 100 / whole,
        }
        for status, starts, ends in spans
    ]


@dataclass(frozen=True)
class Overview:
    """The numbers and squares of the home page."""

    total: int
    good: int
    counts: dict[str, int]
    chapters: tuple[tuple[Chapter, tuple[Standing, ...]], ...]


def overview(rows: Sequence[Standing]) -> Overview:
    """Sum up standings by chapter."""
    catalogue = current()
    counts = Counter(str(r.status) for r in rows)
    chapters = tuple(
        (c, tuple(r for r in rows if r.obligation.chapter == c.number)) for c in catalogue.chapters
    )
    return Overview(len(rows), sum(counts[s] for s in GOOD), dict(counts), chapters)


def lapsing(institution: Institution, *, within_days: int = 30) -> Any:
    """Open verdicts that end within so many days, soonest first: a plain query."""
    limit = clock.today() + timedelta(days=within_days)
    return verdicts_at(institution, None).filter(holds_until__lte=limit).order_by("holds_until")


def changed_since(institution: Institution, since: datetime) -> list[Verdict]:
    """Open verdicts that began after an instant: what a director has not seen yet."""
    rows = verdicts_at(institution, None).filter(valid_from__gt=since)
    return list(rows.order_by("-valid_from"))


def find(obligation_id: str, catalogue: Catalogue | None = None) -> Obligation | None:
    """An obligation by its id, or None."""
    return (catalogue or current()).obligations.get(obligation_id)


def mentions(row: Standing, words: str) -> bool:
    """Whether an obligation's number, clause, title or conditions contain all the words."""
    parts = [row.obligation.id, row.obligation.clause, row.obligation.title.ja, row.obligation.title.en]
    parts += [f"{c.statement.ja} {c.statement.en}" for c in row.obligation.conditions]
    text = search_key(*parts)
    return all(word in text for word in search_key(words).split())


def linked_findings(row: Standing, person: Person) -> list[tuple[FindingView, list[tuple[str, str]]]]:
    """The findings with their proofs as (label, url); a proof the person may not see stays without a link."""
    return [(f, [_linked_proof(ref, label, person) for ref, label in f.proofs]) for f in row.findings]


def _linked_proof(ref: str, label: str, person: Person) -> tuple[str, str]:
    """The proof as it was named then (in Japanese; in English as the record names itself now), and where it is."""
    record = resolve_visible(ref, person=person)
    if record is None or not hasattr(record, "get_absolute_url"):
        return label, ""
    return str(record) if reads_english() else label, str(record.get_absolute_url())


def directives_about(person: Person, obligation: Obligation) -> Any:
    """Directives issued because of this obligation, newest first, as far as the person may see them."""
    rows = Directive.objects.visible_to(person).filter(obligation_id=obligation.id)
    return rows.select_related("addressee", "issued_by").order_by("-issued_on", "-pk")


def exemptions_of(institution: Institution, obligation: Obligation) -> Any:
    """Exceptions and non-applicability decided or asked for."""
    rows = Exemption.objects.of(institution).filter(obligation_id=obligation.id)
    return rows.select_related("decision").order_by("-pk")
