"""What the desk is told: something new, an answer that falls due, one that is late, a leak that was reported.

Numbers and classes only: what somebody wrote stays behind the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .choices import InquiryStatus
from .classes import rules_of
from .models import Inquiry
from .selectors import DUE_WITHIN, people_with
from .services.receiving import leak_key


@notice_source
def inquiries_to_answer(institution: Institution, *, on: date) -> Iterable[Due]:
    """The responsible person learns of each new one; whoever works on it, that it falls due or is late."""
    rows = (
        Inquiry.objects.of(institution).open().select_related("desk__responsible", "desk__deputy", "assignee")
    )
    late: list[Inquiry] = []
    for row in rows.order_by("pk"):
        worker = row.assignee or _answering(row, on)
        if row.status == InquiryStatus.RECEIVED:
            text = say(_("問合せが届きました：%(what)s（回答の期限 %(due)s）"), what=str(row), due=row.due_on)
            yield Due(_answering(row, on), f"inquiry:new:{row.pk}", text, row.get_absolute_url())
        if row.due_on < on:
            late.append(row)
        elif row.due_on <= on + DUE_WITHIN:
            text = say(
                _("回答の期限が近い問合せがあります：%(what)s（期限 %(due)s）"), what=str(row), due=row.due_on
            )
            yield Due(worker, f"inquiry:due:{row.pk}:{row.due_on}", text, row.get_absolute_url())
    if late:
        yield from _late(institution, late, on)


def _late(institution: Institution, rows: list[Inquiry], on: date) -> Iterable[Due]:
    officers = list(people_with(institution, frozenset({Role.SAFETY_OFFICER})))
    for row in rows:
        text = say(
            _("回答の期限を過ぎた問合せがあります：%(what)s（期限 %(due)s）"), what=str(row), due=row.due_on
        )
        told = {p.pk: p for p in (_answering(row, on), row.assignee, *officers) if p is not None}
        for person in told.values():
            yield Due(person, f"inquiry:late:{row.pk}:{row.due_on}", text, row.get_absolute_url())


@notice_source
def leaks_reported(institution: Institution, *, on: date) -> Iterable[Due]:
    """The safety officer learns of a reported leak: at once by the service, and here if they came into office since."""
    urgent = [kind for kind, rules in rules_of(institution).items() if rules.is_urgent]
    rows = list(Inquiry.objects.of(institution).open().filter(kind__in=urgent))
    officers = people_with(institution, frozenset({Role.SAFETY_OFFICER})) if rows else ()
    for row in rows:
        text = say(_("漏えいの申告が届きました（%(number)s）。すぐに確かめてください。"), number=row.number)
        for person in officers:
            yield Due(person, leak_key(row), text, row.get_absolute_url())


def _answering(row: Inquiry, on: date) -> Person:
    """The responsible person, or the deputy once that person has gone."""
    desk = row.desk
    if not desk.responsible.is_active_on(on) and desk.deputy is not None:
        return desk.deputy
    return desk.responsible
