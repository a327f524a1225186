"""Choosing the people of a meeting: by ticking, or by naming whom the list does not offer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.record_forms import area
from kaname.foundation.calendar import clock
from kaname.foundation.meetings import selectors


class PeopleChoice(forms.ModelMultipleChoiceField):
    """Several people, shown with their titles."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: Person) -> str:
        return person.title_and_name


class PeopleNamed(forms.CharField):
    """People of the register, one a line, by number or by name; `institution` is set by the form."""

    institution: Institution

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=5_000,
            widget=area(2),
            help_text=_("一行に一人ずつ、職員番号か氏名で書きます。"),
            **kwargs,
        )

    def clean(self, value: Any) -> list[Person]:
        """The people. Raises ValidationError naming those for whom there is not exactly one."""
        text = super().clean(value)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        found, missing = selectors.people_named(self.institution, lines, clock.today())
        if missing:
            raise ValidationError(
                _t("見つからないか、同じ氏名の人が複数います：%(names)s。職員番号で書いてください。")
                % {"names": "、".join(missing)}
            )
        return found
