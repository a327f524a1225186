"""What laws tell people: a review that falls due, new changes, a pledge that is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .models import Law
from .selectors import changes, laws, pledges


@notice_source
def law_reviews_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """The owner of a law learns that its review falls due within 30 days or is overdue; without an owner, the planners."""
    rows = laws.laws_to_review(institution, on=on)
    planners = _holders(institution, on, Role.PLANNING_MANAGER) if any(_bare(r, on) for r in rows) else []
    for law in rows:
        if law.last_reviewed_on is None:
            key, text = "first", say(_("法令の見直しがまだです：%(what)s"), what=str(law))
        else:
            due = law.next_review_on or on
            key = due.isoformat()
            text = say(_("法令の見直し期限は%(due)sです：%(what)s"), what=str(law), due=due)
        for person in planners if _bare(law, on) else [law.owner]:
            if person is not None:
                yield Due(person, f"law-review:{law.pk}:{key}", text, law.get_absolute_url())


def _bare(law: Law, on: date) -> bool:
    return law.owner is None or not law.owner.is_active_on(on)


def _holders(institution: Institution, on: date, *roles: str) -> list[Person]:
    return list(Person.objects.of(institution).holding(roles, on))


@notice_source
def law_changes_new(institution: Institution, *, on: date) -> Iterable[Due]:
    """The safety officer and the planning manager learn that Kaname knows of changes that are not on the list."""
    fresh = changes.new_changes(institution)
    if not fresh:
        return
    keys = hashlib.sha256("|".join(sorted(change.key for change in fresh)).encode()).hexdigest()[:16]
    text = say(_("法令の新しい改正が%(n)s件あります。確かめる人を決めてください。"), n=len(fresh))
    for person in _holders(institution, on, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER):
        yield Due(person, f"law-changes:{keys}", text, reverse("laws:change_list"))


@notice_source
def pledges_missing(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever has no valid pledge and can sign on the screen is asked, once a month."""
    book = pledges.PledgeBook(institution)
    if not book.texts:
        return
    text = say(_("誓約書を読んで署名してください。"))
    for person in pledges.people_asked(institution, on=on):
        if person.user_id is None or person.starts_on > on:
            continue
        if pledges.should_sign(book, person, on):
            yield Due(person, f"pledge:{person.pk}:{on:%Y-%m}", text, reverse("laws:pledge_mine"))
