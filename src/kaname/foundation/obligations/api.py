"""REST: the obligations with their verdicts and findings, now or on a past day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Schema

from kaname.foundation.access.api import PersonRouter

from . import selectors
from .catalogue import current
from .selectors import Standing

router = PersonRouter(tags=["obligations"])


class ProofOut(Schema):
    record: str
    label: str


class FindingOut(Schema):
    id: str
    condition: str
    statement: str
    holds: bool
    pending: bool
    sentence: str
    until: date | None
    proofs: list[ProofOut]
    mend_url: str


class ObligationOut(Schema):
    """An obligation and how it stands. `holds_until` is the last day on which it holds if nobody does anything."""

    id: str
    edition: str
    clause: str
    title: str
    owner: str
    addressees: list[str]
    verdict: str
    holds_until: date | None
    findings: list[FindingOut]


def as_json(row: Standing) -> dict[str, Any]:
    """One standing as the API and `kaname status --json` show it."""
    return {
        "id": row.obligation.id,
        "edition": current().edition,
        "clause": row.obligation.clause,
        "title": str(row.obligation.title),
        "owner": row.obligation.owner,
        "addressees": list(row.obligation.addressees),
        "verdict": str(row.status),
        "holds_until": row.holds_until,
        "findings": [_finding(f) for f in row.findings],
    }


def _finding(view: selectors.FindingView) -> dict[str, Any]:
    return {
        "id": view.use.id,
        "condition": view.use.condition,
        "statement": str(view.use.statement),
        "holds": view.holds,
        "pending": view.is_pending,
        "sentence": view.sentence,
        "until": view.until,
        "proofs": [{"record": ref, "label": label} for ref, label in view.proofs],
        "mend_url": view.mend_url,
    }


@router.operation("GET", "/obligations", "obligations.view", response=list[ObligationOut])
def list_obligations(request: HttpRequest, as_of: date | None = None) -> list[dict[str, Any]]:
    """All obligations in the catalogue's order; `as_of` gives what held at the end of that day in Japan."""
    institution = request.person.institution  # type: ignore[attr-defined]
    return [as_json(row) for row in selectors.standings(institution, as_of=as_of)]


@router.operation("GET", "/obligations/{obligation_id}", "obligations.view", response=ObligationOut)
def get_obligation(request: HttpRequest, obligation_id: str, as_of: date | None = None) -> dict[str, Any]:
    """One obligation, now or at the end of a day."""
    obligation = selectors.find(obligation_id)
    if obligation is None:
        raise Http404
    return as_json(selectors.standing(request.person.institution, obligation, as_of=as_of))  # type: ignore[attr-defined]
