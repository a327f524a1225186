"""What the one who answers for the chart is told: an entry grows old, a correction waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .selectors import entries, keepers_of, waiting_corrections

SOON = timedelta(days=30)


@notice_source
def contacts_to_confirm(institution: Institution, *, on: date) -> Iterable[Due]:
    """Thirty days before a confirmation grows old, who answers for the chart learns of it."""
    soon = [(r.contact, r.until) for r in entries(institution, on) if r.until and r.until <= on + SOON]
    keepers = keepers_of(institution, on) if soon else []
    for contact, until in soon:
        text = say(
            _("緊急連絡先を確かめ直す時期です：%(name)s（期限 %(due)s）"), name=contact.name, due=until
        )
        for person in keepers:
            key = f"contact:stale:{contact.pk}:{until}"
            yield Due(person, key, text, contact.get_absolute_url())


@notice_source
def corrections_to_judge(institution: Institution, *, on: date) -> Iterable[Due]:
    """A correction from a contact waits; told at once by the service, and here to who came into office since."""
    rows = waiting_corrections(institution)
    keepers = keepers_of(institution, on) if rows else []
    for row in rows:
        text = say(_("緊急連絡先の訂正が届きました：%(name)s。確かめてください。"), name=row.contact.name)
        for person in keepers:
            yield Due(person, f"contact:corrected:{row.pk}", text, row.contact.get_absolute_url())
