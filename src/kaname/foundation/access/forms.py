"""Forms of accounts: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.web.forms import KanameForm

from .models import Membership, Person, User
from .record_forms import PersonChoice
from .records import Recorded
from .roles import Role
from .selectors import people_without_account


class RevisionForm(KanameForm):
    """A form about a row: it carries the revision it was made from, so that a change in between is noticed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, row: Recorded | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["revision"].initial = row.revision if row is not None else None

    def clean(self) -> dict[str, Any]:
        """Put the row at the revision that was read."""
        values = super().clean() or self.cleaned_data
        revision = values.pop("revision", None)
        if self.row is not None and revision is not None:
            self.row.revision = revision
        return values


class ActiveForm(RevisionForm):
    """Stop an account or open it again."""

    active = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["active"].initial = "" if row is not None and row.is_active else "1"


class AccountForm(KanameForm):
    """A new account for somebody who has none."""

    person = PersonChoice(label=_("人"), queryset=Person.objects.none())
    username = forms.CharField(
        label=_("サインイン名"),
        max_length=64,
        help_text=_("半角の英数字が打ちやすくなります。あとから変えられません。"),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_without_account(by)  # type: ignore[attr-defined]


class RoleForm(KanameForm):
    """A role in Kaname that comes from no appointment."""

    role = forms.ChoiceField(label=_("役割"), choices=[])
    starts_on = DateInJapan(label=_("開始日"))
    ends_on = DateInJapan(label=_("終了日（決まっていれば）"), required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.today
        offered = [r for r in Role if r != Role.EXECUTIVE or Role.EXECUTIVE in by.roles]
        self.fields["role"].choices = [("", "－"), *((r.value, r.label) for r in offered)]  # type: ignore[attr-defined]


class RoleEndForm(RevisionForm):
    """The last day of a role."""

    ends_on = DateInJapan(label=_("最後の日"))

    def __init__(self, *args: Any, row: Membership | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["ends_on"].initial = clock.today


class TokenForm(KanameForm):
    """A new API token."""

    name = forms.CharField(label=_("用途"), max_length=100, help_text=_("例：月報の集計"))
    scope = forms.ChoiceField(
        label=_("できること"),
        choices=[("READ", _("読み取りだけ")), ("WRITE", _("読み取りと書き込み"))],
        initial="READ",
        widget=forms.RadioSelect,
        help_text=_("どちらも、あなたの役割でできることの範囲に限られます。"),
    )
    days = forms.TypedChoiceField(
        label=_("有効な期間"),
        coerce=int,
        initial=90,
        choices=[(30, _("30日")), (90, _("90日")), (365, _("1年"))],
    )


class EraForm(KanameForm):
    """How days are shown."""

    era = forms.ChoiceField(
        label=_("日付の表し方"),
        choices=[("wareki", _("和暦（令和8年）")), ("seireki", _("西暦（2026年）"))],
        widget=forms.RadioSelect,
    )
