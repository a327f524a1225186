"""People who work here without being employed here: what control has of them (経営管理編 3.1.2 ④)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person, PersonKind
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.ledger.findings import ask

from .models import AccessKind
from .reconciliation import HolderState, reconciliation_of

EXTERNAL = (PersonKind.DISPATCHED, PersonKind.VENDOR_STAFF)
TRAINING_MONTHS = 12
ACCOUNT, SITE = AccessKind.ACCOUNT.value, AccessKind.SITE.value


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and where it is mended."""

    text: str
    url: str


@dataclass(frozen=True)
class External:
    """One person with what the rooms know of them."""

    person: Person
    systems: str
    sites: str
    pledged_on: date | None
    trained_on: date | None

    @property
    def lacks(self) -> list[Lack]:
        """What is missing, the gravest first."""
        found = []
        if self.pledged_on is None:
            found.append(Lack(_("誓約がありません"), reverse("laws:person_pledges", args=[self.person.pk])))
        if self.trained_on is None:
            found.append(
                Lack(
                    _("この12か月に受けた教育がありません"),
                    reverse("training:person_detail", args=[self.person.pk]),
                )
            )
        return found

    @property
    def lacks_in_words(self) -> str:
        """What is missing, for a file."""
        return "、".join(lack.text for lack in self.lacks)


def external_people(institution: Institution, on: date) -> list[External]:
    """Everybody here on a day who is not employed here, by employer and name."""
    rows = Person.objects.of(institution).active_on(on).filter(kind__in=EXTERNAL)
    systems, sites = _given(institution, on, ACCOUNT), _given(institution, on, SITE)
    pledged = {f.person_id: f.starts_on for f in ask("pledges_valid", institution, on=on, kinds=EXTERNAL)}
    since = add_months(on, -TRAINING_MONTHS)
    trained = {f.person_id: f.starts_on for f in ask("trainings_completed", institution, on=on, since=since)}
    return [
        External(p, systems.get(p.pk, ""), sites.get(p.pk, ""), pledged.get(p.pk), trained.get(p.pk))
        for p in rows.order_by("employer", "kana", "name", "pk")
    ]


def _given(institution: Institution, on: date, access: str) -> dict[int, str]:
    """What each person was given, by the newest lists: the systems they may use, or the places they may enter."""
    found: dict[int, list[str]] = {}
    for held in ask("access_holders", institution, on=on, access=(access,)):
        if held.person_id is not None:
            found.setdefault(held.person_id, []).append(held.label)
    return {person: "、".join(dict.fromkeys(labels)) for person, labels in found.items()}


def unknown_holders(institution: Institution, on: date) -> int:
    """How many accounts and permissions belong to nobody of the register: people whom control has not reached."""
    lines = reconciliation_of(institution, on).lines()
    return sum(line.state in (HolderState.UNKNOWN, HolderState.AMBIGUOUS) for line in lines)
