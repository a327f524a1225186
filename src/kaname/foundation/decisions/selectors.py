"""Reads about decisions that several places need."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import InstitutionRecord, canonical, ref_of
from kaname.foundation.ledger.merkle import canonical_bytes

from .models import Decision, DecisionAction, DecisionStatus


def decisions_awaiting(person: Person) -> QuerySet[Decision]:
    """Requests on which it is this person's turn to act, oldest first."""
    rows = Decision.objects.of(person.institution).filter(status=DecisionStatus.PENDING, awaiting=person)
    return rows.select_related("requested_by", "awaiting").order_by("requested_at", "pk")


def decisions_returned_to(person: Person) -> QuerySet[Decision]:
    """This person's own requests that came back to be mended."""
    rows = Decision.objects.of(person.institution).filter(status=DecisionStatus.RETURNED, awaiting=person)
    return rows.select_related("requested_by", "awaiting").order_by("requested_at", "pk")


def proxies_unseen_by(person: Person) -> QuerySet[DecisionAction]:
    """What others did in this person's stead (代決) that they have not seen yet."""
    rows = DecisionAction.objects.of(person.institution).filter(on_behalf_of=person, seen_at__isnull=True)
    return rows.select_related("decision", "person", "on_behalf_of").order_by("at", "pk")


def awaiting_count(person: Person) -> int:
    """How many requests wait for this person, for the navigation."""
    open_rows = Decision.objects.of(person.institution).open()
    return open_rows.filter(awaiting=person).count()


def decisions_about(subject: InstitutionRecord) -> QuerySet[Decision]:
    """Every decision ever asked for about a record, newest first."""
    rows = Decision.objects.of(subject.institution).filter(subject_ref=ref_of(subject))
    return rows.select_related("requested_by", "decided_by", "awaiting").order_by("-requested_at", "-pk")


def decision_of(subject: InstitutionRecord, kind: str = "") -> Decision | None:
    """The newest decision about a record (of one kind), in whatever state."""
    rows = decisions_about(subject)
    return (rows.filter(kind=kind) if kind else rows).first()


def open_decision_about(institution: Institution, kind: str, subject_ref: str) -> Decision | None:
    """The request of this kind about a record that is still open, if any."""
    return Decision.objects.of(institution).open().filter(kind=kind, subject_ref=subject_ref).first()


def history_of(decision: Decision) -> QuerySet[DecisionAction]:
    """Everything that was done about a request, in order, over all rounds."""
    return decision.actions.select_related("person", "on_behalf_of").order_by("pk")


def fresh_material(decision: Decision) -> dict[str, Any]:
    """What the request rests on, as it is now."""
    return canonical(decision.decision_kind.material_of(decision))  # type: ignore[no-any-return]


def digest_of(material: dict[str, Any]) -> str:
    """The digest that fixes material: SHA-256 of its canonical JSON."""
    return hashlib.sha256(canonical_bytes(material)).hexdigest()
