"""Forms about one inquiry."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.rooms.inquiries.choices import ENTERED_CHANNELS, CloseReason, IdentityMethod, InquiryKind
from kaname.rooms.inquiries.models import ContactPoint
from kaname.rooms.inquiries.selectors import desks_open

WITHOUT_NAMES = _("一覧やお知らせに出ます。個人の名前や病名は書かないでください。")
MAX_TEXT = 100_000


class EnterForm(RecordForm):
    """An inquiry that somebody took."""

    desk = forms.ModelChoiceField(label=_("窓口"), queryset=ContactPoint.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("区分"), choices=InquiryKind)
    channel = forms.ChoiceField(label=_("受け付けた方法"), choices=ENTERED_CHANNELS)
    received_on = DateInJapan(label=_("受付日"))
    subject = forms.CharField(label=_("件名"), max_length=100, help_text=WITHOUT_NAMES)
    body = forms.CharField(label=_("内容"), max_length=MAX_TEXT, widget=area(8), strip=False)
    sender = forms.CharField(label=_("氏名"), max_length=200, required=False)
    contact = forms.CharField(
        label=_("連絡先"),
        max_length=200,
        required=False,
        help_text=_("電話番号、メール、住所など、返事の宛先です。"),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("desk", desks_open(by.institution, clock.today()))
        self.fields["received_on"].initial = clock.today()

    def values(self) -> dict[str, Any]:
        """As the service takes them: a day before today becomes nine in the morning of that day."""
        values = super().values()
        day = values.pop("received_on")
        past = datetime.combine(day, time(9), clock.JST)
        return {**values, "received_at": None if day == clock.today() else past}


class TitleForm(RecordForm):
    """The title under which lists show it."""

    subject = forms.CharField(label=_("件名"), max_length=100, help_text=WITHOUT_NAMES)


class AssignForm(RecordForm):
    """Who works on it."""

    assignee = PersonChoice(label=_("担当"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("assignee", people)


class KindForm(RecordForm):
    """The class to which it belongs."""

    kind = forms.ChoiceField(
        label=_("区分"), choices=InquiryKind, help_text=_("回答の期限は、受付日から数え直します。")
    )


class IdentityForm(RecordForm):
    """How it was made sure who asks."""

    method = forms.ChoiceField(label=_("確かめた方法"), choices=IdentityMethod, widget=forms.RadioSelect)


class DraftForm(RecordForm):
    """The answer."""

    answer = forms.CharField(label=_("回答の文"), max_length=MAX_TEXT, widget=area(12), strip=False)


class ApprovalForm(RecordForm):
    """Before whom the answer is put."""

    approver = PersonChoice(label=_("承認する人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("approver", people)


class ErasureForm(ApprovalForm):
    """Before whom the erasure is put."""


class ResubmitForm(DraftForm):
    """The mended answer, and what was mended."""

    comment = forms.CharField(
        label=_("直したこと"),
        max_length=1000,
        widget=area(3),
        help_text=_("決裁の記録に残ります。個人の名前や病名は書かないでください。"),
    )


class WithdrawForm(RecordForm):
    """Why the request is taken back."""

    reason = forms.CharField(
        label=_("取り下げる理由"),
        max_length=1000,
        widget=area(3),
        help_text=_("決裁の記録に残ります。個人の名前や病名は書かないでください。"),
    )


class AnswerForm(RecordForm):
    """How and when the answer was given."""

    channel = forms.ChoiceField(label=_("回答の方法"), choices=ENTERED_CHANNELS)
    answered_on = DateInJapan(label=_("回答日"))
    close = forms.BooleanField(label=_("これで終わりにする"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = clock.today()


class CloseForm(RecordForm):
    """Why nothing more is to be done."""

    reason = forms.ChoiceField(label=_("終了の理由"), choices=CloseReason, widget=forms.RadioSelect)

    def __init__(self, *args: Any, was_answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [c for c in CloseReason.choices if (c[0] == CloseReason.DONE) == was_answered]
        self.fields["reason"].choices = offered  # type: ignore[attr-defined]
        if was_answered:
            self.fields["reason"].initial = CloseReason.DONE


class LookupForm(RecordForm):
    """Who is on the telephone."""

    words = forms.CharField(label=_("氏名か連絡先の一部"), max_length=100, min_length=2)
