"""The engine: verdicts follow from records, inside the transaction that writes them, and from the clock.

`follow` runs before each commit and looks only at obligations whose conditions read a kind of record that was touched.
`catch_up` runs before each write and at each tick: it brings verdicts whose day has come up to date *as of that day*,
so that after any outage the intervals are as if the clock had never stopped. A row is rewritten only when it changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from kaname.foundation.access.models import Institution
from kaname.foundation.access.writes import Entry, Transaction, writing
from kaname.foundation.calendar import clock
from kaname.foundation.ledger import findings as vocabulary
from kaname.foundation.ledger.findings import Finding

from .catalogue import Catalogue, ConditionUse, Obligation, current
from .models import Exemption, ParameterChange, ProposalStatus, Verdict, VerdictStatus

LAPSING_DAYS = 30
OWN_KINDS = frozenset({"obligations.verdict"})
_busy: ContextVar[bool] = ContextVar("kaname_engine_busy", default=False)


def parameters_of(institution: Institution, catalogue: Catalogue) -> dict[str, int]:
    """The intervals in force: the catalogue's defaults, and over them what the hospital decided."""
    values = {name: p.default for name, p in catalogue.parameters.items()}
    rows = ParameterChange.objects.of(institution).filter(
        edition=catalogue.edition, status=ProposalStatus.IN_FORCE
    )
    values.update({row.name: row.value for row in rows.order_by("pk") if row.name in values})
    return values


@dataclass
class Evaluation:
    """Evaluates obligations of one institution on one day, asking each condition once per set of parameters."""

    institution: Institution
    on: date
    catalogue: Catalogue
    parameters: dict[str, int] = field(init=False)
    exemptions: dict[str, Exemption] = field(init=False)
    answers: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parameters = parameters_of(self.institution, self.catalogue)
        rows = Exemption.objects.of(self.institution).filter(
            edition=self.catalogue.edition,
            status=ProposalStatus.IN_FORCE,
            starts_on__lte=self.on,
            ends_on__gte=self.on,
        )
        self.exemptions = {row.obligation_id: row for row in rows.order_by("pk")}

    def verdict(
        self, obligation: Obligation, known: Sequence[dict[str, Any]], asked: frozenset[str] | None
    ) -> Verdict:
        """The verdict now; of conditions outside `asked` (None: ask all) the `known` findings are taken over."""
        before = {f["id"]: f for f in known}
        found = [
            before[use.id]
            if asked is not None and use.id not in asked and use.id in before
            else self._finding(obligation, use)
            for use in obligation.conditions
        ]
        status, until = self._status(obligation, found)
        return Verdict(
            institution=self.institution,
            edition=self.catalogue.edition,
            obligation_id=obligation.id,
            status=status,
            findings=found,
            holds_until=until,
            changes_on=self._changes_on(obligation, status, until, found),
        )

    def _finding(self, obligation: Obligation, use: ConditionUse) -> dict[str, Any]:
        if use.pending:
            return {"id": use.id, "condition": use.condition, "pending": use.pending, "holds": False}
        answer = self._ask(use, {k: self._value(obligation, v) for k, v in use.params.items()})
        return {
            "id": use.id,
            "condition": use.condition,
            "holds": answer.holds,
            "sentence": answer.sentence.as_json(),
            "proofs": [list(p) for p in answer.proofs],
            "until": answer.until.isoformat() if answer.until else None,
            "changes_on": answer.changes_on.isoformat() if answer.changes_on else None,
            "mend": answer.mend.as_json() if answer.mend else None,
        }

    def _ask(self, use: ConditionUse, params: dict[str, Any]) -> Finding:
        key = (use.condition, repr(sorted(params.items())))
        if key not in self.answers:
            function = vocabulary.conditions[use.condition].function
            self.answers[key] = function(self.institution, on=self.on, **params)
        return self.answers[key]

    def _value(self, obligation: Obligation, value: Any) -> Any:
        if value == "$item":
            return obligation.id
        if isinstance(value, str) and value.startswith("$"):
            return self.parameters[value[1:]]
        return value

    def _status(self, obligation: Obligation, found: Sequence[dict[str, Any]]) -> tuple[str, date | None]:
        exemption = self.exemptions.get(obligation.id)
        if exemption:
            return exemption.kind, exemption.ends_on
        if not all(f["holds"] for f in found):
            return VerdictStatus.UNMET, None
        ends = [date.fromisoformat(f["until"]) for f in found if f["until"]]
        until = min(ends) if ends else None
        soon = until is not None and until - self.on <= timedelta(days=LAPSING_DAYS)
        return (VerdictStatus.LAPSING if soon else VerdictStatus.MET), until

    def _changes_on(
        self, obligation: Obligation, status: str, until: date | None, found: Iterable[dict[str, Any]]
    ) -> date | None:
        days = [date.fromisoformat(f["changes_on"]) for f in found if f.get("changes_on")]
        if until:
            days.append(until + timedelta(days=1))
            if status == VerdictStatus.MET:
                days.append(until - timedelta(days=LAPSING_DAYS))
        return min((max(d, self.on + timedelta(days=1)) for d in days), default=None)


