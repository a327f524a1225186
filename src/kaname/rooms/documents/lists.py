"""The list of documents: what can be searched (also in their texts), filtered, sorted, and taken away as Excel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, Listing

from .choices import OPEN_STATUSES, DocumentStatus, DocumentType, VersionStatus
from .models import Document, DocumentVersion
from .search import with_words
from .selectors import DUE_WITHIN_DAYS

STATES = (
    ("current", _("施行中")),
    ("due", _("見直し間近")),
    ("overdue", _("見直し超過")),
    ("requested", _("承認待ち")),
    ("draft", _("下書きあり")),
    ("none", _("施行中の版なし")),
    ("retired", _("廃止")),
)


def document_rows(person: Person, on: date) -> QuerySet[Document]:
    """The documents a person may see, each with its version in force and the state of the one being written."""
    current = DocumentVersion.objects.of(person.institution).filter(document=OuterRef("pk")).in_force_on(on)
    opened = DocumentVersion.objects.visible_to(person).filter(
        document=OuterRef("pk"), status__in=OPEN_STATUSES
    )
    return Document.objects.visible_to(person).select_related("owner").annotate(
        current_number=Subquery(current.values("number")[:1]),
        effective_on=Subquery(current.values("effective_on")[:1]),
        review_on=Subquery(current.values("next_review_on")[:1]),
        open_status=Subquery(opened.values("status")[:1]),
    )  # fmt: skip


def state_of(document: Any, on: date) -> Badge:
    """A document's state as a badge: what needs somebody first."""
    if document.status == DocumentStatus.RETIRED:
        return Badge(_("廃止"))
    if document.review_on and document.review_on < on:
        return Badge(_("見直し超過"), "bad")
    if document.open_status == VersionStatus.REQUESTED:
        return Badge(_("承認待ち"), "info")
    if document.current_number is None:
        return Badge(_("施行中の版なし"), "warn")
    if document.review_on <= on + timedelta(days=DUE_WITHIN_DAYS):
        return Badge(_("見直し間近"), "warn")
    return Badge(_("施行中"), "good")


def _in_state(rows: Any, state: str) -> QuerySet[Document]:
    on = clock.today()
    kept = rows.filter(status=DocumentStatus.ACTIVE)
    last = on + timedelta(days=DUE_WITHIN_DAYS)
    chosen = {
        "current": lambda: kept.filter(current_number__isnull=False),
        "due": lambda: kept.filter(review_on__gte=on, review_on__lte=last),
        "overdue": lambda: kept.filter(review_on__lt=on),
        "requested": lambda: kept.filter(open_status=VersionStatus.REQUESTED),
        "draft": lambda: kept.filter(open_status=VersionStatus.DRAFT),
        "none": lambda: kept.filter(current_number__isnull=True),
        "retired": lambda: rows.filter(status=DocumentStatus.RETIRED),
    }
    found: QuerySet[Document] = chosen[state]()
    return found


class DocumentListing(Listing[Document]):
    """A listing whose search also reads the texts that the person may see."""

    def __init__(self, request: HttpRequest, person: Person) -> None:
        self.person, on = person, clock.today()
        columns = (
            Column("title", _("文書名"), "title", sort="title", url=Document.get_absolute_url),
            Column("number", _("文書番号"), "number", sort="number"),
            Column("type", _("種類"), "get_type_display", sort="type", on_page=False),
            Column("state", _("状態"), lambda d: state_of(d, on), kind="status"),
            Column("version", _("版"), "current_number", sort="current_number", kind="number"),
            Column("effective_on", _("施行日"), "effective_on", sort="effective_on", kind="date"),
            Column("review_on", _("次の見直し期限"), "review_on", sort="review_on", kind="date"),
            Column("owner", _("管理する人"), "owner.name", sort="owner__kana"),
            Column("audience", _("配付範囲"), "audience_label", on_page=False),
            Column("review_months", _("見直しの間隔（月）"), "review_months", kind="number", on_page=False),
        )
        filters: dict[str, Any] = {"type": (_("種類"), DocumentType.choices, "type")}
        if policy.may(person, "documents.view_all"):
            filters["state"] = (_("状態"), STATES, _in_state)
        rows = document_rows(person, on)
        super().__init__(
            request,
            rows,
            columns,
            search=("search_key",),
            normalise=search_key,
            filters=filters,
            default_sort="number",
            name="documents",
        )

    def _searched(self, rows: QuerySet[Document]) -> QuerySet[Document]:
        return with_words(rows, self.q, self.person)  # type: ignore[arg-type]
