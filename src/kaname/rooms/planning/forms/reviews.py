"""Forms of the management review: its conclusions, and the improvements it orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.meetings.models import Meeting
from kaname.rooms.planning.models import Control, ManagementReview, MeasureTopic, Outcome
from kaname.rooms.planning.selectors.reviews import people_to_improve
from kaname.rooms.planning.selectors.sections import ShownSection

DUE_DAYS = 90


class ReviewForm(RecordForm):
    """What the review says of each section, whether control works, and what it comes to."""

    control = forms.ChoiceField(
        label=_("統制が働いているか"),
        choices=Control,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("規程と体制が守られ、問題が見つかり、直されているか。"),
    )
    control_reason = forms.CharField(
        label=_("そう判断した理由"), max_length=10_000, required=False, widget=area(4)
    )
    briefed = forms.MultipleChoiceField(
        label=_("説明を受けた対策"),
        choices=MeasureTopic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("この見直しの中で、経営層が説明を受けたものに印を付けます。"),
    )
    outcome = forms.ChoiceField(
        label=_("見直しの結果"), choices=Outcome, required=False, widget=forms.RadioSelect
    )
    result = forms.CharField(
        label=_("見直しの結論"),
        max_length=20_000,
        required=False,
        widget=area(5),
        help_text=_("変更が要らないときも、そう判断したことを書きます。議事録の初めに載ります。"),
    )

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        review: ManagementReview | None,
        sections: Sequence[ShownSection],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, row=meeting, **kwargs)
        self.sections = sections
        self.fields["result"].initial = meeting.result
        if review is not None:
            for name in ("control", "control_reason", "briefed", "outcome"):
                self.fields[name].initial = getattr(review, name)
        for section in sections:
            self.fields[f"remark_{section.key}"] = forms.CharField(
                label=_("「%(title)s」への所見") % {"title": section.title},
                max_length=20_000,
                required=False,
                initial=section.comment,
                widget=forms.Textarea(attrs={"rows": 3, "class": "input textarea"}),
            )

    def parts(self) -> Iterator[tuple[ShownSection, forms.BoundField]]:
        """Each section with the field for the reviewer's remark."""
        for section in self.sections:
            yield section, self[f"remark_{section.key}"]

    def values(self) -> dict[str, Any]:
        values = super().values()
        remarks = {s.name: values.pop(f"remark_{s.key}", "") for s in self.sections}
        return {**values, "remarks": remarks}


class ImproveForm(RecordForm):
    """An improvement: what, by whom, until when."""

    addressee = PersonChoice(
        label=_("あて先"),
        queryset=Person.objects.none(),
        help_text=_("企画管理者かシステム運用担当者に命じます。"),
    )
    title = forms.CharField(label=_("件名"), max_length=200)
    body = forms.CharField(label=_("改善の内容"), max_length=20_000, widget=area(5))
    due_on = DateInJapan(label=_("期限"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("addressee", people_to_improve(by))
        self.fields["due_on"].initial = clock.today() + timedelta(days=DUE_DAYS)
