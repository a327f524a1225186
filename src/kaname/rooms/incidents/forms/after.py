"""Forms for the time after: participants, measures, paper, review, the end; and the team of normal times."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan, MomentInJapan
from kaname.foundation.calendar.holidays import add_months
from kaname.rooms.incidents.models import PaperReentry, PostReview

from .fields import DirectedForm, executives, people_here

_MOST = 10_000_000


class ParticipantForm(RecordForm):
    """Who took part in finding the cause."""

    organisation = forms.CharField(label=_("組織"), max_length=200)
    person = forms.CharField(label=_("担当者"), max_length=100, required=False)
    part = forms.CharField(label=_("したこと"), max_length=300)
    contacted_at = MomentInJapan(label=_("最初に連絡した時刻"), required=False)


class MeasureForm(DirectedForm):
    """A measure against the cause, with whoever carries it out."""

    cause = forms.CharField(label=_("どの原因に応じるか"), max_length=300)
    title = forms.CharField(label=_("再発防止策"), max_length=200)
    field_order = ("cause", *DirectedForm.base_fields)


class AnnounceForm(RecordForm):
    """That the staff concerned were told."""

    announced_on = DateInJapan(label=_("知らせた日"))
    announced_how = forms.CharField(label=_("知らせた方法と相手"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["announced_on"].initial = clock.today()


class ReentryForm(RecordForm):
    """Paper records to be entered again."""

    what = forms.CharField(
        label=_("何の記録か"), max_length=200, help_text=_("例：救急外来の処方、11月19日から21日")
    )
    on_paper = forms.IntegerField(label=_("紙の枚数・件数"), min_value=0, max_value=_MOST)


class ReentryCheckForm(RecordForm):
    """How many were entered, counted against the paper."""

    entered = forms.IntegerField(label=_("入力した件数"), min_value=0, max_value=_MOST)
    difference = forms.CharField(label=_("差の理由"), max_length=300, required=False)

    def __init__(self, *args: Any, row: PaperReentry, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["entered"].initial = row.entered or row.on_paper


class ReviewForm(RecordForm):
    """The review after the incident."""

    held_on = DateInJapan(label=_("検証した日"))
    went_well = forms.CharField(label=_("うまくいったこと"), max_length=5_000, required=False, widget=area(3))
    went_badly = forms.CharField(label=_("うまくいかなかったこと"), max_length=5_000, widget=area(3))
    changes = forms.CharField(
        label=_("規程・BCPをどう変えるか（変えないなら理由）"), max_length=5_000, widget=area(3)
    )

    def __init__(self, *args: Any, row: PostReview | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["held_on"].initial = row.held_on if row else clock.today()
        for name in ("went_well", "went_badly", "changes"):
            self.fields[name].initial = getattr(row, name, "")


class ApproverForm(RecordForm):
    """Who decides."""

    approver = PersonChoice(label=_("決める人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("approver", executives(by))


class ClosingForm(ApproverForm):
    """What was found, for the executive who accepts it."""

    summary = forms.CharField(label=_("経緯と原因のまとめ"), max_length=5_000, widget=area(6))
    field_order = ("summary", "approver")


class MemberForm(RecordForm):
    """A place in the response team."""

    person = PersonChoice(label=_("メンバー"), queryset=Person.objects.none())
    part = forms.CharField(label=_("受け持ち"), max_length=100)
    is_lead = forms.BooleanField(label=_("リーダー"), required=False)
    starts_on = DateInJapan(label=_("始まりの日"), required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("person", people_here(by))


class NoTeamForm(ApproverForm):
    """Why no team is needed."""

    reason = forms.CharField(label=_("置かない理由"), max_length=2_000, widget=area(4))
    review_on = DateInJapan(label=_("見直す日"))
    field_order = ("reason", "review_on", "approver")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_on"].initial = add_months(clock.today(), 12)
