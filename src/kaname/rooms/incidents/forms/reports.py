"""Forms of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar.forms import MomentInJapan
from kaname.foundation.contacts.models import AnnouncementTemplate
from kaname.foundation.evidence.forms import FilesField
from kaname.rooms.incidents.clocks.rules import Rule, shipped_rules
from kaname.rooms.incidents.models import IncidentReport

from .fields import executives


class DraftForm(RecordForm):
    """The text of a report."""

    title = forms.CharField(label=_("件名"), max_length=200)
    body = forms.CharField(label=_("本文"), max_length=20_000, widget=area(24))

    def __init__(self, *args: Any, row: IncidentReport, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["title"].initial, self.fields["body"].initial = row.title, row.body


class _TextChoice(forms.ModelChoiceField):
    def label_from_instance(self, text: AnnouncementTemplate) -> str:  # type: ignore[override]
        return f"{text.get_audience_display()}：{text.title}"


class BeginForm(RecordForm):
    """From what a draft begins: the facts alone, or a text that the hospital prepared."""

    template = _TextChoice(
        label=_("もとにする文"),
        queryset=AnnouncementTemplate.objects.none(),
        required=False,
        blank=True,
        initial="",
        empty_label=_("事実表から書き起こす"),
        widget=forms.RadioSelect,
        help_text=_("「公表の文案」を選ぶと、事実表で分かっていることが書き入れられます。"),
    )

    def __init__(self, *args: Any, texts: QuerySet[AnnouncementTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("template", texts)


class SentForm(RecordForm):
    """That it went out."""

    channel = forms.CharField(label=_("方法"), max_length=200, help_text=_("例：電話、Web様式、郵送"))
    recipient = forms.CharField(label=_("相手"), max_length=200, help_text=_("部署と、応対した人の名前"))
    sent_at = MomentInJapan(label=_("送った時刻"), required=False, help_text=_("例：15:05。空欄なら今です。"))
    receipt = forms.CharField(label=_("受付番号など"), max_length=200, required=False)
    files = FilesField(label=_("控え"), required=False)  # type: ignore[assignment]


class WaiverForm(RecordForm):
    """Why a duty does not apply, and who decides that."""

    exemption = forms.ChoiceField(label=_("非該当の理由"), required=False, widget=forms.RadioSelect)
    grounds = forms.CharField(label=_("それを示す事実"), max_length=2_000, widget=area(4))
    approver = PersonChoice(label=_("決める人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("approver", executives(by))
        known = shipped_rules().exemptions
        if rule.exempt_if:
            field: Any = self.fields["exemption"]
            field.choices = [(name, str(known[name].name)) for name in rule.exempt_if]
            field.required = True
        else:
            del self.fields["exemption"]

    def values(self) -> dict[str, Any]:
        return {"exemption": "", **super().values()}
