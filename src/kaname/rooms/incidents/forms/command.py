"""Forms of the alarm and of the command page: as short as an emergency allows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar.forms import MomentInJapan
from kaname.foundation.evidence.forms import FilesField
from kaname.rooms.incidents.choices import CareState, Gravity, LineKind, Moment, Precision, TeamRole
from kaname.rooms.incidents.drill_reads import standing_of
from kaname.rooms.incidents.models import CareFunction, Incident, PreservedItem

from .fields import offer_injects, people_here, people_in_charge, systems_in_use

ENTRY_KINDS = (
    (LineKind.LOG, _("起きたこと")),
    (LineKind.CONTACT, _("連絡したこと")),
    (LineKind.CHANGE, _("機器を変えたこと")),
    (LineKind.TASK, _("頼むこと")),
    (LineKind.DECISION, _("決めたこと")),
)


def _person(label: Any, *, required: bool = False, help_text: Any = "") -> PersonChoice:
    return PersonChoice(label=label, queryset=Person.objects.none(), required=required, help_text=help_text)


class AlarmForm(RecordForm):
    """What is wrong, where, since when. The rest comes later."""

    what = forms.CharField(
        label=_("何が起きていますか"),
        max_length=2_000,
        widget=area(3),
        help_text=_("見たままを書いてください。分からないことは書かなくてかまいません。"),
    )
    place = forms.CharField(label=_("どこですか"), max_length=200, required=False)
    occurred_at = MomentInJapan(
        label=_("いつからですか"), required=False, help_text=_("例：2:40、11/19 2:40。空欄なら今からです。")
    )


class DeclareForm(RecordForm):
    """The name of an incident and how grave it is."""

    title = forms.CharField(label=_("件名"), max_length=120)
    severity = forms.ChoiceField(
        label=_("重大さ"),
        choices=Gravity,
        widget=forms.RadioSelect,
        initial=Gravity.MAJOR,
        help_text=_("迷うときは「重大」にします。後から改められます。"),
    )

    def __init__(self, *args: Any, row: Incident, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["title"].initial = row.title
        self.fields["severity"].initial = row.severity or Gravity.MAJOR


class DismissForm(RecordForm):
    """Why it is no incident."""

    reason = forms.CharField(label=_("事故ではない理由"), max_length=300, widget=area(2))


class OccurredForm(RecordForm):
    """When it began, and how that is known."""

    occurred_at = MomentInJapan(label=_("起きた時刻"))
    precision = forms.ChoiceField(label=_("時刻の確かさ"), choices=Precision, widget=forms.RadioSelect)
    source = forms.CharField(label=_("何から分かったか"), max_length=200)

    def __init__(self, *args: Any, row: Incident, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["occurred_at"].initial = row.occurred_at
        self.fields["precision"].initial = row.occurred_precision
        self.fields["source"].initial = row.occurred_source


class EntryForm(RecordForm):
    """The one text box: what happened, what is asked, what was decided."""

    text = forms.CharField(label=_("起きたこと、頼むこと、決めたこと"), max_length=5_000, widget=area(2))
    kind = forms.ChoiceField(
        label=_("種類"), choices=ENTRY_KINDS, widget=forms.RadioSelect, initial=LineKind.LOG
    )
    at = MomentInJapan(label=_("起きた時刻"), required=False, help_text=_("例：14:20。空欄なら今です。"))
    source = forms.CharField(label=_("誰から・何から"), max_length=200, required=False)
    person = _person(_("頼む人"))
    due_at = MomentInJapan(label=_("いつまでに"), required=False, help_text=_("例：16:00"))
    item = forms.ModelChoiceField(
        label=_("変えた機器"), queryset=PreservedItem.objects.none(), required=False
    )
    unpreserved_reason = forms.CharField(
        label=_("保全の前に変えた理由"),
        max_length=300,
        required=False,
        help_text=_("記録を保全していない機器を変えたときだけ書きます。"),
    )

    def __init__(self, *args: Any, by: Person, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("person", people_here(by, incident))
        self.choose_from("item", PreservedItem.objects.filter(incident=incident).order_by("pk"))


class CorrectionForm(RecordForm):
    """The line that takes the place of a wrong one."""

    text = forms.CharField(label=_("正しい内容"), max_length=5_000, widget=area(3))
    occurred_at = MomentInJapan(label=_("起きた時刻"), required=False)


class FunctionForm(RecordForm):
    """How a function of care goes on."""

    state = forms.ChoiceField(label=_("状態"), choices=CareState, widget=forms.RadioSelect)
    impact = forms.CharField(label=_("患者への影響"), max_length=200, required=False)
    owner = _person(_("担当"))
    next_check_at = MomentInJapan(label=_("次の確認"), required=False, help_text=_("例：16:00"))

    def __init__(self, *args: Any, by: Person, row: CareFunction, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.choose_from("owner", people_here(by, row.incident))
        for name in ("state", "impact", "next_check_at"):
            self.fields[name].initial = getattr(row, name)
        self.fields["owner"].initial = row.owner_id


class FunctionNameForm(RecordForm):
    """A function that is not on the board yet."""

    name = forms.CharField(label=_("機能"), max_length=40)


class TaskDoneForm(RecordForm):
    """What came of something asked."""

    outcome = forms.CharField(label=_("結果"), max_length=300, required=False)


class RoleForm(RecordForm):
    """Who answers for what, with a deputy."""

    role = forms.ChoiceField(label=_("役割"), choices=TeamRole)
    person = _person(_("担当"), required=True)
    deputy = _person(_("代理"))
    handover = forms.CharField(
        label=_("引継ぎ"),
        max_length=5_000,
        required=False,
        widget=area(3),
        help_text=_("担当が替わるときは、いまの状況と次にすることを書きます。"),
    )

    def __init__(self, *args: Any, by: Person, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "deputy"):
            self.choose_from(name, people_here(by, incident))


class DecisionForm(RecordForm):
    """A decision of the moment."""

    moment = forms.ChoiceField(label=_("何についての判断か"), choices=Moment, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("決めたこと"),
        max_length=300,
        widget=area(2),
        help_text=_("例：検査部門のネットワークを切り離す"),
    )
    choice = forms.ChoiceField(
        label=_("結論"),
        choices=(("DO", _("する")), ("DO_NOT", _("しない"))),
        widget=forms.RadioSelect,
        initial="DO",
    )
    reason = forms.CharField(label=_("理由"), max_length=2_000, required=False, widget=area(2))
    system = forms.ModelChoiceField(label=_("情報システム"), queryset=Person.objects.none(), required=False)
    decided_by = _person(
        _("決めた人"), required=True, help_text=_("電話や口頭で決めたときは、その人を選びます。")
    )
    decided_at = MomentInJapan(
        label=_("決めた時刻"), required=False, help_text=_("例：14:20。空欄なら今です。")
    )

    inject = forms.ChoiceField(label=_("どの想定への対応か"), required=False)
    field_order = ("inject", "moment", "text", "choice", "reason", "system", "decided_by", "decided_at")

    def __init__(self, *args: Any, by: Person, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("decided_by", people_in_charge(by, incident))
        self.choose_from("system", systems_in_use(by))
        self.fields["decided_by"].initial = by.pk
        if incident.is_exercise:
            offer_injects(self.fields["inject"], standing_of(incident.drill))
        else:
            del self.fields["inject"]


class UndoForm(RecordForm):
    """Why a decision is taken back, and by whom."""

    reason = forms.CharField(label=_("取り消す理由"), max_length=2_000, widget=area(2))
    decided_by = _person(_("取消しを決めた人"), required=True)

    def __init__(self, *args: Any, by: Person, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("decided_by", people_in_charge(by, incident))
        self.fields["decided_by"].initial = by.pk


class ItemForm(RecordForm):
    """Something to be saved."""

    name = forms.CharField(
        label=_("保全する対象"), max_length=200, help_text=_("例：VPN装置の接続ログ、暗号化された画面の写真")
    )
    system = forms.ModelChoiceField(label=_("情報システム"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("system", systems_in_use(by))


class PreserveForm(RecordForm):
    """That it was saved, and how."""

    method = forms.CharField(label=_("方法"), max_length=200, help_text=_("例：設定画面からログを書き出した"))
    kept_at = forms.CharField(label=_("保管している場所"), max_length=200, required=False)
    digest = forms.CharField(label=_("ハッシュ値"), max_length=200, required=False)
    preserved_at = MomentInJapan(label=_("保全した時刻"), required=False)
    files = FilesField(label=_("ファイル"), required=False)  # type: ignore[assignment]


class LostForm(RecordForm):
    """Why nothing was left."""

    reason = forms.CharField(label=_("残っていなかった事情"), max_length=300, widget=area(2))
