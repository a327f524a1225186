"""Who belongs to a meeting, in what capacity, and who came: a line for each, and some that are added by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import RecordForm
from kaname.foundation.meetings.models import Attendance, Meeting
from kaname.foundation.meetings.services import Invitation
from kaname.web.forms import dress

from .people import PeopleNamed


class RollForm(RecordForm):
    """The roll of a meeting; who came is asked once it was held."""

    others = PeopleNamed(label=_("加える人"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.meeting = meeting
        self.fields["others"].institution = meeting.institution  # type: ignore[attr-defined]
        self.attendances = list(meeting.attendances.select_related("person"))
        for row in self.attendances:
            self._add(f"capacity_{row.pk}", forms.CharField(max_length=100), _("立場"), row, row.capacity)
            if meeting.held_on:
                self._add(f"present_{row.pk}", forms.BooleanField(), _("出席"), row, row.present)
            self._add(f"dropped_{row.pk}", forms.BooleanField(), _("外す"), row, False)

    def _add(self, name: str, field: forms.Field, label: Any, row: Attendance, initial: Any) -> None:
        field.required, field.label, field.initial = False, label, initial
        field.widget.attrs["aria-label"] = f"{row.person.name} {label}"
        dress(field)
        self.fields[name] = field

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """Each person with the fields of their line."""
        for row in self.attendances:
            fields = {part: f"{part}_{row.pk}" for part in ("capacity", "present", "dropped")}
            found = {part: self[name] for part, name in fields.items() if name in self.fields}
            yield {"person": row.person, **found}

    def values(self) -> dict[str, Any]:
        """The arguments of the service: those who stay, then those who are added."""
        data = self.cleaned_data
        staying = [row for row in self.attendances if not data[f"dropped_{row.pk}"]]
        known = {row.person_id for row in staying}
        added = [p for p in data["others"] if p.pk not in known]
        return {"people": [*(self._invitation(row) for row in staying), *(self._added(p) for p in added)]}

    def _invitation(self, row: Attendance) -> Invitation:
        came = bool(self.cleaned_data[f"present_{row.pk}"]) if self.meeting.held_on else None
        return Invitation(row.person, self.cleaned_data[f"capacity_{row.pk}"], came)

    def _added(self, person: Person) -> Invitation:
        """Somebody added after the meeting came to it: nobody else belongs on the roll then."""
        return Invitation(person, person.title, True if self.meeting.held_on else None)
