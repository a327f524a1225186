"""Forms of drills: the plan, who takes part, answers, marks, the evaluation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar.forms import DateInJapan, MomentInJapan
from kaname.rooms.incidents.choices import DrillMarkValue, DrillPart, LineKind, TeamRole
from kaname.rooms.incidents.drill_reads import DrillStanding
from kaname.rooms.incidents.drills.scenario import MOST_BYTES, parse, read_file, shipped_scenarios
from kaname.rooms.incidents.models import Drill, DrillMark

from .fields import DirectedForm, offer_injects, people_here, people_in_charge

ANSWER_KINDS = (
    (LineKind.LOG, _("したこと・分かったこと")),
    (LineKind.CONTACT, _("連絡したこと")),
    (LineKind.CHANGE, _("機器を変えたこと")),
)


class DrillForm(RecordForm):
    """When, where and what for."""

    title = forms.CharField(label=_("訓練の名前"), max_length=120)
    planned_on = DateInJapan(label=_("実施する日"))
    place = forms.CharField(label=_("場所"), max_length=100, required=False)
    purpose = forms.CharField(label=_("ねらい"), max_length=300, required=False, widget=area(2))

    def __init__(self, *args: Any, row: Drill | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row is not None:
            for name in ("title", "planned_on", "place", "purpose"):
                self.fields[name].initial = getattr(row, name)


class DrillPlanForm(DrillForm):
    """A new drill: one of Kaname's scenarios, or the hospital's own file."""

    scenario = forms.ChoiceField(label=_("シナリオ"), widget=forms.RadioSelect, required=False)
    file = forms.FileField(
        label=_("自院のシナリオのファイル"),
        required=False,
        help_text=_(
            "選ぶと、上のシナリオの代わりに使います。書き方は、用意されたシナリオのファイルを手本にしてください。"
        ),
    )
    facilitator = PersonChoice(
        label=_("進行役"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("これから出る想定が見えるのは進行役だけです。空欄なら計画する人です。"),
    )
    field_order = ("scenario", "file", "title", "planned_on", "place", "purpose", "facilitator")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, _label(raw)) for key, raw in shipped_scenarios().items()]
        self.fields["scenario"].choices = choices  # type: ignore[attr-defined]
        self.fields["scenario"].initial = "ransomware"
        self.fields["title"].required = False
        self.fields["title"].help_text = _("空欄ならシナリオの名前になります。")
        self.choose_from("facilitator", people_in_charge(by))

    def clean_file(self) -> dict[str, Any] | None:
        """The hospital's own scenario, checked."""
        file = self.cleaned_data["file"]
        return read_file(file.read(MOST_BYTES + 1)) if file else None

    def values(self) -> dict[str, Any]:
        """For the service: the file takes the place of the scenario that was chosen."""
        values = super().values()
        script = values.pop("file")
        return {**values, "script": script}


def _label(raw: dict[str, Any]) -> str:
    found = parse(raw)
    return str(_("%(title)s（約%(n)s分）　%(summary)s")) % {
        "title": found.title,
        "n": found.play_minutes,
        "summary": found.summary,
    }


class DrillPersonForm(RecordForm):
    """Somebody who takes part."""

    person = PersonChoice(
        label=_("院内の人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_(
            "訓練の画面を開けるのは、対応にあたる役割の人です。ほかの人は、その場で口頭で加わります。"
        ),
    )
    guest = forms.CharField(
        label=_("院外の人の名前と所属"), max_length=100, required=False, help_text=_("例：保守会社 長尾さん")
    )
    part = forms.ChoiceField(
        label=_("役目"), choices=DrillPart, widget=forms.RadioSelect, initial=DrillPart.PLAYER
    )
    role = forms.ChoiceField(
        label=_("訓練での役割"),
        choices=[("", _("決めない")), *TeamRole.choices],
        required=False,
        help_text=_("始めると、この役割が体制に入ります。同じ役割の二人目は代理になります。"),
    )

    def __init__(self, *args: Any, by: Person, parts: Collection[DrillPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("person", people_here(by))
        self.fields["part"].choices = [(part.value, part.label) for part in DrillPart if part in parts]  # type: ignore[attr-defined]


class PaperDrillForm(RecordForm):
    """When it was played on paper."""

    started_at = MomentInJapan(label=_("始めた時刻"), help_text=_("例：11/19 14:00"))
    ended_at = MomentInJapan(label=_("終えた時刻"))


class AnswerForm(RecordForm):
    """What the players did about an inject."""

    inject = forms.ChoiceField(label=_("どの想定への対応か"), required=False)
    text = forms.CharField(label=_("したこと、分かったこと、連絡したこと"), max_length=5_000, widget=area(2))
    kind = forms.ChoiceField(
        label=_("種類"), choices=ANSWER_KINDS, widget=forms.RadioSelect, initial=LineKind.LOG
    )
    occurred_at = MomentInJapan(
        label=_("実際の時刻"),
        required=False,
        help_text=_("想定の中の時刻ではなく、時計の時刻です。例：14:20。空欄なら今です。"),
    )
    source = forms.CharField(label=_("誰から・誰に"), max_length=200, required=False)

    def __init__(self, *args: Any, standing: DrillStanding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_injects(self.fields["inject"], standing)


class DrillMarkForm(RecordForm):
    """Whether something expected was done."""

    value = forms.ChoiceField(label=_("できたか"), choices=DrillMarkValue, widget=forms.RadioSelect)
    note = forms.CharField(label=_("気づいたこと"), max_length=300, required=False, widget=area(2))

    def __init__(self, *args: Any, row: DrillMark | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row is not None:
            self.fields["value"].initial, self.fields["note"].initial = row.value, row.note


class EvaluationForm(RecordForm):
    """What went well, what did not."""

    went_well = forms.CharField(label=_("うまくいったこと"), max_length=5_000, widget=area(4))
    went_badly = forms.CharField(label=_("うまくいかなかったこと"), max_length=5_000, widget=area(4))

    def __init__(self, *args: Any, row: Drill, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("went_well", "went_badly"):
            self.fields[name].initial = getattr(row, name)


class FindingForm(DirectedForm):
    """What was wanting, and who mends it."""

    months = 2

    what = forms.CharField(label=_("課題"), max_length=300, widget=area(2))
    field_order = ("what", *DirectedForm.base_fields)
