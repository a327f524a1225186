"""The lists of laws, their changes and shortcomings."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .choices import ChangeState, GapState, LawApplicability, LawKind, Severity
from .models import Law, LawChange, LawDocument, LegalGap
from .models.gaps import gaps_in_state
from .selectors.changes import change_rows, gap_rows
from .selectors.laws import DUE_WITHIN_DAYS, LawStanding, law_standings, terms

STATES = (
    ("OWNER", gettext_lazy("担当者なし")),
    ("DOCUMENT", gettext_lazy("規程なし")),
    ("REVIEW", gettext_lazy("見直しが要る")),
    ("DUE", gettext_lazy("見直し間近")),
    ("KEPT", gettext_lazy("整っている")),
    ("ENDED", gettext_lazy("一覧から外した")),
)
_BADGES = {
    "OWNER": (gettext_lazy("担当者なし"), "bad"),
    "DOCUMENT": (gettext_lazy("規程なし"), "warn"),
    "REVIEW": (gettext_lazy("見直しが要る"), "bad"),
    "DUE": (gettext_lazy("見直し間近"), "warn"),
    "KEPT": (gettext_lazy("整っている"), "good"),
    "ENDED": (gettext_lazy("一覧から外した"), "neutral"),
}


class Board:
    """How every law on the list stands today, as the list and the sentences above it show it."""

    def __init__(self, institution: Institution, on: date) -> None:
        self.institution, self.on = institution, on

    @cached_property
    def rows(self) -> dict[int, LawStanding]:
        """How each law on the list stands, by its key."""
        _required, months = terms(self.institution)
        found = law_standings(self.institution, on=self.on, months=months)
        return {row.law.pk: row for row in found}

    @cached_property
    def states(self) -> dict[int, str]:
        """What each law needs first."""
        return {pk: self._state(row) for pk, row in self.rows.items()}

    def reviewed_until(self, law: Law) -> date | None:
        """Until when a law's review counts."""
        row = self.rows.get(law.pk)
        return row.reviewed_until if row else None

    def links(self, law: Law) -> list[LawDocument]:
        """The documents that implement a law."""
        row = self.rows.get(law.pk)
        return list((row.law if row else law).links.all())

    def document_titles(self, law: Law) -> str:
        """The documents by title, as the page shows them."""
        return "、".join(link.document.title for link in self.links(law))

    def document_numbers(self, law: Law) -> str:
        """The documents with their numbers, as an import reads them back."""
        return "、".join(str(link.document) for link in self.links(law))

    def _state(self, row: LawStanding) -> str:
        lacks = row.lacks(self.on)
        if lacks:
            return lacks[0].kind
        until = row.reviewed_until
        return "DUE" if until and until <= self.on + timedelta(days=DUE_WITHIN_DAYS) else "KEPT"

    def badge(self, law: Law) -> Badge:
        """A law's state in a word and a tone."""
        label, tone = _BADGES[self.states.get(law.pk, "ENDED")]
        if tone == "good" and not law.applies:
            return Badge(_("対象外"), "neutral")
        return Badge(label, tone)

    def count(self, *states: str) -> int:
        """How many laws are in these states."""
        return sum(state in states for state in self.states.values())

    def narrow(self, rows: QuerySet[Law], state: str) -> QuerySet[Law]:
        """The laws in one state."""
        if state == "ENDED":
            return rows.filter(ended_on__isnull=False)
        return rows.filter(pk__in=[pk for pk, found in self.states.items() if found == state])


def law_listing(request: HttpRequest, person: Person, board: Board) -> Listing[Law]:
    """The laws that this person may see; those taken off the list only when asked for."""
    columns = (
        Column("title", gettext_lazy("名称"), str, sort="title", url=Law.get_absolute_url, export="title"),
        Column("short_name", gettext_lazy("略称"), "short_name", on_page=False),
        Column("kind", gettext_lazy("種類"), "get_kind_display", sort="kind"),
        Column("issuer", gettext_lazy("発出元"), "issuer", on_page=False),
        Column("number", gettext_lazy("番号"), "number", on_page=False),
        Column("asks", gettext_lazy("求められること"), "asks", on_page=False),
        Column("applicability", gettext_lazy("適用"), "get_applicability_display", on_page=False),
        Column(
            "not_applicable_reason", gettext_lazy("対象外とする理由"), "not_applicable_reason", on_page=False
        ),
        Column("state", gettext_lazy("状態"), board.badge, kind="status"),
        Column("owner", gettext_lazy("担当者"), "owner.name", sort="owner__kana", export=_owner_key),
        Column(
            "documents", gettext_lazy("対応する規程"), board.document_titles, export=board.document_numbers
        ),
        Column(
            "review_months", gettext_lazy("見直しの間隔（月）"), "review_months", kind="number", on_page=False
        ),
        Column(
            "last_reviewed_on",
            gettext_lazy("最後の見直し"),
            "last_reviewed_on",
            sort="last_reviewed_on",
            kind="date",
        ),
        Column("until", gettext_lazy("次の見直し期限"), board.reviewed_until, kind="date"),
    )
    filters: dict[str, FilterSpec] = {
        "state": (gettext_lazy("状態"), STATES, board.narrow),
        "kind": (gettext_lazy("種類"), LawKind.choices, "kind"),
        "applicability": (gettext_lazy("適用"), LawApplicability.choices, "applicability"),
    }
    rows = Law.objects.visible_to(person).select_related("owner")
    if request.GET.get("state") != "ENDED":
        rows = rows.filter(ended_on__isnull=True)
    return Listing(
        request,
        rows,
        columns,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="",
        name="laws",
    )


