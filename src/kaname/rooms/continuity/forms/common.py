"""What the forms of this room share: whom and which systems they offer, and how a row fills them in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import RecordForm
from kaname.foundation.calendar import clock
from kaname.rooms.continuity.selectors.systems import system_model, systems_open_to


class ContinuityForm(RecordForm):
    """A form that offers people of today (and whoever is named already) and the systems in use."""

    def offer_people(self, by: Person, name: str, held: int | None = None) -> None:
        """The people of today; whoever stands there already stays."""
        people = Person.objects.of(by.institution).active_on(clock.today())
        kept = Person.objects.of(by.institution).filter(pk=held or 0)
        self.choose_from(name, (people | kept).distinct().order_by("kana", "name", "pk"))

    def offer_systems(self, by: Person, name: str, held: Iterable[int] = ()) -> None:
        """The systems in use; those that stand there already stay."""
        kept = system_model().objects.visible_to(by).filter(pk__in=list(held))
        self.choose_from(
            name, (systems_open_to(by, clock.today()) | kept).distinct().order_by("number", "pk")
        )

    def fill(self, row: Any, *, but: Iterable[str] = ()) -> None:
        """Begin with what the row says; a choice of a record begins with its id."""
        for name, field in self.fields.items():
            if name == "revision" or name in but:
                continue
            is_record = isinstance(field, forms.ModelChoiceField)
            field.initial = getattr(row, f"{name}_id" if is_record else name)
