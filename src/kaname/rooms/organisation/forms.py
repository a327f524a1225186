"""Forms of the organisation: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, Person, PersonKind
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan

from . import selectors
from .models import (
    ApplicabilityPattern,
    Appointment,
    Committee,
    Department,
    EmergencyLevel,
    FounderKind,
    Hosting,
)
from .models import Profile as ProfileRow
from .roles import AppointmentRole
from .services import SystemLine

_MORE_LINES = 3


class PersonForm(RecordForm):
    """What the register says of a person."""

    name = forms.CharField(label=_("氏名"), max_length=100)
    kana = forms.CharField(label=_("よみ"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("区分"), choices=PersonKind, initial=PersonKind.EMPLOYEE)
    employer = forms.CharField(
        label=_("所属会社"),
        max_length=200,
        required=False,
        help_text=_("派遣・事業者の人は必ず入力してください。"),
    )
    title = forms.CharField(label=_("役職"), max_length=100, required=False)
    number = forms.CharField(label=_("職員番号"), max_length=40, required=False)
    email = forms.EmailField(label=_("メール"), required=False)
    phone = forms.CharField(label=_("電話"), max_length=40, required=False)


class NewPersonForm(PersonForm):
    """Somebody new, with the period they are here."""

    starts_on = DateInJapan(label=_("開始日"))
    ends_on = DateInJapan(label=_("終了日（決まっていれば）"), required=False)


class EndForm(RecordForm):
    """The last day of something, and why."""

    ends_on = DateInJapan(label=_("最後の日"))
    reason = forms.CharField(label=_("理由"), max_length=300, widget=area(2))


class AccountForm(RecordForm):
    """A new account: the first password is handed over in person and changed at the first sign-in."""

    username = forms.CharField(label=_("サインイン名"), max_length=64)
    password = forms.CharField(
        label=_("最初のパスワード"),
        min_length=12,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12文字以上。本人に直接伝え、最初のサインインで変えてもらいます。"),
    )


class RoleForm(RecordForm):
    """A role in Kaname that comes from no appointment."""

    role = forms.ChoiceField(label=_("役割"), choices=[])
    starts_on = DateInJapan(label=_("開始日"))
    ends_on = DateInJapan(label=_("終了日（決まっていれば）"), required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            r for r in Role if r != Role.GROUP_OFFICE and (r != Role.EXECUTIVE or Role.EXECUTIVE in by.roles)
        ]
        self.fields["role"].choices = [(r.value, r.label) for r in offered]  # type: ignore[attr-defined]


class PostingForm(RecordForm):
    """Where somebody works."""

    department = forms.ModelChoiceField(label=_("部門"), queryset=Department.objects.none())
    title = forms.CharField(label=_("そこでの役職"), max_length=100, required=False)
    starts_on = DateInJapan(label=_("開始日"))

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("department", Department.objects.of(institution).on(clock.today()).order_by("name"))


class DepartmentForm(RecordForm):
    """A department, what it belongs to, and who answers for security there."""

    name = forms.CharField(label=_("部門名"), max_length=100)
    parent = forms.ModelChoiceField(label=_("上位の部門"), queryset=Department.objects.none(), required=False)
    contact = PersonChoice(
        label=_("部門責任者"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("部門の安全管理について連絡を受け、答える人です。"),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.choose_from("parent", Department.objects.of(institution).on(today).order_by("name"))
        self.choose_from("contact", selectors.active_people(institution, today))


class AppointmentForm(RecordForm):
    """A letter of appointment."""

    role = forms.ChoiceField(label=_("役割"), choices=AppointmentRole)
    person = PersonChoice(label=_("任命する人"), queryset=Person.objects.none())
    deputy = PersonChoice(label=_("代行する人"), queryset=Person.objects.none(), required=False)
    duties = forms.CharField(label=_("職務"), max_length=5_000, widget=area(4))
    authority = forms.CharField(label=_("権限"), max_length=5_000, widget=area(3))
    starts_on = DateInJapan(label=_("開始日"))
    ends_on = DateInJapan(
        label=_("終了日"), required=False, help_text=_("空のままなら、終えるまで続きます。")
    )
    reports_to = forms.ModelChoiceField(
        label=_("報告先"), queryset=Appointment.objects.none(), required=False, empty_label=_("経営層")
    )
    replaces = forms.ModelChoiceField(
        label=_("前任"),
        queryset=Appointment.objects.none(),
        required=False,
        help_text=_("選ぶと、前任の人の任命は開始日の前日に終わります。"),
    )
    approver = PersonChoice(label=_("承認する経営層"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, role: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home, today = by.institution, clock.today()
        people = selectors.active_people(home, today)
        running = (
            Appointment.objects.of(home)
            .approved()
            .from_day(today)
            .select_related("person")
            .order_by("role", "pk")
        )
        self.choose_from("person", people)
        self.choose_from("deputy", people)
        self.choose_from("reports_to", running)
        self.choose_from("replaces", running.filter(role=role) if role else running)
        if Role.EXECUTIVE in by.roles:
            del self.fields["approver"]
        else:
            self.choose_from("approver", selectors.executives_on(home, today).exclude(pk=by.pk))


class LineForm(RecordForm):
    """Who stands in for somebody, and to whom they report."""

    deputy = PersonChoice(label=_("代行する人"), queryset=Person.objects.none(), required=False)
    reports_to = forms.ModelChoiceField(
        label=_("報告先"), queryset=Appointment.objects.none(), required=False, empty_label=_("経営層")
    )

    def __init__(self, *args: Any, row: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        today = clock.today()
        running = Appointment.objects.of(row.institution).approved().from_day(today).exclude(pk=row.pk)
        self.choose_from("deputy", selectors.active_people(row.institution, today).exclude(pk=row.person_id))
        self.choose_from("reports_to", running.select_related("person").order_by("role", "pk"))


class LetterForm(RecordForm):
    """The letter of appointment as it was handed over."""

    file = forms.FileField(label=_("任命書のファイル"), help_text=_("押印した任命書を読み取ったPDFなど。"))


class ProfileForm(RecordForm):
    """The hospital's profile, with a few empty lines for systems."""

    beds = forms.IntegerField(label=_("病床数"), min_value=0, max_value=10_000)
    sites = forms.IntegerField(label=_("拠点数"), min_value=1, max_value=1_000, initial=1)
    founder = forms.ChoiceField(label=_("開設者"), choices=FounderKind)
    emergency_level = forms.ChoiceField(
        label=_("救急"), choices=[("", _("（選ばない）")), *EmergencyLevel.choices], required=False
    )
    has_own_operator = forms.TypedChoiceField(
        label=_("院内にシステム運用の担当者がいますか"),
        choices=[("yes", _("いる")), ("no", _("いない（事業者に任せ、運用管理者を置く）"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(label=_("そのほかの特性"), max_length=5_000, required=False, widget=area(3))

    def __init__(self, *args: Any, row: ProfileRow | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        stored = list(row.systems.all()) if row else []
        posted = [n for n in self.data if n.startswith("system_") and n.endswith("_name")]
        self.line_numbers = range(max(len(stored) + _MORE_LINES, len(posted)))
        for number in self.line_numbers:
            self._add_line(number, stored[number] if number < len(stored) else None)

    def _add_line(self, number: int, stored: Any) -> None:
        from kaname.web.forms import dress

        label = _("システム名")
        fields: dict[str, forms.Field] = {
            "name": forms.CharField(
                label=label, max_length=100, required=False, initial=stored and stored.name
            ),
            "hosting": forms.ChoiceField(
                label=_("設置"), choices=Hosting, required=False, initial=stored and stored.hosting
            ),
            "vendor": forms.CharField(
                label=_("事業者"), max_length=200, required=False, initial=stored and stored.vendor
            ),
        }
        for key, made in fields.items():
            dress(made)
            self.fields[f"system_{number}_{key}"] = made

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The lines for systems, for the page."""
        return [
            [self[f"system_{n}_{key}"] for key in ("name", "hosting", "vendor")] for n in self.line_numbers
        ]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The other fields."""
        return [field for field in self if not field.name.startswith("system_")]

    def values(self) -> dict[str, Any]:
        data = super().values()
        systems = [
            SystemLine(
                data[f"system_{n}_name"],
                data[f"system_{n}_hosting"] or Hosting.ON_PREMISES,
                data[f"system_{n}_vendor"],
            )
            for n in self.line_numbers
            if data[f"system_{n}_name"]
        ]
        return {**{k: v for k, v in data.items() if not k.startswith("system_")}, "systems": systems}


class ApplicabilityForm(RecordForm):
    """A proposal how the guideline applies to this hospital."""

    pattern = forms.ChoiceField(
        label=_("適用パターン"), choices=ApplicabilityPattern, widget=forms.RadioSelect
    )
    reasons = forms.CharField(label=_("そう考える理由"), max_length=5_000, widget=area(4))
    simplified = forms.CharField(
        label=_("契約により簡略にする項目"),
        required=False,
        max_length=10_000,
        widget=area(4),
        help_text=_("一行に一つ、「G-3.4.2-1：理由」のように書きます。なければ空のままにします。"),
    )
    review_on = DateInJapan(label=_("見直し期限"))
    approver = PersonChoice(label=_("決める経営層"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = selectors.executives_on(by.institution, clock.today()).exclude(pk=by.pk)
        self.choose_from("approver", rows)

    def clean_simplified(self) -> list[dict[str, str]]:
        """Each line as an obligation with its reason."""
        lines = []
        for line in self.cleaned_data["simplified"].splitlines():
            if not line.strip():
                continue
            obligation, _colon, reason = line.replace(":", "：").partition("：")
            if not reason.strip():
                raise forms.ValidationError(
                    _("「%(line)s」に理由がありません。「番号：理由」の形で書いてください。"),
                    params={"line": line},
                )
            lines.append({"obligation": obligation.strip(), "reason": reason.strip()})
        return lines


class CommitteeForm(RecordForm):
    """A committee and its charter."""

    name = forms.CharField(label=_("委員会名"), max_length=100)
    purpose = forms.CharField(label=_("目的"), max_length=5_000, widget=area(3))
    chair = PersonChoice(label=_("委員長"), queryset=Person.objects.none())
    charter = forms.ModelChoiceField(
        label=_("委員会規程"),
        queryset=Committee.objects.none(),
        required=False,
        help_text=_("「規程と文書」に登録した委員会規程から選びます。"),
    )
    charter_review_on = DateInJapan(label=_("規程の見直し期限"), required=False)
    meetings_per_year = forms.IntegerField(label=_("年に開く回数"), min_value=1, max_value=52, initial=4)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = Committee._meta.get_field("charter").related_model
        rows = documents._default_manager.visible_to(by)  # type: ignore[union-attr,attr-defined]
        self.choose_from("charter", rows.filter(type="COMMITTEE_CHARTER"))
        self.choose_from("chair", selectors.active_people(by.institution, clock.today()))


class AssignAccountForm(RecordForm):
    """Whose account it is."""

    person = PersonChoice(
        label=_("名簿の人"), queryset=Person.objects.none(), empty_label=_("選んでください")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("person", Person.objects.of(institution).order_by("kana", "name", "pk"))


class SystemAccountForm(RecordForm):
    """That an account is a system's own: what for, and who answers for it."""

    reason = forms.CharField(label=_("用途"), max_length=300, widget=area(2))
    owner = PersonChoice(
        label=_("管理する人"), queryset=Person.objects.none(), empty_label=_("選んでください")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("owner", selectors.active_people(institution, clock.today()))


class WithdrawForm(RecordForm):
    """Why something is taken back."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=area(2))


class MemberForm(RecordForm):
    """Somebody who joins a committee."""

    person = PersonChoice(label=_("委員"), queryset=Person.objects.none())
    capacity = forms.CharField(label=_("立場"), max_length=100, required=False)
    starts_on = DateInJapan(label=_("開始日"))

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("person", selectors.active_people(institution, clock.today()))
