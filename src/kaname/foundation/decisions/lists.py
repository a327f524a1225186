"""The list of decisions: what can be searched, filtered, sorted, and taken away as Excel."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.web.lists import Badge, Column, Listing

from . import selectors
from .kinds import kind_choices
from .models import Decision, DecisionStatus

TONES = {
    DecisionStatus.PENDING: "info",
    DecisionStatus.RETURNED: "warn",
    DecisionStatus.DECIDED: "good",
    DecisionStatus.WITHDRAWN: "neutral",
    DecisionStatus.VOID: "bad",
}


def status_of(decision: Decision) -> Badge:
    """A decision's status as a badge."""
    return Badge(decision.get_status_display(), TONES[DecisionStatus(decision.status)])


def _answer_of(decision: Decision) -> str:
    chosen = decision.chosen
    return str(chosen.label) if chosen else ""


COLUMNS = (
    Column("number", _("番号"), "number", sort="number"),
    Column("question", _("決めること"), "question", sort="question", url=Decision.get_absolute_url),
    Column("kind", _("種類"), lambda d: d.decision_kind.label, on_page=False),
    Column("status", _("状態"), status_of, sort="status", kind="status"),
    Column("awaiting", _("いまの担当"), lambda d: d.awaiting.name if d.awaiting else ""),
    Column("choice", _("結論"), _answer_of),
    Column("requested_by", _("起案者"), "requested_by.name", sort="requested_by__name", on_page=False),
    Column("requested_at", _("起案日時"), "requested_at", sort="requested_at", kind="date"),
    Column("decided_at", _("決裁日時"), "decided_at", sort="decided_at", kind="date", on_page=False),
)


def decision_listing(request: HttpRequest, person: Person) -> Listing[Decision]:
    """The decisions this person may see, as the list page shows them."""
    return Listing(
        request,
        selectors.decision_rows(person),
        COLUMNS,
        search=("number", "question", "summary"),
        filters={
            "status": (_("状態"), DecisionStatus.choices, "status"),
            "kind": (_("種類"), kind_choices(), "kind"),
        },
        default_sort="-requested_at",
        name="decisions",
    )
