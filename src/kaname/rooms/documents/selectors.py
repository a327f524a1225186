"""Reads that several places need: what is in force, what is due for review, who has read what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import INSIDERS, Role
from kaname.foundation.audiences.crowd import members
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import once

from .choices import (
    ADOPTED_STATUSES,
    EXECUTIVE_TYPES,
    OPEN_STATUSES,
    AudienceKind,
    DistributionMethod,
    DocumentStatus,
)
from .models import Acknowledgement, Distribution, Document, DocumentReview, DocumentVersion
from .querysets import meant_for

DUE_WITHIN_DAYS = 30


def current_version(document: Document, on: date) -> DocumentVersion | None:
    """The version in force on a day, or None (also when the document is retired by then)."""
    rows = DocumentVersion.objects.of(document.institution).filter(document=document)
    return rows.in_force_on(on).select_related("document", "approved_by").first()


def current_versions(documents: Iterable[Document], on: date) -> dict[int, DocumentVersion]:
    """The versions in force on a day, by document id, in one query."""
    rows = DocumentVersion._default_manager.filter(document__in=[d.pk for d in documents])
    found = rows.in_force_on(on).select_related("approved_by", "drafted_by").defer("body", "body_key")
    return {version.document_id: version for version in found}


def open_version(document: Document) -> DocumentVersion | None:
    """The version that is being written or waits for approval."""
    rows = DocumentVersion.objects.of(document.institution).filter(
        document=document, status__in=OPEN_STATUSES
    )
    return rows.select_related("document", "decision", "drafted_by").first()


def adopted_versions(institution: Institution, types: Iterable[str]) -> list[DocumentVersion]:
    """All versions of these types that were ever approved, oldest first, without their texts."""
    rows = DocumentVersion.objects.of(institution).filter(
        status__in=ADOPTED_STATUSES, document__type__in=list(types)
    )
    return list(rows.select_related("document").defer("body", "body_key").order_by("document_id", "number"))


def documents_due_for_review(
    institution: Institution, *, on: date, within_days: int = DUE_WITHIN_DAYS
) -> QuerySet[DocumentVersion]:
    """The versions in force whose review is overdue or falls due soon, soonest first."""
    rows = DocumentVersion.objects.of(institution).in_force_on(on)
    last = on + timedelta(days=within_days)
    return rows.filter(next_review_on__lte=last).select_related("document__owner").order_by("next_review_on")


def unread_versions(person: Person, on: date) -> QuerySet[DocumentVersion]:
    """What a person must read: versions in force, meant for them, not read yet. Read ones are not in it."""
    mine = Acknowledgement.objects.of(person.institution).filter(person=person, version=OuterRef("pk"))
    return versions_to_read(person, on).filter(~Exists(mine))


def versions_to_read(person: Person, on: date) -> QuerySet[DocumentVersion]:
    """The versions in force that are meant for this person, read or not."""
    rows = DocumentVersion.objects.of(person.institution).in_force_on(on)
    return rows.filter(meant_for(person, "document__")).select_related("document").order_by("-effective_on")


@dataclass(frozen=True)
class Coverage:
    """Who of the audience has read a version; people by name."""

    read: list[tuple[Person, Acknowledgement]]
    unread: list[Person]

    @property
    def total(self) -> int:
        return len(self.read) + len(self.unread)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means everybody; 0 when there is nobody."""
        return len(self.read) * 100 // self.total if self.total else 0


def coverage(version: DocumentVersion, on: date) -> Coverage:
    """Who of those who belong to the audience on a day has read the version. Two queries and their memberships."""
    acknowledged = {
        a.person_id: a for a in Acknowledgement.objects.of(version.institution).filter(version=version)
    }
    people = audience_of(version.document, on)
    read = [(p, acknowledged[p.pk]) for p in people if p.pk in acknowledged]
    return Coverage(read, [p for p in people if p.pk not in acknowledged])


