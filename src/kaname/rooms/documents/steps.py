"""The one thing to do next about a document, for the person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person

from .choices import VersionStatus
from .selectors import DUE_WITHIN_DAYS, DocumentPage


@dataclass(frozen=True)
class NextStep:
    """A button: what it says, where it leads, and whether pressing it acts at once (a POST)."""

    label: str
    url: str
    acts: bool = False


def next_step(page: DocumentPage, person: Person) -> NextStep | None:
    """What this person should do now, or None when nothing waits for them."""
    if not page.document.is_active:
        return None
    writing = _writing_step(page) if policy.may(person, "documents.write") else None
    return (
        writing
        or _review_step(page, person)
        or _distribution_step(page, person)
        or _reading_step(page, person)
    )


def _writing_step(page: DocumentPage) -> NextStep | None:
    opened = page.opened
    if opened is None:
        if page.current or page.upcoming:
            return None
        return NextStep(_("本文を書く"), reverse("documents:draft_new", args=[page.document.pk]))
    if opened.status == VersionStatus.DRAFT:
        url = reverse("documents:version_request", args=[page.document.pk, opened.number])
        return NextStep(_("第%(n)s版の承認を求める") % {"n": opened.number}, url)
    if opened.decision is None:
        return None
    return NextStep(_("決裁を見る"), opened.decision.get_absolute_url())


def _review_step(page: DocumentPage, person: Person) -> NextStep | None:
    review_on = page.current.next_review_on if page.current else None
    if review_on is None or review_on > page.on + timedelta(days=DUE_WITHIN_DAYS):
        return None
    if policy.may(person, "documents.review"):
        return NextStep(_("見直しを記録する"), reverse("documents:document_review", args=[page.document.pk]))
    if policy.may(person, "documents.write"):
        return NextStep(_("改定する"), reverse("documents:draft_new", args=[page.document.pk]))
    return None


def _distribution_step(page: DocumentPage, person: Person) -> NextStep | None:
    if page.current is None or not policy.may(person, "documents.write"):
        return None
    if any(row.version_id == page.current.pk for row in page.distributions):
        return None
    args = [page.document.pk, page.current.number]
    return NextStep(_("配付範囲に知らせる"), reverse("documents:version_distribute", args=args))


def _reading_step(page: DocumentPage, person: Person) -> NextStep | None:
    if page.current is None or page.acknowledgement or not page.document.is_for(person, page.on):
        return None
    args = [page.document.pk, page.current.number]
    return NextStep(_("読みました"), reverse("documents:version_acknowledge", args=args), acts=True)
