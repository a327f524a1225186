"""Forms about one entry: what it says, and a call that confirmed it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.contacts.choices import Party
from kaname.foundation.contacts.models import Contact, ContactSystem


def people_of(by: Person) -> Any:
    """Who is here today."""
    return Person.objects.of(by.institution).active_on(clock.today()).order_by("kana", "name", "pk")


class ContactForm(RecordForm):
    """An entry of the chart."""

    party = forms.ChoiceField(label=_("区分"), choices=Party)
    organisation = forms.CharField(
        label=_("機関・会社"), max_length=200, required=False, help_text=_("院内の人のときは空欄にします。")
    )
    person = PersonChoice(
        label=_("院内の人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("区分が「院内」のときに選びます。"),
    )
    deputy = PersonChoice(label=_("代行する院内の人"), queryset=Person.objects.none(), required=False)
    person_name = forms.CharField(label=_("担当者・窓口"), max_length=100, required=False)
    person_title = forms.CharField(label=_("職位・部署"), max_length=100, required=False)
    deputy_name = forms.CharField(label=_("先方の代行者"), max_length=100, required=False)
    phone_day = forms.CharField(label=_("電話（平日の昼）"), max_length=60, required=False)
    phone_night = forms.CharField(label=_("電話（夜間・休日）"), max_length=60, required=False)
    mail = forms.EmailField(
        label=_("メール"), required=False, help_text=_("入れておくと、リンクを送って確かめてもらえます。")
    )
    caller = forms.ModelChoiceField(
        label=_("かける人"),
        queryset=Contact.objects.none(),
        required=False,
        help_text=_("外の連絡先に、院内のだれがかけるか。"),
    )
    order = forms.IntegerField(
        label=_("順番"), required=False, min_value=1, max_value=999, help_text=_("空欄なら最後になります。")
    )
    condition = forms.CharField(
        label=_("どのようなときに"),
        max_length=300,
        required=False,
        help_text=_("例：電子カルテが止まったとき。前の人につながらないとき。"),
    )
    target_minutes = forms.IntegerField(
        label=_("つながるまでの目標（分）"), required=False, min_value=1, max_value=10_080
    )
    systems = forms.ModelMultipleChoiceField(
        label=_("受け持つ情報システム"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contract_number = forms.CharField(label=_("契約番号"), max_length=100, required=False)
    contract_scope = forms.CharField(label=_("保守・契約の範囲"), max_length=300, required=False)
    number = forms.CharField(
        label=_("番号"), max_length=20, required=False, help_text=_("空欄なら、次の番号を付けます。")
    )
    note = forms.CharField(label=_("備考"), max_length=5_000, required=False, widget=area(3))

    def __init__(self, *args: Any, by: Person, row: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        everybody = Person.objects.of(by.institution)
        held = everybody.filter(pk__in=[row.person_id or 0, row.deputy_id or 0] if row else [])
        people = (people_of(by) | held).distinct()
        self.choose_from("person", people)
        self.choose_from("deputy", people)
        inside = Contact.objects.of(by.institution).on_chart(clock.today()).filter(party=Party.INSIDE)
        inside = inside.exclude(pk=row.pk if row else 0).select_related("person")
        self.choose_from("caller", inside.order_by("order", "pk"))
        serving = [s.system_id for s in row.serves.all()] if row else []
        self.choose_from("systems", _systems(by, serving))
        if row is not None:
            names = set(self.fields) - {"revision", "systems"}
            for name in names:
                self.fields[name].initial = getattr(
                    row, f"{name}_id" if name in ("person", "deputy", "caller") else name
                )
            self.fields["systems"].initial = serving
            self.fields["number"].help_text = self.fields["order"].help_text = ""
            self.fields["number"].required = self.fields["order"].required = True


def _systems(by: Person, held: list[int]) -> Any:
    """The information systems in use, and those that the entry serves already."""
    model: Any = ContactSystem._meta.get_field("system").related_model
    rows = model.objects.of(by.institution)
    return (rows.in_use_on(clock.today()) | rows.filter(pk__in=held)).distinct().order_by("number", "pk")


class PhoneForm(RecordForm):
    """A call that confirmed an entry, with the numbers as they are now."""

    reached = forms.CharField(
        label=_("つながった相手"), max_length=200, help_text=_("電話に出た人の名前か部署。")
    )
    is_night = forms.BooleanField(label=_("夜間・休日の番号にかけた"), required=False)
    minutes = forms.IntegerField(
        label=_("つながるまでにかかった時間（分）"), required=False, min_value=0, max_value=10_080
    )
    confirmed_on = DateInJapan(label=_("確かめた日"))
    phone_day = forms.CharField(label=_("電話（平日の昼）"), max_length=60, required=False)
    phone_night = forms.CharField(label=_("電話（夜間・休日）"), max_length=60, required=False)
    mail = forms.EmailField(label=_("メール"), required=False)
    person_name = forms.CharField(label=_("担当者・窓口"), max_length=100, required=False)
    changes = forms.CharField(
        label=_("変わったこと"),
        max_length=500,
        required=False,
        widget=area(2),
        help_text=_("番号や担当が変わっていたら、上の欄も直してください。"),
    )

    def __init__(self, *args: Any, row: Contact, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["confirmed_on"].initial = clock.today()
        if row.is_inside:
            del self.fields["person_name"]
        for name in ("phone_day", "phone_night", "mail", "person_name"):
            if name in self.fields:
                self.fields[name].initial = getattr(row, name)
