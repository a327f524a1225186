"""People who work here without being employed here: what control has of them (経営管理編 3.1.2 ④)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person, PersonKind
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.ledger.findings import ask

EXTERNAL = (PersonKind.DISPATCHED, PersonKind.VENDOR_STAFF)
TRAINING_MONTHS = 12


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
    systems = _systems(institution, on)
    pledged = {f.person_id: f.starts_on for f in ask("pledges_valid", institution, on=on, kinds=EXTERNAL)}
    since = add_months(on, -TRAINING_MONTHS)
    trained = {f.person_id: f.starts_on for f in ask("trainings_completed", institution, on=on, since=since)}
    return [
        External(p, "、".join(systems.get(p.pk, ())), pledged.get(p.pk), trained.get(p.pk))
        for p in rows.order_by("employer", "kana", "name", "pk")
    ]


def _systems(institution: Institution, on: date) -> dict[int, list[str]]:
    """What each person may use or enter, by the newest lists of accounts."""
    found: dict[int, list[str]] = {}
    for held in ask("access_holders", institution, on=on):
        if held.person_id is not None:
            found.setdefault(held.person_id, []).append(held.label)
    return {person: list(dict.fromkeys(labels)) for person, labels in found.items()}
