"""Forms about desks and the rules of the classes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.rooms.inquiries.choices import Audience, NoticePlace
from kaname.rooms.inquiries.selectors import people_who_may_answer_for


class DeskForm(RecordForm):
    """A desk: who answers for it, how it is reached."""

    name = forms.CharField(label=_("窓口の名前"), max_length=100)
    audience = forms.ChoiceField(label=_("だれのための窓口か"), choices=Audience)
    responsible = PersonChoice(
        label=_("責任者"),
        queryset=Person.objects.none(),
        help_text=_("窓口担当・企画管理者・安全管理責任者・経営層から選べます。"),
    )
    deputy = PersonChoice(label=_("代行する人"), queryset=Person.objects.none(), required=False)
    phone = forms.CharField(label=_("電話"), max_length=60, required=False)
    email = forms.EmailField(label=_("メール"), required=False)
    place = forms.CharField(label=_("窓口の場所"), max_length=200, required=False)
    hours = forms.CharField(label=_("受付時間"), max_length=200, required=False)
    has_public_form = forms.BooleanField(
        label=_("ウェブの受付を開く"),
        required=False,
        help_text=_("サインインせずに書ける受付のページを開き、掲示にそのアドレスを載せます。"),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("responsible", "deputy"):
            self.choose_from(name, people_who_may_answer_for(by.institution))


class NoticeForm(RecordForm):
    """Where the desk is announced, and what shows it."""

    where = forms.ChoiceField(label=_("掲示した所"), choices=NoticePlace)
    confirmed_on = DateInJapan(label=_("確かめた日"))
    photo = forms.FileField(label=_("掲示の写真"), required=False)
    url = forms.URLField(label=_("ページのアドレス"), max_length=500, required=False, assume_scheme="https")
    note = forms.CharField(label=_("備考"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed_on"].initial = clock.today()


class ClassForm(RecordForm):
    """The rules of one class."""

    due_days = forms.IntegerField(label=_("回答までの日数"), min_value=1, max_value=180)
    in_working_days = forms.BooleanField(label=_("営業日で数える"), required=False)
    needs_approval = forms.BooleanField(label=_("回答に承認が要る"), required=False)
    needs_identity = forms.BooleanField(label=_("本人確認が要る"), required=False)
    on_public_form = forms.BooleanField(label=_("ウェブの受付で選べる"), required=False)
    retention_years = forms.IntegerField(
        label=_("保存する年数"), min_value=1, max_value=30, help_text=_("終わってからの年数です。")
    )
