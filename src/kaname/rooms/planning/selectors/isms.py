"""The ISMS cycle (Plan, Do, Check, Act) as the obligations engine sees it: nothing is judged here.

Each quarter stands on conditions of one obligation of the catalogue; what they found, until when it holds, and since
when it has been so, is read from the verdicts and their history.
Source: 経営管理編 2.2.2 ①
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar import clock
from kaname.foundation.obligations.catalogue import Obligation, current
from kaname.foundation.obligations.models import Verdict
from kaname.foundation.obligations.selectors import FindingView, Standing, linked_findings, standing

ISMS = "G-2.2.2-1"
"""Which obligation of the catalogue describes the cycle, and which of its conditions stand in which quarter."""
QUARTERS: tuple[tuple[str, str | Promise, str | Promise, tuple[str, ...]], ...] = (
    ("PLAN", _("計画"), _("方針と安全管理計画を定め、承認する"), ("c1a",)),
    ("DO", _("実行"), _("資産を把握し、決めた管理を行う"), ("c1b",)),
    ("CHECK", _("点検"), _("自己点検と監査で確かめる"), ("c1c", "c1d")),
    ("ACT", _("改善"), _("経営層が見直し、改善を決める"), ("c1e",)),
)


@dataclass(frozen=True)
class Part:
    """One condition of a quarter: its answer now, and the day since which the answer has been so."""

    finding: FindingView
    since: date | None
    proofs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Quarter:
    """Plan, Do, Check or Act."""

    key: str
    name: str | Promise
    what: str | Promise
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        """Whether everything in it is up to date."""
        return bool(self.parts) and all(p.finding.holds for p in self.parts)

    @property
    def is_pending(self) -> bool:
        """Whether nothing fails that can be measured, but something cannot be measured yet."""
        return not self.holds and all(p.finding.holds or p.finding.is_pending for p in self.parts)

    @property
    def look(self) -> str:
        """How it is drawn: as the verdicts are."""
        if self.holds:
            return "MET"
        return "UNMEASURED" if self.is_pending else "UNMET"

    @property
    def until(self) -> date | None:
        """The last day on which all of it is up to date; None when it is not, or without end."""
        days = [p.finding.until for p in self.parts if p.finding.until]
        return min(days) if self.holds and days else None


@dataclass(frozen=True)
class Cycle:
    """The whole cycle as it stands, or stood at the end of a day."""

    obligation: Obligation
    standing: Standing
    quarters: tuple[Quarter, ...]
    on: date

    @property
    def turning(self) -> int:
        """How many quarters are up to date."""
        return sum(q.holds for q in self.quarters)


def cycle_of(person: Person, *, as_of: date | None = None) -> Cycle | None:
    """The cycle as a person may see it, now or at the end of a day in Japan; None where the catalogue has no such."""
    institution = person.institution
    obligation = current().obligations.get(ISMS)
    if obligation is None:
        return None
    now = standing(institution, obligation, as_of=as_of)
    since = _since(institution, now.verdict)
    found = {
        f.use.id: Part(f, since.get(f.use.id), tuple(proofs)) for f, proofs in linked_findings(now, person)
    }
    quarters = tuple(
        Quarter(key, name, what, tuple(found[c] for c in ids if c in found))
        for key, name, what, ids in QUARTERS
    )
    return Cycle(obligation, now, quarters, as_of or clock.today())


def _since(institution: Institution, verdict: Verdict | None) -> dict[str, date]:
    """For each condition the day since which its answer has been the same as in this verdict."""
    if verdict is None:
        return {}
    rows = Verdict.objects.of(institution).filter(
        edition=verdict.edition, obligation_id=verdict.obligation_id, valid_from__lte=verdict.valid_from
    )
    answers = {f["id"]: _answer(f) for f in verdict.findings}
    since = dict.fromkeys(answers, verdict.valid_from)
    changing = set(answers)
    for row in rows.order_by("-valid_from", "-pk").only("valid_from", "findings"):
        then = {f["id"]: _answer(f) for f in row.findings}
        changing -= {c for c in changing if then.get(c) != answers[c]}
        since.update(dict.fromkeys(changing, row.valid_from))
    return {condition: clock.day_of(moment) for condition, moment in since.items()}


def _answer(finding: dict[str, Any]) -> tuple[bool, bool]:
    return bool(finding["holds"]), bool(finding.get("pending"))
