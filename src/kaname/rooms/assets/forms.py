"""Forms of the register of information systems."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, ReasonForm, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan

from .choices import Criticality, Placement, RemoteMaintenance
from .models import InformationSystem


class SystemForm(RecordForm):
    """A system of the register."""

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("職員が呼んでいる名前を書きます。"))
    purpose = forms.CharField(label=_("用途"), max_length=300, widget=area(2))
    criticality = forms.ChoiceField(label=_("診療上の重要度"), choices=Criticality, widget=forms.RadioSelect)
    owner = PersonChoice(label=_("管理者"), queryset=Person.objects.none(), required=False)
    department = forms.ModelChoiceField(label=_("所管部門"), queryset=Person.objects.none(), required=False)
    vendor_name = forms.CharField(
        label=_("事業者"),
        max_length=200,
        required=False,
        help_text=_("保守を頼んでいる会社。院内で保守していれば空欄にします。"),
    )
    placement = forms.ChoiceField(
        label=_("設置"), choices=Placement, widget=forms.RadioSelect, initial=Placement.ON_PREMISES
    )
    location = forms.CharField(label=_("所在"), max_length=200, required=False)
    holds_patient_data = forms.BooleanField(label=_("患者の情報を扱う"), required=False, initial=True)
    remote_maintenance = forms.ChoiceField(
        label=_("リモート保守"),
        choices=RemoteMaintenance,
        widget=forms.RadioSelect,
        initial=RemoteMaintenance.UNKNOWN,
    )
    remote_path = forms.CharField(
        label=_("リモート保守の経路"),
        max_length=300,
        required=False,
        help_text=_("回線、つなぐ機器、つなぐ会社。"),
    )
    starts_on = DateInJapan(label=_("使い始めた日"), required=False, help_text=_("空欄なら今日です。"))
    number = forms.CharField(
        label=_("管理番号"), max_length=20, required=False, help_text=_("空欄なら、次の番号を付けます。")
    )
    note = forms.CharField(label=_("備考"), max_length=5_000, required=False, widget=area(3))

    def __init__(self, *args: Any, by: Person, row: InformationSystem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        today = clock.today()
        people = Person.objects.of(by.institution).active_on(today).order_by("kana", "name", "pk")
        departments = _departments(by)
        if row is None:
            self.choose_from("owner", people)
            self.choose_from("department", departments.filter(ends_on__isnull=True))
            return
        held = Person.objects.of(by.institution).filter(pk__in=[row.owner_id or 0])
        self.choose_from("owner", (people | held).distinct())
        self.choose_from(
            "department", departments.filter(ends_on__isnull=True) | departments.filter(pk=row.department_id)
        )
        for name in set(self.fields) - {"revision"}:
            self.fields[name].initial = getattr(
                row, f"{name}_id" if name in ("owner", "department") else name
            )
        for name in ("starts_on", "number"):
            self.fields[name].required, self.fields[name].help_text = True, ""


def _departments(by: Person) -> Any:
    model: Any = InformationSystem._meta.get_field("department").related_model
    return model.objects.of(by.institution).order_by("name")


class RetireForm(ReasonForm):
    """The last day of a system, and why."""

    ends_on = DateInJapan(label=_("最後の日"))
    field_order = ("ends_on", "reason")
