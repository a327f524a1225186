"""Forms of directives: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.evidence.forms import FilesField
from kaname.web.forms import KanameForm

from . import rules, selectors
from .models import Directive
from .schedule import Recurrence


class ActForm(KanameForm):
    """What every form carries: the revision of the directive it was made from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, directive: Directive | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = directive.revision if directive else None

    def values(self) -> dict[str, Any]:
        """What was entered, without what the form carries for itself."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    def as_read(self, directive: Directive) -> Directive:
        """The directive at the revision this form was made from, so that a change in between is noticed."""
        revision = self.cleaned_data.get("revision")
        directive.revision = directive.revision if revision is None else revision
        return directive


class PersonChoice(forms.ModelChoiceField):
    """Somebody who may be told, shown with title and roles."""

    def label_from_instance(self, person: Person) -> str:
        roles = "、".join(str(Role(r).label) for r in Role if r in person.roles)
        return f"{person.title_and_name}（{roles}）" if roles else person.title_and_name


class HandDownForm(ActForm):
    """A part of a directive, handed to somebody down the line."""

    addressee = PersonChoice(
        label=_("あて先"), queryset=Person.objects.none(), empty_label=_("選んでください")
    )
    title = forms.CharField(label=_("件名"), max_length=200)
    body = forms.CharField(label=_("指示の内容"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    due_on = DateInJapan(label=_("期限"))
    addressee_role = forms.ChoiceField(
        label=_("あて先の役割"),
        required=False,
        help_text=_("空のままにすると、あて先の人の役割から決まります。"),
    )
    recurrence = forms.ChoiceField(
        label=_("報告の周期"),
        choices=Recurrence,
        initial=Recurrence.NONE,
        required=False,
        help_text=_("継続する指示は、取り下げるまで有効で、期限の日から周期ごとに報告を受けます。"),
    )

    def __init__(self, *args: Any, by: Person, directive: Directive | None = None, **kwargs: Any) -> None:
        super().__init__(*args, directive=directive, **kwargs)
        if directive is not None and not directive.is_standing:
            del self.fields["recurrence"]
        told = selectors.people_to_tell(by)
        self.fields["addressee"].queryset = told  # type: ignore[attr-defined]
        roles = [(str(r), Role(r).label) for r in rules.roles_open_to(by)]
        self.fields["addressee_role"].choices = [("", _("（あて先の人から決める）")), *roles]  # type: ignore[attr-defined]

    def clean_recurrence(self) -> str:
        """Nothing chosen means a directive that is done once."""
        return str(self.cleaned_data["recurrence"] or Recurrence.NONE)


class DirectiveForm(HandDownForm):
    """A new directive. It may answer an obligation; where it came from stays hidden in the form."""

    obligation_id = forms.CharField(label=_("遵守事項"), required=False, max_length=40)
    origin = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


class ReportForm(ActForm):
    """A report with its evidence."""

    body = forms.CharField(label=_("報告の内容"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    files = FilesField(label=_("証拠のファイル"), required=False)  # type: ignore[assignment]


class AcceptForm(ActForm):
    """Accepting a report."""

    comment = forms.CharField(
        label=_("コメント"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(ActForm):
    """Sending a report back."""

    reason = forms.CharField(
        label=_("差し戻す理由"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = DateInJapan(label=_("新しい期限（変えるとき）"), required=False)


class WithdrawForm(ActForm):
    """Taking a directive back."""

    reason = forms.CharField(
        label=_("取り下げる理由"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoForm(ActForm):
    """A button that needs no more than the press."""


def first_values(by: Person, query: Any) -> dict[str, Any]:
    """What a link fills a new directive in with: ?obligation=&role=&title=&body=&origin=&recurrence=&to=."""
    role = query.get("role", "")
    values = {
        "obligation_id": query.get("obligation", ""),
        "addressee_role": role,
        "title": query.get("title", ""),
        "body": "\n".join(query.getlist("body")),
        "origin": query.get("origin", "") or _obligation_origin(query.get("obligation", "")),
        "recurrence": query.get("recurrence", "") or Recurrence.NONE,
        "addressee": query.get("to", ""),
    }
    if role and not values["addressee"]:
        holders = [person.pk for person in selectors.people_to_tell(by) if role in person.roles]
        values["addressee"] = holders[0] if len(holders) == 1 else ""
    return values


def _obligation_origin(obligation_id: str) -> str:
    return f"obligation:{obligation_id}" if obligation_id else ""


def hand_down_values(directive: Directive) -> dict[str, Any]:
    """What the form for handing down starts from."""
    return {"title": directive.title, "body": directive.body, "due_on": directive.deadline_on}


FORMS: dict[str, type[ActForm]] = {
    "accept": AcceptForm,
    "return": ReturnForm,
    "acknowledge": NoForm,
    "report": ReportForm,
    "confirm": NoForm,
    "remind": NoForm,
    "withdraw": WithdrawForm,
}
