"""What documents tell people: something to read, a review that falls due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .selectors import coverage, documents_due_for_review, versions_distributed_here


@notice_source
def documents_to_read(institution: Institution, *, on: date) -> Iterable[Due]:
    """Each of the audience learns of a version that was distributed here and that they have not read."""
    for version in versions_distributed_here(institution, on):
        text = say(_("読む文書があります：%(what)s"), what=str(version))
        for person in coverage(version, on).unread:
            yield Due(person, f"read:{version.pk}", text, version.get_absolute_url())


@notice_source
def reviews_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """The owner learns that a review falls due within 30 days."""
    for version in documents_due_for_review(institution, on=on):
        due = version.next_review_on or on
        text = say(_("文書の見直し期限は%(due)sです：%(what)s"), what=version.document.title, due=due)
        url = reverse("documents:document_detail", args=[version.document_id])
        yield Due(version.document.owner, f"review:{version.pk}:{due.isoformat()}", text, url)
