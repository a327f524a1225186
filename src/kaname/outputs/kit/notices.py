"""Who is told that a copy of the kit has grown old: whoever holds it, and the planning managers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .selectors import standings


@notice_source
def kit_copies_to_refresh(institution: Institution, *, on: date) -> Iterable[Due]:
    """A copy past its day, or for long not what the hospital says, is to be exchanged for the newest kit."""
    stale = [row for row in standings(institution, on) if row.is_stale]
    managers = (
        list(Person.objects.of(institution).holding((Role.PLANNING_MANAGER,), on).order_by("pk"))
        if stale
        else []
    )
    for row in stale:
        text = say(
            _("非常時キットの控え「%(place)s」が古くなりました。新しいキットに入れ替えてください。"),
            place=row.copy.place,
        )
        told = {person.pk: person for person in managers}
        if row.copy.holder.is_active_on(on):
            told[row.copy.holder_id] = row.copy.holder
        for person in told.values():
            yield Due(person, f"kit:stale:{row.copy.pk}:{row.copy.issue_id}", text, reverse("kit:overview"))
