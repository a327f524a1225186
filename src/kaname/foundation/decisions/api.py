"""Decisions over REST: list them, read one with its material and history, decide, return, withdraw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from kaname.foundation.access.api import PROBLEMS, NamedPersonOut, Paged, PersonRouter, part
from kaname.foundation.access.pages import narrow

from . import selectors, services
from .models import Decision, DecisionAction, DecisionStatus, DecisionStep

router = PersonRouter(tags=["decisions"])


class DecisionOut(Schema):
    """A decision as lists show it."""

    id: int
    number: str
    kind: str
    question: str
    summary: str
    status: DecisionStatus
    subject: str = Field(alias="subject_ref")
    obligation_id: str
    round: int
    requested_by: NamedPersonOut
    requested_at: datetime
    awaiting: NamedPersonOut | None
    choice: str
    reason: str
    decided_by: NamedPersonOut | None
    decided_at: datetime | None
    takes_effect_on: date | None
    review_on: date | None
    ends_on: date | None
    material_digest: str
    revision: int


class DecisionPageOut(Schema):
    """Some of the decisions, and how many there are in all."""

    count: int
    items: list[DecisionOut]


class DecisionOptionOut(Schema):
    """One answer on offer."""

    key: str
    label: str
    is_approval: bool
    requires_reason: bool

    @staticmethod
    def resolve_label(option: Any) -> str:
        return str(option.label)


class DecisionStepOut(Schema):
    """One person on the way, and whether they acted in the present round."""

    order: int
    kind: str
    person: NamedPersonOut
    acted_by: NamedPersonOut | None
    acted_at: datetime | None
    is_proxy: bool


class DecisionActionOut(Schema):
    """One thing that was done about the request."""

    round: int
    order: int
    kind: str
    person: NamedPersonOut
    on_behalf_of: NamedPersonOut | None
    proxy_reason: str
    to_order: int | None
    choice: str
    comment: str
    at: datetime


class DecisionDetailOut(DecisionOut):
    """A decision with what it rests on and everything that was done about it."""

    options: list[DecisionOptionOut]
    material: dict[str, Any]
    steps: list[DecisionStepOut]
    actions: list[DecisionActionOut]

    @staticmethod
    def resolve_steps(decision: Decision) -> list[DecisionStep]:
        return decision.ordered_steps()

    @staticmethod
    def resolve_actions(decision: Decision) -> list[DecisionAction]:
        return list(selectors.history_of(decision))


class DecisionFilter(Paged):
    """Which decisions to list; `mine` are those on which it is the caller's turn."""

    status: DecisionStatus | None = None
    mine: bool = False


class DecisionAnswerIn(Schema):
    """The answer (needed at the last step); with `proxy_reason` it is given for the absent person."""

    choice: str = Field("", max_length=40)
    reason: str = Field("", max_length=10_000)
    proxy_reason: str = Field("", max_length=2_000)
    takes_effect_on: date | None = None
    review_on: date | None = None
    ends_on: date | None = None


class DecisionReturnIn(Schema):
    """Where to (0 is the drafter) and why."""

    order: int = Field(0, ge=0, le=100)
    reason: str = Field(max_length=10_000)


class DecisionWithdrawIn(Schema):
    """Why the request is taken back."""

    reason: str = Field(max_length=10_000)


def _visible(request: HttpRequest, pk: int) -> Decision:
    person = request.person  # type: ignore[attr-defined]
    return narrow(selectors.decisions_in_full(Decision.objects.visible_to(person)), pk=pk)


@router.operation("GET", "/decisions", "decisions.view", response=DecisionPageOut)
def list_decisions(request: HttpRequest, chosen: Query[DecisionFilter]) -> dict[str, Any]:
    """The institution's decisions, newest first."""
    person = request.person  # type: ignore[attr-defined]
    rows = selectors.decision_rows(person)
    if chosen.status is not None:
        rows = rows.filter(status=chosen.status)
    if chosen.mine:
        rows = rows.filter(awaiting=person)
    return part(rows, chosen)


@router.operation(
    "GET", "/decisions/{int:pk}", "decisions.view", response={200: DecisionDetailOut, **PROBLEMS}
)
def get_decision(request: HttpRequest, pk: int) -> Decision:
    """One decision, with options, material, steps and history."""
    return _visible(request, pk)


@router.operation(
    "POST", "/decisions/{int:pk}/decide", "decisions.act", response={200: DecisionDetailOut, **PROBLEMS}
)
def decide(request: HttpRequest, pk: int, body: DecisionAnswerIn) -> Decision:
    """Pass the current step or, at the last one, decide."""
    person, decision = request.person, _visible(request, pk)  # type: ignore[attr-defined]
    answer = body.dict(exclude={"proxy_reason"})
    if body.proxy_reason:
        services.act_as_proxy(by=person, decision=decision, proxy_reason=body.proxy_reason, **answer)
    else:
        services.act_on_step(by=person, decision=decision, **answer)
    return _visible(request, pk)


@router.operation(
    "POST", "/decisions/{int:pk}/return", "decisions.act", response={200: DecisionDetailOut, **PROBLEMS}
)
def return_decision(request: HttpRequest, pk: int, body: DecisionReturnIn) -> Decision:
    """Send the request back to an earlier step."""
    person, decision = request.person, _visible(request, pk)  # type: ignore[attr-defined]
    services.return_to(by=person, decision=decision, order=body.order, reason=body.reason)
    return _visible(request, pk)


@router.operation(
    "POST", "/decisions/{int:pk}/withdraw", "decisions.request", response={200: DecisionDetailOut, **PROBLEMS}
)
def withdraw_decision(request: HttpRequest, pk: int, body: DecisionWithdrawIn) -> Decision:
    """Take one's own request back."""
    person, decision = request.person, _visible(request, pk)  # type: ignore[attr-defined]
    services.withdraw(by=person, decision=decision, reason=body.reason)
    return _visible(request, pk)
