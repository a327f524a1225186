"""Forms of the first days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.rooms.organisation.selectors import founder_choices, hosting_choices
from kaname.rooms.organisation.services import SystemLine
from kaname.web.forms import KanameForm

from .services import Hospital, Question

SYSTEMS = (_("電子カルテ"), _("医事会計"), _("部門システム（検査・画像・薬剤など）"))


class SetUpForm(KanameForm):
    """The hospital, its systems, and the first executive with a way to sign in."""

    name = forms.CharField(label=_("病院名"), max_length=200)
    beds = forms.IntegerField(label=_("病床数"), min_value=0, max_value=5000)
    sites = forms.IntegerField(label=_("拠点数"), min_value=1, max_value=500, initial=1)
    founder = forms.ChoiceField(label=_("開設者"))
    has_own_operator = forms.TypedChoiceField(
        label=_("院内に、システムの運用を担う職員がいますか"),
        choices=[("yes", _("いる")), ("no", _("いない（事業者に任せている）"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    executive_title = forms.CharField(label=_("あなたの役職"), max_length=100, initial=_("病院長"))
    executive_name = forms.CharField(label=_("あなたの氏名"), max_length=100)
    username = forms.SlugField(
        label=_("サインイン名"), max_length=64, help_text=_("半角の英数字で。例：director")
    )
    password = forms.CharField(
        label=_("パスワード"),
        widget=forms.PasswordInput,
        help_text=_("12文字以上。長い文章にすると覚えやすく、破られにくくなります。"),
    )
    password_again = forms.CharField(label=_("パスワード（確認）"), widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["founder"].choices = founder_choices()  # type: ignore[attr-defined]

    def clean_password(self) -> str:
        """Raises ValidationError for a password that is easy to guess."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("password_again"):
            self.add_error("password_again", _("二つのパスワードが違います。"))
        return cleaned

    def hospital(self, systems: forms.BaseFormSet) -> Hospital:
        """What was answered."""
        wanted = {k: v for k, v in self.cleaned_data.items() if k != "password_again"}
        return Hospital(**wanted, systems=lines(systems))


class SystemForm(KanameForm):
    """One medical information system and where it runs."""

    name = forms.CharField(label=_("システム"), max_length=100, required=False)
    hosting = forms.ChoiceField(label=_("設置"), required=False)
    vendor = forms.CharField(label=_("事業者"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hosting"].choices = hosting_choices()  # type: ignore[attr-defined]


def lines(systems: forms.BaseFormSet) -> list[SystemLine]:
    """The systems that were named; lines without a name are left out."""
    return [
        SystemLine(name=f["name"].strip(), hosting=f["hosting"], vendor=f["vendor"].strip())
        for f in systems.cleaned_data
        if f.get("name", "").strip()
    ]


SystemForms = forms.formset_factory(SystemForm, extra=0, max_num=30)


class AnswerForm(KanameForm):
    """The answer to one question: who, what exactly, and by when."""

    person = forms.ModelChoiceField(
        label=_("だれ"),
        queryset=Person._default_manager.none(),
        required=False,
        empty_label=_("（新しい人を下に書く）"),
    )
    new_name = forms.CharField(label=_("新しい人の氏名"), max_length=100, required=False)
    new_title = forms.CharField(label=_("その人の役職"), max_length=100, required=False)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 5}))
    due_on = DateInJapan(label=_("いつまで"), required=False)

    def __init__(self, *args: Any, by: Person, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.of(by.institution).active_on(clock.today()).order_by("kana", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["text"].initial = question.suggestion
        if question.kind == "appointment":
            self.fields["text"].label = _("職務")
            del self.fields["due_on"]
