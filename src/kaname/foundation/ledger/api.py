"""The ledger over REST: entries, the proof of one, and the history of a record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema
from pydantic import AfterValidator

from kaname.foundation.access.api import Paged, PersonRouter, ProblemOut, person_of
from kaname.foundation.access.pages import narrow
from kaname.foundation.calendar import clock

from . import proofs, selectors

router = PersonRouter(tags=["ledger"])


class LedgerChangeOut(Schema):
    """One field before and after, as people read it."""

    field: str
    label: str
    before: str
    after: str


class LedgerRecordOut(Schema):
    """What an entry did to one record."""

    ref: str
    kind: str
    name: str
    deed: str
    changes: list[LedgerChangeOut]


class LedgerEntryOut(Schema):
    """An entry as lists show it: `by` is empty for Kaname itself."""

    seq: int
    at: datetime
    by: str
    action: str = Field(alias="entry.action")
    action_label: str = Field(alias="action")
    note: str
    records: list[str]

    @staticmethod
    def resolve_records(view: selectors.EntryView) -> list[str]:
        return [ref for ref, _state in view.states]


class LedgerEntryPageOut(Schema):
    """Some of the entries, and how many there are in all."""

    count: int
    items: list[LedgerEntryOut]


class LedgerEntryDetailOut(Schema):
    """An entry with its hashes and what it changed. `body` is the JSON text exactly as hashed."""

    entry: LedgerEntryOut
    body: str
    leaf: str
    chain: str
    changes: list[LedgerRecordOut]


class LedgerProofOut(Schema):
    """The proof of one entry (RFC 9162): what `verify.py --proof` reads. `note` is empty before the first seal."""

    v: int
    origin: str
    seq: int
    body: str
    leaf: str
    chain: str
    size: int
    root: str
    path: list[str]
    note: str
    keys: list[str]


class LedgerHistoryOut(Schema):
    """One step in the history of a record."""

    entry: LedgerEntryOut
    change: LedgerRecordOut


def _in_utc(instant: datetime) -> datetime:
    """In UTC, as databases compare it; without a zone it is Japan time. Raises ValueError at the edges of time."""
    try:
        return (instant if instant.tzinfo else instant.replace(tzinfo=clock.JST)).astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("out of range") from beyond


Instant = Annotated[datetime, AfterValidator(_in_utc)]


class LedgerFilter(Paged):
    """Which entries to list; `record` is a reference such as `directives.directive:12`."""

    person_id: int | None = Field(None, ge=1, lt=2**63)
    action: str = Field("", max_length=60)
    record: str = Field("", max_length=100)
    since: Instant | None = None
    until: Instant | None = None


_MISSING = {403: ProblemOut, 404: ProblemOut}


@router.operation("GET", "/ledger/entries", "ledger.view", response=LedgerEntryPageOut)
def list_ledger_entries(request: HttpRequest, chosen: Query[LedgerFilter]) -> dict[str, Any]:
    """The entries of the hospital's ledger, newest first."""
    lookups = {
        "person_id": chosen.person_id,
        "action": chosen.action,
        "records__ref": chosen.record,
        "at__gte": chosen.since,
        "at__lt": chosen.until,
    }
    rows = selectors.entries_of(person_of(request)).filter(**{k: v for k, v in lookups.items() if v})
    page = rows.order_by("-seq")[chosen.offset : chosen.offset + chosen.limit]
    return {"count": rows.count(), "items": [selectors.EntryView(row) for row in page]}


@router.operation(
    "GET", "/ledger/entries/{int:seq}", "ledger.view", response={200: LedgerEntryDetailOut, **_MISSING}
)
def get_ledger_entry(request: HttpRequest, seq: int) -> dict[str, Any]:
    """One entry with what it changed."""
    row = narrow(selectors.entries_of(person_of(request)).select_related("institution"), seq=seq)
    return {
        "entry": selectors.EntryView(row),
        "body": bytes(row.body).decode(),
        "leaf": row.leaf,
        "chain": row.chain,
        "changes": selectors.changes_of(row),
    }


@router.operation(
    "GET", "/ledger/entries/{int:seq}/proof", "ledger.view", response={200: LedgerProofOut, **_MISSING}
)
def get_ledger_proof(request: HttpRequest, seq: int) -> dict[str, Any]:
    """The proof that one entry stands in the sealed ledger."""
    row = narrow(selectors.entries_of(person_of(request)).select_related("institution"), seq=seq)
    return proofs.inclusion_proof(row)


@router.operation(
    "GET", "/ledger/records/{ref}/history", "ledger.view", response={200: list[LedgerHistoryOut], **_MISSING}
)
def get_record_history(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """Every entry that concerns one record, oldest first."""
    steps = selectors.history_of(ref, person_of(request).institution)
    if not steps:
        raise Http404
    return [{"entry": step.view, "change": step.change} for step in steps]
