"""Forms of the impact analysis and of the plan's parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.durations import Duration
from kaname.foundation.calendar.forms import DateInJapan
from kaname.rooms.continuity.choices import (
    NEEDS_PERSON,
    NEEDS_TEXT,
    Band,
    Harm,
    OtherImpact,
    PartKey,
    PhaseStatus,
)
from kaname.rooms.continuity.models import CareFunction, PhaseCheck, PlanPart
from kaname.rooms.continuity.services import BandLine

from .common import ContinuityForm

_HINTS = {
    PartKey.GO_ON: _("何が動いていれば、いつもどおりか紙で続けるか。"),
    PartKey.LIMIT: _("何が使えないときに、何を減らすか（予約の入院、検査の件数など）。"),
    PartKey.STOP: _("何が使えないときに、その診療を止めるか。"),
    PartKey.DIVERT: _("どのときに救急の受入れを断り、患者を転送するか。だれに連絡するか。"),
    PartKey.DECISION_MAKER: _("続けるか止めるかを決める人です。"),
    PartKey.DEPUTY_DECISION_MAKER: _("決める人と連絡がつかないときに、代わって決める人です。"),
    PartKey.TRIGGER: _("何をもって非常時とし、だれが宣言するか。"),
    PartKey.LEAKAGE_WITHOUT_STOP: _(
        "システムは動いているが情報が漏れた、または漏れたおそれがあるときに何をするか。"
    ),
}


@dataclass(frozen=True)
class BandFields:
    """The fields of one band of time."""

    label: str
    harm: forms.BoundField
    other: forms.BoundField
    note: forms.BoundField


class FunctionForm(ContinuityForm):
    """A service of the impact analysis: what happens in each band, how soon it must be back."""

    name = forms.CharField(
        label=_("業務"),
        max_length=100,
        help_text=_("救急、手術、透析、分娩、会計など、病院で呼んでいる名前。"),
    )
    priority = forms.IntegerField(
        label=_("優先順位"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("1が最初に再開する業務です。優先する業務でなければ空欄にします。"),
    )
    owner = PersonChoice(label=_("責任者"), queryset=Person.objects.none(), required=False)
    rto_minutes = Duration(label=_("目標復旧時間（RTO）"), required=False)
    rpo_minutes = Duration(
        label=_("許容できる欠損（RPO）"),
        required=False,
        help_text=_("どこまで前のデータに戻ってよいか。「1時間」「1日」のように書きます。"),
    )
    systems = forms.ModelMultipleChoiceField(
        label=_("支える情報システム"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fallback = forms.CharField(
        label=_("システムなしでの続け方"),
        max_length=5_000,
        required=False,
        widget=area(4),
        help_text=_("紙の様式、電話、持ち出す一覧、応援する部門。"),
    )

    def __init__(self, *args: Any, by: Person, row: CareFunction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        linked = [link.system_id for link in row.links.all()] if row else []
        self.offer_people(by, "owner", row.owner_id if row else None)
        self.offer_systems(by, "systems", linked)
        if row is not None:
            self.fill(row, but=["systems"])
            self.fields["systems"].initial = linked
        known = {impact.band: impact for impact in row.impacts.all()} if row else {}
        for band in Band:
            self._ask_band(band, known.get(band))

    def _ask_band(self, band: Band, known: Any) -> None:
        words = {"band": band.label}
        self.fields[f"harm_{band}"] = forms.ChoiceField(
            label=_("患者への影響"),
            choices=Harm,
            initial=known.harm if known else Harm.NONE,
            widget=forms.Select(attrs={"class": "input select"}),
        )
        self.fields[f"other_{band}"] = forms.ChoiceField(
            label=_("そのほかの影響"),
            choices=OtherImpact,
            initial=known.other if known else OtherImpact.NONE,
            widget=forms.Select(attrs={"class": "input select"}),
        )
        self.fields[f"note_{band}"] = forms.CharField(
            label=_("内容（%(band)s）") % words,
            max_length=300,
            required=False,
            initial=known.note if known else "",
            widget=forms.TextInput(attrs={"class": "input"}),
        )

    def plain(self) -> Iterator[forms.BoundField]:
        """The fields that belong to no band."""
        return (field for field in self if not field.name.startswith(("harm_", "other_", "note_")))

    def bands(self) -> Iterator[BandFields]:
        """The fields of each band, in order of time."""
        for band in Band:
            names = (f"harm_{band}", f"other_{band}", f"note_{band}")
            yield BandFields(str(band.label), *(self[name] for name in names))

    def values(self) -> dict[str, Any]:
        said = super().values()
        impacts = {
            band.value: BandLine(
                said.pop(f"harm_{band}"), said.pop(f"other_{band}"), said.pop(f"note_{band}")
            )
            for band in Band
        }
        return {**said, "impacts": impacts}


class PartForm(ContinuityForm):
    """What one part of the plan says, and whom it names."""

    person = PersonChoice(label=_("人"), queryset=Person.objects.none(), required=False)
    text = forms.CharField(label=_("内容"), max_length=5_000, required=False, widget=area(6))

    def __init__(self, *args: Any, by: Person, key: PartKey, row: PlanPart | None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.offer_people(by, "person", row.person_id if row else None)
        if row is not None:
            self.fill(row)
        self.fields["text"].help_text = _HINTS[key]
        if key not in NEEDS_PERSON:
            del self.fields["person"]
            self.fields["text"].required = True
            return
        self.fields["person"].required = True
        self.fields["person"].label = _("宣言する人") if key == PartKey.TRIGGER else key.label
        self.fields["text"].required = key in NEEDS_TEXT
        if key not in NEEDS_TEXT:
            self.fields["text"].label, self.fields["text"].widget.attrs["rows"] = _("補足"), 3


class ItemForm(ContinuityForm):
    """Whether the plan settles an item of the five phases."""

    status = forms.ChoiceField(label=_("状態"), choices=PhaseStatus, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("BCPの箇所"),
        max_length=200,
        required=False,
        help_text=_("章や節の番号と題。策定済みのときは必ず書きます。"),
    )
    owner = PersonChoice(label=_("担当者"), queryset=Person.objects.none(), required=False)
    checked_on = DateInJapan(label=_("確かめた日"))
    note = forms.CharField(
        label=_("備考"),
        max_length=500,
        required=False,
        widget=area(2),
        help_text=_("該当しないときは、その理由を書きます。"),
    )

    def __init__(self, *args: Any, by: Person, row: PhaseCheck | None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.offer_people(by, "owner", row.owner_id if row else None)
        if row is not None:
            self.fill(row)
        self.fields["checked_on"].initial = clock.today()


class FunctionsChoice(forms.ModelMultipleChoiceField):
    """Services of the analysis."""


class PlaceForm(ContinuityForm):
    """Which services rest on an information system."""

    functions = FunctionsChoice(
        label=_("この情報システムが支える業務"),
        queryset=CareFunction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("止まると影響を受ける業務をすべて選びます。"),
    )

    def __init__(self, *args: Any, by: Person, system: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CareFunction.objects.visible_to(by).filter(ends_on__isnull=True).in_order()
        self.choose_from("functions", rows)
        self.fields["functions"].initial = list(
            rows.filter(links__system=system.pk).values_list("pk", flat=True)
        )