def follow(act: Transaction) -> None:
    """Refresh the verdicts that this transaction's records can affect, before it commits."""
    if act.institution is None or _busy.get():
        return
    mark = _busy.set(True)
    try:
        refresh(act.institution, affected=_affected(current(), act))
    finally:
        _busy.reset(mark)


Affected = dict[str, frozenset[str] | None]


def _affected(catalogue: Catalogue, act: Transaction) -> Affected:
    """Which conditions of which obligations the touched records can change (None: all of the obligation's)."""
    touched = act.touched
    kinds = {ref.partition(":")[0] for ref in touched} - OWN_KINDS
    affected: Affected = {}
    if not kinds:
        return affected
    for obligation, use in catalogue.uses():
        if not use.pending and _concerns(obligation, use, kinds, touched):
            affected[obligation.id] = (affected.get(obligation.id) or frozenset()) | {use.id}
    for record in touched.values():
        if isinstance(record, Exemption):
            affected[record.obligation_id] = None
        if isinstance(record, ParameterChange):
            for obligation, use in catalogue.uses():
                if use.reads_parameter(record.name):
                    affected[obligation.id] = None
    return affected


def _concerns(obligation: Obligation, use: ConditionUse, kinds: set[str], touched: dict[str, Any]) -> bool:
    reads = vocabulary.kinds_read(vocabulary.conditions[use.condition]) & kinds
    if not reads:
        return False
    if not use.is_per_item:
        return True
    items = {
        getattr(r, "obligation_id", obligation.id)
        for ref, r in touched.items()
        if ref.partition(":")[0] in reads
    }
    return obligation.id in items


def refresh(institution: Institution, *, affected: Affected | None = None) -> int:
    """Re-evaluate obligations as of now and store those whose verdict changed. Returns how many rows were written.

    `affected=None` re-evaluates everything; a hospital that has no verdicts yet always gets all of them.
    """
    catalogue, now = current(), clock.now()
    if affected is not None and not affected:
        return 0
    everything: Affected = dict.fromkeys(catalogue.obligations)
    wanted = everything if affected is None else affected
    stored = _open_verdicts(institution, catalogue, wanted)
    if len(stored) < len(wanted):
        wanted = everything
        stored = _open_verdicts(institution, catalogue, wanted)
    return _evaluate(institution, catalogue, stored, wanted, on=clock.day_of(now), at=now)


def _open_verdicts(
    institution: Institution, catalogue: Catalogue, wanted: Collection[str]
) -> dict[str, Verdict]:
    rows = Verdict.objects.of(institution).filter(edition=catalogue.edition, valid_to__isnull=True)
    return {row.obligation_id: row for row in rows.filter(obligation_id__in=wanted)}


def _evaluate(
    institution: Institution,
    catalogue: Catalogue,
    stored: dict[str, Verdict],
    affected: Affected,
    *,
    on: date,
    at: datetime,
) -> int:
    evaluation = Evaluation(institution, on, catalogue)
    changed = []
    with vocabulary.reading():
        for obligation_id, asked in affected.items():
            old = stored.get(obligation_id)
            new = evaluation.verdict(catalogue.obligations[obligation_id], old.findings if old else [], asked)
            if old is None or _differs(old, new):
                changed.append((old, new))
    if changed:
        with writing(by=None, action="obligations.refresh", institution=institution) as entry:
            _store(entry, changed, at)
    return len(changed)


def _differs(old: Verdict, new: Verdict) -> bool:
    fields = ("status", "findings", "holds_until", "changes_on")
    return any(getattr(old, f) != getattr(new, f) for f in fields)


def _store(entry: Entry, changed: Sequence[tuple[Verdict | None, Verdict]], at: datetime) -> None:
    """Close the old intervals and open the new. Within one instant (or when only `changes_on` moved) the row is
    corrected in place instead, so that intervals are never empty, also when the machine's clock was set back."""
    fresh = []
    for old, new in changed:
        if old is not None and (old.valid_from >= at or _only_schedule_moved(old, new)):
            old.status, old.findings = new.status, new.findings
            old.holds_until, old.changes_on = new.holds_until, new.changes_on
            entry.save(old)
            continue
        if old is not None:
            old.valid_to = at
            entry.save(old)
        new.valid_from = at
        fresh.append(new)
    entry.save_all(fresh)


def _only_schedule_moved(old: Verdict, new: Verdict) -> bool:
    return (old.status, old.findings, old.holds_until) == (new.status, new.findings, new.holds_until)


def catch_up(institution: Institution) -> None:
    """Bring verdicts whose day has come up to date, day by day, each as of the start of its own day in Japan."""
    today = clock.today()
    if _busy.get() or not _due(institution, today):
        return
    mark = _busy.set(True)
    try:
        catalogue = current()
        while due := _due(institution, today):
            day = min(v.changes_on for v in due if v.changes_on)
            stored = {
                v.obligation_id: v for v in due if v.changes_on == day and v.edition == catalogue.edition
            }
            _evaluate(
                institution, catalogue, stored, dict.fromkeys(stored), on=day, at=clock.at_start_of(day)
            )
    finally:
        _busy.reset(mark)


def _due(institution: Institution, today: date) -> list[Verdict]:
    rows = Verdict.objects.of(institution).filter(
        edition=current().edition, valid_to__isnull=True, changes_on__lte=today
    )
    return list(rows)
