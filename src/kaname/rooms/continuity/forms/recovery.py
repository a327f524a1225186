"""Forms of recovery procedures, backups and their tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, ReasonForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.durations import Duration
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.decisions.selectors import people_who_may_decide, people_who_may_review
from kaname.foundation.directives.selectors import people_to_tell
from kaname.foundation.evidence.forms import FilesField
from kaname.rooms.continuity.choices import CheckKind, CheckResult, OfflineCopy
from kaname.rooms.continuity.models import Backup, RecoveryProcedure, RestoreCheck

from .common import ContinuityForm

DUE_DAYS = 60
REVIEW_MONTHS = 12


class BeginForm(ContinuityForm):
    """For which system a procedure is begun."""

    system = forms.ModelChoiceField(label=_("情報システム"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_systems(by, "system")


class ProcedureForm(ContinuityForm):
    """How a system is brought back."""

    order = forms.IntegerField(
        label=_("復旧の順番"), min_value=1, max_value=999, help_text=_("小さい番号から復旧します。")
    )
    dependencies = forms.ModelMultipleChoiceField(
        label=_("先に要る情報システム"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("これらが動いてから、この手順を始めます。"),
    )
    responsible = PersonChoice(label=_("責任者"), queryset=Person.objects.none())
    rto_minutes = Duration(label=_("目標復旧時間（RTO）"), required=False)
    rpo_minutes = Duration(
        label=_("許容できる欠損（RPO）"),
        required=False,
        help_text=_("どこまで前のデータに戻ってよいか。「1時間」「1日」のように書きます。"),
    )
    steps = forms.CharField(
        label=_("手順"),
        max_length=20_000,
        required=False,
        widget=area(10),
        help_text=_("一行に一つ、行う順に書きます。だれが、どこで、何をするか。"),
    )
    cleanness = forms.CharField(
        label=_("再開の前の確かめ方"),
        max_length=5_000,
        required=False,
        widget=area(4),
        help_text=_("不正なプログラムや侵入の跡が残っていないことを、何で、だれが確かめるか。"),
    )
    next_review_on = DateInJapan(label=_("見直しの期限"), required=False)
    change_note = forms.CharField(label=_("変えたところ"), max_length=500, required=False, widget=area(2))

    def __init__(self, *args: Any, by: Person, row: RecoveryProcedure, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        linked = [link.system_id for link in row.links.all()]
        self.offer_people(by, "responsible", row.responsible_id)
        self.offer_systems(by, "dependencies", linked)
        field: Any = self.fields["dependencies"]
        field.queryset = field.queryset.exclude(pk=row.system_id)
        self.fill(row, but=["dependencies"])
        self.fields["dependencies"].initial = linked
        if row.next_review_on is None:
            self.fields["next_review_on"].initial = add_months(clock.today(), REVIEW_MONTHS)
        if row.version == 1:
            del self.fields["change_note"]


class AskForm(ContinuityForm):
    """Before whom something is put."""

    reviewer = PersonChoice(
        label=_("先に確かめる人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("医療情報システム安全管理責任者などに、経営層の前に見てもらうとき。"),
    )
    approver = PersonChoice(label=_("決裁する経営層"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        executives = people_who_may_decide(by)
        self.choose_from("approver", executives)
        self.choose_from("reviewer", people_who_may_review(by).exclude(pk=by.pk))
        if len(found := list(executives[:2])) == 1:
            self.fields["approver"].initial = found[0]


class BackupForm(ContinuityForm):
    """How data of a system are kept."""

    system = forms.ModelChoiceField(label=_("情報システム"), queryset=Person.objects.none())
    subject = forms.CharField(
        label=_("対象"), max_length=200, help_text=_("データベース、画像、設定など、何を取っているか。")
    )
    method = forms.CharField(
        label=_("方法"), max_length=300, required=False, help_text=_("全体か差分か、何に取るか。")
    )
    frequency = forms.CharField(label=_("頻度"), max_length=100, required=False)
    generations = forms.IntegerField(
        label=_("世代"), min_value=1, max_value=9_999, required=False, help_text=_("何回分を残しているか。")
    )
    offline_copy = forms.ChoiceField(
        label=_("切り離した控え"),
        choices=OfflineCopy,
        widget=forms.RadioSelect,
        initial=OfflineCopy.UNKNOWN,
        help_text=_("ネットワークから手が届かない控えがあるか。"),
    )
    offline_how = forms.CharField(
        label=_("切り離し方"),
        max_length=300,
        required=False,
        help_text=_("取り終えたら抜く、書き換えられない保管にするなど、どう、いつ切り離すか。"),
    )
    location = forms.CharField(label=_("保管場所"), max_length=200, required=False)
    responsible = PersonChoice(label=_("担当者"), queryset=Person.objects.none(), required=False)
    starts_on = DateInJapan(label=_("始めた日"), required=False, help_text=_("空欄なら今日です。"))
    note = forms.CharField(label=_("備考"), max_length=500, required=False, widget=area(2))

    def __init__(self, *args: Any, by: Person, row: Backup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.offer_people(by, "responsible", row.responsible_id if row else None)
        self.offer_systems(by, "system", [row.system_id] if row else [])
        if row is not None:
            self.fill(row)
            self.fields["starts_on"].required, self.fields["starts_on"].help_text = True, ""


class EndForm(ReasonForm):
    """The last day on which a backup is made, and why."""

    ends_on = DateInJapan(label=_("最後の日"))
    field_order = ("ends_on", "reason")


class CheckForm(ContinuityForm):
    """A restore test or self-check that was held."""

    kind = forms.ChoiceField(
        label=_("種類"), choices=CheckKind, widget=forms.RadioSelect, initial=CheckKind.RESTORE_TEST
    )
    system = forms.ModelChoiceField(
        label=_("情報システム"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("復旧手順の全体を点検したときは空欄にします。"),
    )
    held_on = DateInJapan(label=_("行った日"))
    subject = forms.CharField(
        label=_("対象"), max_length=300, help_text=_("何を復元したか、何を点検したか。")
    )
    used_offline_copy = forms.BooleanField(label=_("切り離した控えから復元した"), required=False)
    measured_minutes = Duration(label=_("かかった時間"), required=False)
    data_age_minutes = Duration(
        label=_("データの古さ"),
        required=False,
        help_text=_("復元したデータは、どれだけ前のものだったか。「1時間」「1日」のように書きます。"),
    )
    result = forms.ChoiceField(label=_("結果"), choices=CheckResult, widget=forms.RadioSelect)
    outcome = forms.CharField(
        label=_("分かったこと"),
        max_length=5_000,
        required=False,
        widget=area(4),
        help_text=_("経営層が最初に読みます。課題があれば、何が課題だったか。"),
    )
    held_by = PersonChoice(label=_("行った人"), queryset=Person.objects.none())
    files = FilesField(label=_("証拠のファイル"), required=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, by: Person, row: RestoreCheck | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.offer_people(by, "held_by", row.held_by_id if row else None)
        self.offer_systems(by, "system", [row.system_id] if row and row.system_id else [])
        if row is not None:
            self.fill(row, but=["files"])
            return
        self.fields["held_by"].initial, self.fields["held_on"].initial = by.pk, clock.today()


class FindingForm(ContinuityForm):
    """What a check showed to be wrong, and who puts it right until when."""

    title = forms.CharField(label=_("課題"), max_length=200)
    description = forms.CharField(label=_("内容"), max_length=5_000, widget=area(4))
    addressee = PersonChoice(label=_("改善する人"), queryset=Person.objects.none())
    due_on = DateInJapan(label=_("期限"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("addressee", people_to_tell(by))
        self.fields["due_on"].initial = clock.today() + timedelta(days=DUE_DAYS)


class DirectForm(ContinuityForm):
    """Who puts a finding right until when."""

    addressee = PersonChoice(label=_("改善する人"), queryset=Person.objects.none())
    due_on = DateInJapan(label=_("期限"))

    def __init__(self, *args: Any, by: Person, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.choose_from("addressee", people_to_tell(by))
        self.fields["due_on"].initial = clock.today() + timedelta(days=DUE_DAYS)
