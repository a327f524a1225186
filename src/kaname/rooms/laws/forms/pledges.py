"""Forms about pledges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.record_forms import RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.evidence.forms import FilesField
from kaname.rooms.laws.choices import PledgeWay
from kaname.rooms.laws.models import PledgeText
from kaname.rooms.laws.selectors.pledges import people_asked


class TextForm(RecordForm):
    """A new version of a pledge's text."""

    title = forms.CharField(label=_("題名"), max_length=100)
    kind = forms.ChoiceField(
        label=_("誓約する人の区分"),
        choices=[("", _("すべての人")), *PersonKind.choices],
        required=False,
        help_text=_("区分ごとの文面があれば、その区分の人にはそれを使います。"),
    )
    body = forms.CharField(label=_("本文"), max_length=20_000, widget=area(14))
    starts_on = DateInJapan(label=_("使い始める日"))
    valid_months = forms.IntegerField(
        label=_("有効な期間（月）"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("空のままなら、在籍を終えるまで有効です。"),
    )
    renew_by = DateInJapan(
        label=_("前の版の誓約を求め直す期限"),
        required=False,
        help_text=_("入力すると、この日の翌日から、前の版への誓約は数えません。空のままなら求め直しません。"),
    )


class SignForm(RecordForm):
    """Signing on the screen."""

    agreed = forms.BooleanField(label=_("読んで理解し、誓約します"))
    signature = forms.CharField(label=_("署名（氏名を入力）"), max_length=100)


class PeopleChoice(forms.ModelMultipleChoiceField):
    """Several people, shown with company or kind."""

    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return f"{person.title_and_name}（{person.employer or person.get_kind_display()}）"


class RecordPledgesForm(RecordForm):
    """Pledges on paper or in contracts, for one person or many."""

    people = PeopleChoice(
        label=_("誓約した人"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    way = forms.ChoiceField(
        label=_("方法"),
        choices=[(w.value, w.label) for w in (PledgeWay.PAPER, PledgeWay.CLAUSE)],
        widget=forms.RadioSelect,
        initial=PledgeWay.PAPER,
    )
    text = forms.ModelChoiceField(
        label=_("署名した文面（紙のとき）"), queryset=PledgeText.objects.none(), required=False
    )
    clause = forms.CharField(
        label=_("契約と条項（条項のとき）"),
        max_length=300,
        required=False,
        help_text=_("例：労働者派遣契約書（令和8年4月1日）第12条"),
    )
    signed_on = DateInJapan(label=_("誓約した日・契約の日"))
    valid_until = DateInJapan(
        label=_("有効な最後の日"),
        required=False,
        help_text=_("契約に終わりの日があれば入力します。空なら、文面の期間か在籍の終わりまでです。"),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("写し（読み取ったPDFなど）"),
        required=False,
        help_text=_("何人分かを一つのファイルにまとめて読み取ってもかまいません。"),
    )

    def __init__(self, *args: Any, by: Person, people: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        asked = [p.pk for p in people_asked(by.institution, on=today) if people is None or p.pk in people]
        rows = Person.objects.of(by.institution).filter(pk__in=asked)
        self.choose_from("people", rows.order_by("kana", "name", "pk"))
        self.choose_from("text", PledgeText.objects.of(by.institution).order_by("-starts_on", "-pk"))
        newest = self.fields["text"].queryset.first()  # type: ignore[attr-defined]
        self.fields["text"].initial = newest.pk if newest else None
        self.fields["signed_on"].initial = today

    def clean(self) -> dict[str, Any]:
        """Paper needs its scan."""
        data = super().clean() or self.cleaned_data
        if data.get("way") == PledgeWay.PAPER and "files" in data and not data["files"]:
            self.add_error("files", _("署名した紙の写しを付けてください。"))
        return data


class ScanForm(RecordForm):
    """The scan of a pledge."""

    files = FilesField(label=_("写し（読み取ったPDFなど）"))  # type: ignore[assignment]
