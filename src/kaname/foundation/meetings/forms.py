"""Forms of meetings: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan

from . import selectors
from .kinds import kind_choices
from .models import Meeting
from .services import Invitation, Line

SPARE_ITEMS = 3
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PeopleChoice(forms.ModelMultipleChoiceField):
    """Several people, shown with their titles."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: Person) -> str:
        return person.title_and_name


class MeetingForm(RecordForm):
    """What is planned: what, when, where, who, and about what."""

    kind = forms.ChoiceField(label=_("種類"))
    title = forms.CharField(label=_("会議名"), max_length=200)
    planned_on = DateInJapan(label=_("予定日"))
    begins = forms.TimeField(label=_("開始"), required=False, widget=_TIME)
    ends = forms.TimeField(label=_("終了"), required=False, widget=_TIME)
    place = forms.CharField(label=_("場所"), max_length=200, required=False)
    chair = PersonChoice(label=_("議長"), queryset=Person.objects.none())
    secretary = PersonChoice(label=_("書記"), queryset=Person.objects.none(), required=False)
    people = PeopleChoice(label=_("出席を求める人"), queryset=Person.objects.none(), required=False)
    others = forms.CharField(
        label=_("そのほかの出席者"),
        required=False,
        max_length=5_000,
        widget=area(2),
        help_text=_("上にいない人を、一行に一人ずつ、職員番号か氏名で書きます。"),
    )
    topics = forms.CharField(
        label=_("議題"),
        required=False,
        max_length=10_000,
        widget=area(6),
        help_text=_("一行に一つ書きます。"),
    )

    def __init__(self, *args: Any, by: Person, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.institution = by.institution
        self.meeting = meeting
        callable_people = selectors.people_to_call(by.institution, meeting)
        for name in ("chair", "secretary", "people"):
            self.choose_from(name, callable_people)
        self.fields["kind"].choices = [*kind_choices()]  # type: ignore[attr-defined]
        if meeting is not None:
            del self.fields["kind"]

    def clean_others(self) -> list[Person]:
        """People named by number or name. Raises ValidationError for whom it cannot find."""
        lines = [line.strip() for line in str(self.cleaned_data["others"]).splitlines() if line.strip()]
        found, missing = selectors.people_named(self.institution, lines, clock.today())
        if missing:
            raise ValidationError(
                _t("見つからないか、同じ氏名の人が複数います：%(names)s。職員番号で書いてください。")
                % {"names": "、".join(missing)}
            )
        return found

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        values = super().values()
        people = dict.fromkeys([*values.pop("people"), *values.pop("others")])
        topics = [line.strip() for line in values.pop("topics").splitlines() if line.strip()]
        said = {i.topic: i for i in self.meeting.items.all()} if self.meeting else {}
        values["people"] = [Invitation(person, person.title) for person in people]
        values["items"] = [
            Line(t, said[t].discussion, said[t].conclusion) if t in said else Line(t) for t in topics
        ]
        return values


class HoldForm(RecordForm):
    """That it took place, and who came."""

    held_on = DateInJapan(label=_("開催日"))
    begins = forms.TimeField(label=_("開始"), required=False, widget=_TIME)
    ends = forms.TimeField(label=_("終了"), required=False, widget=_TIME)
    present = PeopleChoice(label=_("出席した人"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.choose_from("present", selectors.people_called(meeting))

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "present": {person.pk for person in values["present"]}}


class MinutesForm(RecordForm):
    """What was said and concluded on each item, and what came of the whole."""

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
        items = list(meeting.items.all())
        self.places = range(len(items) + SPARE_ITEMS)
        for place in self.places:
            item = items[place] if place < len(items) else None
            self._add(f"topic_{place}", _("議題"), forms.TextInput(), 200, item.topic if item else "")
            self._add(
                f"discussion_{place}", _("話し合ったこと"), area(3), 20_000, item.discussion if item else ""
            )
            self._add(
                f"conclusion_{place}", _("決まったこと"), area(2), 20_000, item.conclusion if item else ""
            )

    def _add(self, name: str, label: Any, widget: forms.Widget, longest: int, initial: str) -> None:
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=longest, widget=widget, initial=initial
        )
        self.fields[name].widget.attrs.setdefault("class", "input")

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of each item, with whether it is a spare one."""
        return [[self[f"{part}_{n}"] for part in ("topic", "discussion", "conclusion")] for n in self.places]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = [
            Line(data[f"topic_{n}"], data[f"discussion_{n}"], data[f"conclusion_{n}"]) for n in self.places
        ]
        return {"items": lines, "result": data["result"]}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for n in self.places:
            said = cleaned.get(f"discussion_{n}") or cleaned.get(f"conclusion_{n}")
            if said and not cleaned.get(f"topic_{n}"):
                self.add_error(f"topic_{n}", _("議題を入力してください。"))
        return cleaned


class ReasonForm(RecordForm):
    """Why a meeting is called off."""

    reason = forms.CharField(label=_("取りやめる理由"), max_length=300, widget=area(2))


class AddendumForm(RecordForm):
    """What is put right beside confirmed minutes."""

    text = forms.CharField(label=_("追記する内容"), max_length=20_000, widget=area(4))
