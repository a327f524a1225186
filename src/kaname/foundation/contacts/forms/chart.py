"""Forms about the chart as a whole: its keeper, its sheets, the routes of reporting and the texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.contacts.choices import PLACES, AnnouncementAudience, Recipient
from kaname.foundation.contacts.models import AnnouncementTemplate, ReportingRoute

from .contacts import people_of


class KeeperForm(RecordForm):
    """Who answers for the chart."""

    keeper = PersonChoice(label=_("連絡体制図の責任者"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("keeper", people_of(by))


class PaperForm(RecordForm):
    """A sheet that was hung."""

    place = forms.CharField(
        label=_("場所"), max_length=200, help_text=_("例：当直室の電話のそば、対策本部の箱。")
    )
    hung_on = DateInJapan(label=_("掲げた日"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hung_on"].initial = clock.today()


class RouteForm(RecordForm):
    """How one recipient is told."""

    channel = forms.CharField(
        label=_("手段"), max_length=300, required=False, help_text=_("例：電話のあと、共通様式をメールで。")
    )
    deadline = forms.CharField(
        label=_("期限"), max_length=300, required=False, help_text=_("例：気づいてから6時間以内。")
    )
    receiver = PersonChoice(
        label=_("第一報が届く人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("最高責任者（経営層）を選びます。"),
    )
    responsible = PersonChoice(label=_("責任者"), queryset=Person.objects.none(), required=False)
    deputy = PersonChoice(label=_("代行する人"), queryset=Person.objects.none(), required=False)
    note = forms.CharField(label=_("備考"), max_length=500, required=False, widget=area(2))

    def __init__(
        self, *args: Any, by: Person, recipient: str, row: ReportingRoute | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        if recipient != Recipient.FIRST_INTERNAL:
            del self.fields["receiver"]
        held = [row.responsible_id, row.deputy_id, row.receiver_id] if row else []
        kept = Person.objects.of(by.institution).filter(pk__in=[pk for pk in held if pk])
        for name in ("responsible", "deputy", "receiver"):
            if name in self.fields:
                self.choose_from(name, (people_of(by) | kept).distinct())
        if row is not None:
            for name in set(self.fields) - {"revision"}:
                is_person = name in ("responsible", "deputy", "receiver")
                self.fields[name].initial = getattr(row, f"{name}_id" if is_person else name)


class TemplateForm(RecordForm):
    """The text of an announcement."""

    audience = forms.ChoiceField(label=_("だれに"), choices=AnnouncementAudience, widget=forms.RadioSelect)
    title = forms.CharField(label=_("題名"), max_length=200)
    body = forms.CharField(label=_("本文"), max_length=20_000, widget=area(14))

    def __init__(self, *args: Any, row: AnnouncementTemplate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        words = "　".join(f"{{{{{name}}}}} {label}" for name, label in PLACES.items())
        self.fields["body"].help_text = _("出すときに埋める所は、次の名前で書きます：%(places)s") % {
            "places": words
        }
        if row is not None:
            for name in ("audience", "title", "body"):
                self.fields[name].initial = getattr(row, name)
