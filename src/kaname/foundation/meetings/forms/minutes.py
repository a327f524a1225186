"""That a meeting took place, what its minutes say, and what is added to them later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import RecordForm, area
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.meetings import selectors
from kaname.foundation.meetings.models import AgendaItem, Meeting
from kaname.foundation.meetings.services import Line
from kaname.web.forms import dress
from kaname.web.typed import refill

from .people import PeopleChoice
from .planning import TIME

SPARE_ITEMS = 3
PARTS = ("topic", "discussion", "conclusion")


class HoldForm(RecordForm):
    """That it took place, and who came."""

    held_on = DateInJapan(label=_("開催日"))
    begins = forms.TimeField(label=_("開始"), required=False, widget=TIME)
    ends = forms.TimeField(label=_("終了"), required=False, widget=TIME)
    present = PeopleChoice(
        label=_("出席した人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("欠席した人の印を外します。加える人と立場は、この後に直せます。"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.choose_from("present", selectors.people_called(meeting))

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        values = super().values()
        return {**values, "present": {person.pk for person in values["present"]}}


class MinutesForm(RecordForm):
    """What was said and concluded on each item, a few spare ones, and what came of the whole."""

    result = forms.CharField(
        label=_("会議の結論"),
        required=False,
        max_length=20_000,
        widget=area(4),
        help_text=_("変更がないときも「変更の必要なし」のように書きます。"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.fields["result"].initial = meeting.result
        items: list[AgendaItem | None] = [*meeting.items.all(), *([None] * SPARE_ITEMS)]
        self.places = range(len(items))
        for place, item in enumerate(items):
            self._add(f"topic_{place}", _("議題"), forms.TextInput(), 200, item.topic if item else "")
            said, concluded = (item.discussion, item.conclusion) if item else ("", "")
            self._add(f"discussion_{place}", _("話し合ったこと"), area(3), 20_000, said)
            self._add(f"conclusion_{place}", _("決まったこと"), area(2), 20_000, concluded)
        refill(self)

    def _add(self, name: str, label: Any, widget: forms.Widget, longest: int, initial: str) -> None:
        field = forms.CharField(
            label=label, required=False, max_length=longest, widget=widget, initial=initial
        )
        dress(field)
        self.fields[name] = field

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of each item, the spare ones last."""
        return [[self[f"{part}_{place}"] for part in PARTS] for place in self.places]

    def clean(self) -> dict[str, Any]:
        """What was said belongs to a topic."""
        cleaned: dict[str, Any] = super().clean() or {}
        for place in self.places:
            said = cleaned.get(f"discussion_{place}") or cleaned.get(f"conclusion_{place}")
            if said and not cleaned.get(f"topic_{place}"):
                self.add_error(f"topic_{place}", _("議題を入力してください。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        data = self.cleaned_data
        lines = [Line(*(data[f"{part}_{place}"] for part in PARTS)) for place in self.places]
        return {"items": lines, "result": data["result"]}


class AddendumForm(RecordForm):
    """What is put right beside confirmed minutes."""

    text = forms.CharField(label=_("追記する内容"), max_length=20_000, widget=area(4))
