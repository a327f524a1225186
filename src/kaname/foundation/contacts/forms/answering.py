"""The form behind the link of a mail: the contact's own entry, to confirm or to correct."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.record_forms import area
from kaname.foundation.contacts.models import Contact
from kaname.web.forms import KanameForm

SHOWN = ("person_name", "person_title", "deputy_name", "phone_day", "phone_night", "mail")
TRAP = "website"


class AnswerForm(KanameForm):
    """Who answers, and the entry as it should be."""

    name = forms.CharField(label=_("お答えになる方のお名前"), max_length=100)
    person_name = forms.CharField(label=_("担当者・窓口"), max_length=100, required=False)
    person_title = forms.CharField(label=_("職位・部署"), max_length=100, required=False)
    deputy_name = forms.CharField(label=_("代わりの方"), max_length=100, required=False)
    phone_day = forms.CharField(label=_("電話（平日の昼）"), max_length=60, required=False)
    phone_night = forms.CharField(label=_("電話（夜間・休日）"), max_length=60, required=False)
    mail = forms.EmailField(label=_("メール"), required=False)
    message = forms.CharField(label=_("病院に伝えたいこと"), max_length=2_000, required=False, widget=area(3))

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SHOWN:
            self.fields[name].initial = getattr(contact, name)
        if contact.is_inside:
            for name in ("person_name", "person_title", "deputy_name"):
                del self.fields[name]

    @property
    def correction(self) -> dict[str, str]:
        """The entry as it was answered, field by field."""
        return {name: self.cleaned_data[name] for name in SHOWN if name in self.cleaned_data}

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get(TRAP, ""))
