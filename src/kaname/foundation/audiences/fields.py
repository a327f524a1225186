"""The form field in which an audience is chosen: kinds, roles and departments to tick, days to type. No JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Institution, PersonKind
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import ask

from .rules import MOST_DAYS, Audience, checked

PARTS = ("kinds", "roles", "departments", "newcomer_days")
_LABELS = (_("区分"), _("部門"), _("役割"), _("着任から"))


class AudienceWidget(forms.MultiWidget):
    """Four groups under one legend; what is not ticked does not narrow."""

    template_name = "audiences/audience_widget.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        ticks = {"class": "choices"}
        super().__init__(
            {
                "kinds": forms.CheckboxSelectMultiple(attrs=ticks, choices=PersonKind.choices),
                "roles": forms.CheckboxSelectMultiple(
                    attrs=ticks, choices=[(r.value, r.label) for r in Role if r != Role.GROUP_OFFICE]
                ),
                "departments": forms.CheckboxSelectMultiple(attrs=ticks),
                "newcomer_days": forms.NumberInput(attrs={"class": "input", "min": 1, "max": MOST_DAYS}),
            },
            attrs,
        )

    def decompress(self, value: Audience | None) -> list[Any]:
        """The parts of a rule, in the order of the widgets."""
        rule = value or Audience()
        return [list(rule.kinds), list(rule.roles), list(rule.departments), rule.newcomer_days]


class AudienceField(forms.MultiValueField):
    """Chooses an `Audience`. `offer(institution)` fills in its departments."""

    widget = AudienceWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            forms.MultipleChoiceField(choices=PersonKind.choices, required=False),
            forms.MultipleChoiceField(
                choices=[(r.value, r.label) for r in Role if r != Role.GROUP_OFFICE], required=False
            ),
            forms.TypedMultipleChoiceField(coerce=int, required=False),
            forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False),
        )
        kwargs.setdefault(
            "help_text", _("印を付けたものに当てはまる人に絞ります。どこにも印がなければ、働く人の全員です。")
        )
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)

    def offer(self, institution: Institution) -> None:
        """Offer the departments that there are today."""
        rows = ask("departments_current", institution, on=clock.today())
        choices = [(int(row.ref.partition(":")[2]), row.label) for row in rows]
        self.fields[2].choices = choices  # type: ignore[attr-defined]
        self.widget.widgets[2].choices = choices  # type: ignore[attr-defined]

    def compress(self, data_list: list[Any]) -> Audience:
        """The rule that was ticked."""
        kinds, roles, departments, days = data_list or ([], [], [], None)
        if set(kinds or ()) == set(PersonKind.values):
            kinds = []
        return Audience.of_json(
            Audience(tuple(kinds or ()), tuple(roles or ()), tuple(departments or ()), days).as_json()
        )

    def clean(self, value: Any) -> Audience:
        """The rule; errors name the part that is wrong."""
        cleaned = super().clean(value)
        return cleaned if isinstance(cleaned, Audience) else Audience()


def audience_from(rule: Any, institution: Institution) -> Audience:
    """The rule in JSON from outside (API, import), with departments that this hospital has.

    Raises ValidationError on the field `audience`.
    """
    rows = ask("departments_current", institution, on=clock.today())
    try:
        return checked(rule, departments=[int(row.ref.partition(":")[2]) for row in rows])
    except ValidationError as refused:
        raise ValidationError({"audience": refused.messages}) from refused