def audience_of(document: Document, on: date) -> list[Person]:
    """Those who belong to the hospital on a day and hold a role for which the document is, by name."""
    rows = once(("documents.people", document.institution_id, on), lambda: _people_on(document, on))
    if document.audience == AudienceKind.RULES:
        covered = members(document.institution, document.rule, on)
        return [person for person in rows if person.pk in covered and person.roles_on(on) & INSIDERS]
    wanted = INSIDERS if document.audience == AudienceKind.ALL_STAFF else frozenset(document.roles)
    return [person for person in rows if person.roles_on(on) & wanted]


def _people_on(document: Document, on: date) -> list[Person]:
    people = Person.objects.of(document.institution).active_on(on)
    return list(people.prefetch_related("memberships").order_by("kana", "name", "pk"))


@dataclass(frozen=True)
class DocumentPage:
    """All that the page about one document shows to one person."""

    document: Document
    current: DocumentVersion | None
    opened: DocumentVersion | None
    upcoming: DocumentVersion | None
    versions: list[DocumentVersion]
    reviews: list[DocumentReview]
    distributions: list[Distribution]
    coverage: Coverage | None
    acknowledgement: Acknowledgement | None
    on: date

    @property
    def is_overdue(self) -> bool:
        """Whether the review of the version in force is late."""
        review_on = self.current.next_review_on if self.current else None
        return review_on is not None and review_on < self.on

    @property
    def shown(self) -> DocumentVersion | None:
        """The version whose text the page shows: the one in force, else the one being written."""
        return self.current or self.opened


def document_page(document: Document, person: Person) -> DocumentPage:
    """A document as this person may see it today."""
    today = clock.today()
    visible = DocumentVersion.objects.visible_to(person).filter(document=document)
    versions = list(
        visible.select_related("document", "approved_by", "drafted_by", "decision").order_by("-number")
    )
    current = next((v for v in versions if v.is_in_force(today)), None) if document.is_active else None
    reviews = DocumentReview.objects.visible_to(person).filter(version__document=document)
    distributions = Distribution.objects.visible_to(person).filter(version__document=document)
    mine = Acknowledgement.objects.of(person.institution).filter(version=current, person=person)
    return DocumentPage(
        document=document,
        current=current,
        opened=next((v for v in versions if v.status in OPEN_STATUSES), None),
        upcoming=next((v for v in versions if _is_upcoming(v, today)), None),
        versions=versions,
        reviews=list(reviews.select_related("reviewed_by", "version").order_by("-pk")),
        distributions=list(distributions.select_related("distributed_by", "version").order_by("-pk")),
        coverage=coverage(current, today) if current and _sees_coverage(person) else None,
        acknowledgement=mine.first() if current else None,
        on=today,
    )


def _is_upcoming(version: DocumentVersion, today: date) -> bool:
    starts = version.effective_on
    return version.is_adopted and version.superseded_on is None and starts is not None and starts > today


def _sees_coverage(person: Person) -> bool:
    return policy.may(person, "documents.view_all")


def people_who_may_approve(by: Person, document: Document) -> QuerySet[Person]:
    """Before whom this person can put a version: executives, or also the safety officer; never themselves."""
    roles = [Role.EXECUTIVE] if document.type in EXECUTIVE_TYPES else [Role.EXECUTIVE, Role.SAFETY_OFFICER]
    people = Person.objects.of(by.institution).holding(roles, clock.today()).exclude(pk=by.pk)
    return people.by_reading()  # type: ignore[no-any-return]


def versions_distributed_here(institution: Institution, on: date) -> QuerySet[DocumentVersion]:
    """The versions in force whose audience is to read them in Kaname."""
    here = Distribution.objects.of(institution).filter(
        version=OuterRef("pk"), method=DistributionMethod.KANAME, distributed_on__lte=on
    )
    rows = DocumentVersion.objects.of(institution).in_force_on(on).filter(Exists(here))
    return rows.select_related("document").defer("body", "body_key")


def documents_by_type(institution: Institution) -> dict[str, list[Document]]:
    """The documents in use, by type, whether approved yet or not."""
    found: dict[str, list[Document]] = {}
    for document in Document.objects.of(institution).filter(status=DocumentStatus.ACTIVE).order_by("pk"):
        found.setdefault(document.type, []).append(document)
    return found
