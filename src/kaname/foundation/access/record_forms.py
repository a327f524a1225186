"""What every form about a record shares: the revision it was made from, and choosing somebody of the hospital."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaname.foundation.calendar.forms import DateInJapan
from kaname.web.forms import KanameForm

from .models import Person
from .records import Recorded


class PersonChoice(forms.ModelChoiceField):
    """Somebody of this hospital, shown with title."""

    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return person.title_and_name


def area(rows: int) -> forms.Textarea:
    """A text area of so many rows."""
    return forms.Textarea(attrs={"rows": rows})


class RecordForm(KanameForm):
    """What every form about a row carries: the revision it was made from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, row: Recorded | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = row.revision if row is not None else None

    def values(self) -> dict[str, Any]:
        """What was entered, without what the form carries for itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def as_read(self, row: Any) -> Any:
        """The row at the revision this form was made from, so that a change in between is noticed."""
        revision = self.cleaned_data.get("revision")
        row.revision = row.revision if revision is None else revision
        return row

    def choose_from(self, name: str, rows: QuerySet[Any]) -> None:
        """Offer these rows in a field."""
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


class LastDayForm(RecordForm):
    """The last day of something that needs no reason."""

    ends_on = DateInJapan(label=_("最後の日"))


class ReasonForm(RecordForm):
    """Why something ends, is given up or taken off the list."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=area(2))
