"""Reads about decisions that several places need."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import InstitutionRecord, canonical, ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.ledger.merkle import canonical_bytes

from .models import ActionKind, Decision, DecisionAction, DecisionStatus, DecisionStep

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = re.compile(rf"{_DAY.pattern}( - {_DAY.pattern})?")


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


def decision_rows(person: Person) -> QuerySet[Decision]:
    """The decisions a person may see, newest first, ready for a list."""
    rows = Decision.objects.visible_to(person).select_related("requested_by", "awaiting", "decided_by")
    return rows.order_by("-requested_at", "-pk")


def decisions_in_full(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """The same decisions with people and steps, for reading one of them."""
    steps = DecisionStep.objects.select_related("person", "acted_by")
    return rows.select_related("institution", "requested_by", "awaiting", "decided_by").prefetch_related(
        Prefetch("steps", queryset=steps)
    )


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


def is_material_current(decision: Decision) -> bool:
    """Whether the request still rests on what was submitted; a decided one is past asking."""
    if decision.status != DecisionStatus.PENDING:
        return True
    if decision.subject_ref and decision.subject is None:
        return False
    return digest_of(fresh_material(decision)) == decision.material_digest


def material_lines(decision: Decision) -> list[tuple[str, str]]:
    """The material as submitted, as words and values for a plain table: no key names, no codes, days as days."""
    labels = decision.decision_kind.material_labels
    return [
        (str(labels.get(key, key)), _in_words(decision, key, value))
        for key, value in decision.material.items()
        if value
    ]


def _in_words(decision: Decision, key: str, value: object) -> str:
    if isinstance(value, dict) and value.keys() == {"name", "sha256"}:
        digest = str(value["sha256"])
        return f"{value['name']}\nSHA-256 " + " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))
    if isinstance(value, dict):
        said = {_label(decision, key, k): _in_words(decision, k, v) for k, v in value.items()}
        return "　".join(f"{label}：{text}" for label, text in said.items() if text)
    if isinstance(value, list):
        lines = [_row(decision, key, inner) for inner in value]
        is_period = len(lines) == 2 and all(_DAY.fullmatch(str(day)) for day in value)
        return (" － " if is_period else "\n").join(line for line in lines if line)
    if isinstance(value, bool):
        return _("はい") if value else ""
    if isinstance(value, int):
        return f"{value:,}"
    text = "" if value is None else str(value)
    if _DAYS.fullmatch(text):
        return _DAY.sub(lambda day: show_date(date.fromisoformat(day[0])), text).replace(" - ", " － ")
    return decision.decision_kind.in_words(decision, key, text)


def _label(decision: Decision, key: str, inner: str) -> str:
    """A key inside a key: one that has a name, or a code of what stands under the outer key."""
    label = decision.decision_kind.material_labels.get(inner)
    return str(label) if label is not None else decision.decision_kind.in_words(decision, key, inner)


def _row(decision: Decision, key: str, inner: object) -> str:
    """One line of a list; a list inside it is one line too (a goal with its measure and target)."""
    cells = inner if isinstance(inner, list) else [inner]
    return "　".join(text for text in (_in_words(decision, key, cell) for cell in cells) if text)


def people_who_may_decide(by: Person) -> QuerySet[Person]:
    """Whom a general request can be put before: executives of today, never its drafter."""
    return _people_with(by, frozenset({Role.EXECUTIVE})).exclude(pk=by.pk)


def people_who_may_review(by: Person) -> QuerySet[Person]:
    """Who can confirm or review a request on its way."""
    return _people_with(by, policy.allowed_roles("decisions.act"))


def _people_with(by: Person, roles: frozenset[str]) -> QuerySet[Person]:
    return Person.objects.of(by.institution).holding(roles, clock.today()).by_reading()  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Stage:
    """One step as the page shows it: `state` is done, current, waiting, returned, rejected or skipped."""

    kind: str
    person: str
    state: str
    at: datetime | None
    comment: str


def stages_of(decision: Decision) -> list[Stage]:
    """The steps of a request in order, each with how it stands."""
    return [
        Stage(
            kind=str(step.get_kind_display()),
            person=step.person.name,
            state=_state_of(decision, step),
            at=step.acted_at,
            comment=_("%(name)s が代決") % {"name": step.acted_by.name}
            if step.is_proxy and step.acted_by
            else "",
        )
        for step in decision.ordered_steps()
    ]


@dataclass(frozen=True)
class Line:
    """One line of the history, as the timeline shows it."""

    at: datetime
    kind: str
    tone: str
    text: str
    by: str


_TONES = {
    ActionKind.DECIDED: "good",
    ActionKind.RETURNED: "bad",
    ActionKind.WITHDRAWN: "bad",
    ActionKind.VOIDED: "bad",
}


def lines_of(decision: Decision) -> list[Line]:
    """Everything that was done about a request, in words."""
    return [
        Line(
            at=action.at,
            kind=str(action.get_kind_display()),
            tone=_TONES.get(ActionKind(action.kind), "info"),
            text=_told(decision, action),
            by=_who(action),
        )
        for action in history_of(decision)
    ]


def _told(decision: Decision, action: DecisionAction) -> str:
    chosen = next((str(o.label) for o in decision.options if o.key == action.choice), "")
    return "　".join(part for part in (chosen, action.comment) if part)


def _who(action: DecisionAction) -> str:
    if action.on_behalf_of is None:
        return action.person.name
    return _("%(name)s（%(absent)s さんの代決：%(reason)s）") % {
        "name": action.person.name,
        "absent": action.on_behalf_of.name,
        "reason": action.proxy_reason,
    }


def _state_of(decision: Decision, step: DecisionStep) -> str:
    if decision.status == DecisionStatus.RETURNED and step.order == 0:
        return "returned"
    if decision.status == DecisionStatus.PENDING and step.order == decision.current_order:
        return "current"
    if step.acted_by_id is None:
        return "waiting" if decision.is_open else "skipped"
    is_refusal = decision.status == DecisionStatus.DECIDED and not decision.is_approved
    return "rejected" if is_refusal and step.order == decision.current_order else "done"


def fresh_material(decision: Decision) -> dict[str, Any]:
    """What the request rests on, as it is now."""
    return canonical(decision.decision_kind.material_of(decision))  # type: ignore[no-any-return]


def digest_of(material: dict[str, Any]) -> str:
    """The digest that fixes material: SHA-256 of its canonical JSON."""
    return hashlib.sha256(canonical_bytes(material)).hexdigest()
