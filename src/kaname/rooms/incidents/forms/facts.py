"""The form of the fact sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.record_forms import RecordForm, area
from kaname.foundation.calendar.forms import MomentInJapan
from kaname.rooms.incidents.models import FactSheet
from kaname.rooms.incidents.models.facts import CauseKind, DataKind, StandingKind, SurenessKind

_MOMENTS = ("detected_at", "aware_at", "vendor_aware_at", "harm_judged_at", "next_update_at")
_CHOICES = {"cause": CauseKind, "leak": SurenessKind, "damage": SurenessKind, "standing": StandingKind}
_COUNTS = ("persons_min", "persons_max", "patients_affected")
_FLAGS = (
    "suspects_attack",
    "affects_care",
    "expects_press",
    "may_have_harmed",
    "is_strongly_encrypted",
    "is_recovered_unseen",
    "is_same_data_kept",
    "is_designated_operator",
    "is_insured",
    "shares_with_nco",
)
_LINES = ("aware_department", "extension", "strain")
_LONGEST = 5_000
_MOST_PERSONS = 200_000_000

GROUPS = (
    (_("時刻"), ("detected_at", "aware_at", "aware_department", "next_update_at")),
    (_("何が起きたか"), ("overview", "cause", "suspects_attack", "cause_text", "cause_unknowable")),
    (
        _("診療"),
        (
            "affects_care",
            "care_impact",
            "patients_affected",
            "expects_press",
            "may_have_harmed",
            "harm_judged_at",
        ),
    ),
    (
        _("個人情報"),
        (
            "leak",
            "damage",
            "data",
            "data_items",
            "persons_min",
            "persons_max",
            "secondary_harm",
            "to_persons",
        ),
    ),
    (_("対応"), ("actions", "police", "support_needed", "publication", "prevention", "other")),
    (
        _("ランサムウェアのとき"),
        ("ransom_note", "extension", "strain", "intrusion_path", "indicators", "shares_with_nco"),
    ),
    (
        _("立場と例外"),
        (
            "standing",
            "vendor_aware_at",
            "is_strongly_encrypted",
            "is_recovered_unseen",
            "is_same_data_kept",
            "is_insured",
            "is_designated_operator",
        ),
    ),
)


def _field(name: str) -> forms.Field:
    model_field: Any = FactSheet._meta.get_field(name)
    label = model_field.verbose_name
    if name in _MOMENTS:
        return MomentInJapan(label=label, required=name == "aware_at")
    if name in _CHOICES:
        return forms.ChoiceField(label=label, choices=_CHOICES[name])
    if name in _COUNTS:
        return forms.IntegerField(
            label=label, required=False, min_value=0, max_value=_MOST_PERSONS, help_text=_HELP.get(name, "")
        )
    if name in _FLAGS:
        return forms.BooleanField(label=label, required=False)
    if name == "data":
        return forms.MultipleChoiceField(
            label=label, choices=DataKind, required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("個人情報に関わらないときは、何も選びません。"),
        )  # fmt: skip
    if name in _LINES:
        return forms.CharField(label=label, required=False, max_length=100)
    return forms.CharField(label=label, required=False, max_length=_LONGEST, widget=area(2))


_HELP = {"persons_max": _("分からないうちは空欄にします。最大の見込みで期限を判断します。")}


class FactsForm(RecordForm):
    """Everything that is known; a change makes a new version."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, sheet: FactSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for _heading, names in GROUPS:
            for name in names:
                self.fields[name] = _field(name)
                self.fields[name].initial = getattr(sheet, name)
        self.fields["change_note"] = forms.CharField(
            label=_("何を、なぜ改めたか"),
            max_length=300,
            help_text=_("後から読む人が、なぜ変わったかを分かるように書きます。"),
        )
        self.fields["version"].initial = sheet.version

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings, for the page."""
        return [(str(heading), [self[name] for name in names]) for heading, names in GROUPS]

    def values(self) -> dict[str, Any]:
        found = super().values()
        if found.get("persons_min") is None:
            found["persons_min"] = 0
        if len(found["data"]) > 1:  # whoever ticks what is now known need not untick "not known yet"
            found["data"] = [kind for kind in found["data"] if kind != DataKind.UNKNOWN]
        return found