def _owner_key(law: Law) -> str:
    return (law.owner.number or law.owner.name) if law.owner else ""


_CHANGE_TONES = {
    ChangeState.UNREVIEWED: "warn",
    ChangeState.UNDER_REVIEW: "info",
    ChangeState.DONE: "good",
    ChangeState.NOT_RELEVANT: "neutral",
}


def change_badge(change: LawChange) -> Badge:
    """Where the review of a change stands."""
    return Badge(change.state.label, _CHANGE_TONES[change.state])


def effective_words(change: Any) -> object:
    """The day from which a change holds; in words while it is not decided."""
    return change.effective_on or _("未定")


def change_listing(request: HttpRequest, person: Person) -> Listing[LawChange]:
    """The changes that this person may see, the newest first."""
    columns = (
        Column(
            "effective_on",
            gettext_lazy("施行日"),
            effective_words,
            sort="effective_on",
            kind="date",
            export="effective_on",
        ),
        Column("title", gettext_lazy("改正の要点"), "title", sort="title", url=LawChange.get_absolute_url),
        Column("law", gettext_lazy("法令"), "law", sort="law__title"),
        Column("asks", gettext_lazy("当院で確かめること"), "asks", on_page=False),
        Column("source", gettext_lazy("出典"), "source", on_page=False),
        Column("state", gettext_lazy("状態"), change_badge, kind="status"),
        Column("addressee", gettext_lazy("確かめる人"), "directive.addressee.name"),
        Column("due_on", gettext_lazy("期限"), "directive.due_on", sort="directive__due_on", kind="date"),
    )
    filters: dict[str, FilterSpec] = {
        "state": (gettext_lazy("状態"), ChangeState.choices, lambda rows, value: rows.in_state(value))  # type: ignore[attr-defined]
    }
    return Listing(
        request,
        change_rows(person),
        columns,
        search=("title", "law__title", "law__short_name"),
        filters=filters,
        default_sort="-effective_on",
        name="law-changes",
    )


_GAP_TONES = {
    GapState.WITHOUT_DIRECTIVE: "bad",
    GapState.OVERDUE: "bad",
    GapState.OPEN: "info",
    GapState.CLOSED: "good",
}


def gap_badge(gap: LegalGap) -> Badge:
    """Where a shortcoming stands today."""
    state = gap.state_on(clock.today())
    return Badge(state.label, _GAP_TONES[state])


def gap_listing(request: HttpRequest, person: Person) -> Listing[LegalGap]:
    """The shortcomings that this person may see, the newest first."""
    columns = (
        Column("title", gettext_lazy("不備の要点"), "title", sort="title", url=LegalGap.get_absolute_url),
        Column("law", gettext_lazy("法令"), "law", sort="law__title"),
        Column("severity", gettext_lazy("重さ"), "get_severity_display"),
        Column("found_on", gettext_lazy("分かった日"), "found_on", sort="found_on", kind="date"),
        Column("found_in", gettext_lazy("きっかけ"), "get_found_in_display"),
        Column("state", gettext_lazy("状態"), gap_badge, kind="status"),
        Column("addressee", gettext_lazy("是正する人"), "directive.addressee.name"),
        Column("due_on", gettext_lazy("期限"), "directive.due_on", sort="directive__due_on", kind="date"),
        Column("description", gettext_lazy("内容"), "description", on_page=False),
    )
    filters: dict[str, FilterSpec] = {
        "state": (
            gettext_lazy("状態"),
            GapState.choices,
            lambda rows, value: rows.filter(gaps_in_state(value, clock.today())),
        ),
        "severity": (gettext_lazy("重さ"), Severity.choices, "severity"),
    }
    return Listing(
        request,
        gap_rows(person),
        columns,
        search=("title", "law__title", "law__short_name"),
        filters=filters,
        default_sort="-found_on",
        name="legal-gaps",
    )
