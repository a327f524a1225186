"""Reads about changes of laws and about shortcomings."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.rooms.laws.choices import ChangeState
from kaname.rooms.laws.models import Law, LawChange, LegalGap
from kaname.rooms.laws.shipped import ShippedChange, shipped_changes


def change_rows(person: Person) -> QuerySet[LawChange]:
    """The changes this person may see, with law and directive."""
    parts = ("law__owner", "directive__addressee", "set_aside_by")
    return LawChange.objects.visible_to(person).select_related(*parts)


def new_changes(institution: Institution) -> list[ShippedChange]:
    """Changes of Kaname's list that are not on the hospital's yet; none before the hospital has a list of laws."""
    if not Law.objects.of(institution).exists():
        return []
    have = set(LawChange.objects.of(institution).exclude(key="").values_list("key", flat=True))
    return [change for key, change in shipped_changes().items() if key not in have]


def unreviewed_count(institution: Institution) -> int:
    """How many changes nobody looks at yet."""
    return LawChange.objects.of(institution).in_state(ChangeState.UNREVIEWED).count()


def changes_to_look_at(institution: Institution) -> tuple[int, int]:
    """How many changes are new in Kaname, and how many on the list nobody looks at yet. One query."""
    rows = list(LawChange.objects.of(institution).select_related("directive"))
    have = {row.key for row in rows}
    fresh = sum(key not in have for key in shipped_changes())
    return fresh, sum(row.state == ChangeState.UNREVIEWED for row in rows)


def gap_rows(person: Person) -> QuerySet[LegalGap]:
    """The shortcomings this person may see, with law and directive."""
    return LegalGap.objects.visible_to(person).select_related("law", "directive__addressee", "recorded_by")


def gaps_of(institution: Institution, *, until: date | None = None) -> list[LegalGap]:
    """All shortcomings of a hospital (found by a day), with law and directive, oldest first."""
    rows = LegalGap.objects.of(institution).select_related("law", "directive__addressee")
    if until is not None:
        rows = rows.filter(found_on__lte=until)
    return list(rows.order_by("found_on", "pk"))
