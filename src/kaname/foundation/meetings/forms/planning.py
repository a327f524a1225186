"""Planning a meeting, and calling it off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.meetings import selectors
from kaname.foundation.meetings.kinds import kind_choices
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.services import Invitation, Line

from .people import PeopleChoice, PeopleNamed

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MeetingForm(RecordForm):
    """What is planned: what, when, where, who, and about what."""

    kind = forms.ChoiceField(label=_("種類"))
    title = forms.CharField(label=_("会議名"), max_length=200)
    planned_on = DateInJapan(label=_("予定日"))
    begins = forms.TimeField(label=_("開始"), required=False, widget=TIME)
    ends = forms.TimeField(label=_("終了"), required=False, widget=TIME)
    place = forms.CharField(label=_("場所"), max_length=200, required=False)
    chair = PersonChoice(label=_("議長"), queryset=Person.objects.none())
    secretary = PersonChoice(label=_("書記"), queryset=Person.objects.none(), required=False)
    people = PeopleChoice(label=_("出席を求める人"), queryset=Person.objects.none(), required=False)
    others = PeopleNamed(label=_("上にいない人"))
    topics = forms.CharField(
        label=_("議題"),
        required=False,
        max_length=10_000,
        widget=area(6),
        help_text=_("一行に一つ書きます。"),
    )

    def __init__(
        self, *args: Any, by: Person, meeting: Meeting | None = None, subject: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.by, self.meeting, self.subject = by, meeting, meeting.subject if meeting else subject
        self.fields["others"].institution = by.institution  # type: ignore[attr-defined]
        members = selectors.seats_of(by.institution, self._kind(), self.subject)
        callable_people = selectors.people_to_call(by.institution, meeting, members)
        for name in ("chair", "secretary", "people"):
            self.choose_from(name, callable_people)
        self.fields["kind"].choices = [*kind_choices()]  # type: ignore[attr-defined]
        if meeting is not None:
            del self.fields["kind"]

    def _kind(self) -> str:
        if self.meeting is not None:
            return self.meeting.kind
        return str(self.data.get("kind") or self.initial.get("kind") or "")

    def values(self) -> dict[str, Any]:
        """The arguments of the service. Whoever was called before keeps their capacity, item by item what was said."""
        values = super().values()
        people = dict.fromkeys([*values.pop("people"), *values.pop("others")])
        topics = [line.strip() for line in values.pop("topics").splitlines() if line.strip()]
        said = {i.topic: i for i in self.meeting.items.all()} if self.meeting else {}
        capacities = self._capacities()
        values["people"] = [Invitation(p, capacities.get(p.pk, p.title)) for p in people]
        values["items"] = [
            Line(t, said[t].discussion, said[t].conclusion) if t in said else Line(t) for t in topics
        ]
        return values

    def _capacities(self) -> dict[int, str]:
        called = {a.person_id: a.capacity for a in self.meeting.attendances.all()} if self.meeting else {}
        return {**selectors.seats_of(self.by.institution, self._kind(), self.subject), **called}


class ReasonForm(RecordForm):
    """Why a meeting is called off."""

    reason = forms.CharField(label=_("取りやめる理由"), max_length=300, widget=area(2))
