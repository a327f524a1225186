"""Forms about the kit: its phrase, its copies, and what comes back in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.rooms.incidents.choices import Gravity

from .choices import Medium
from .models import KitCopy
from .reading import LARGEST_BYTES
from .sealing import LONGEST, SHORTEST, normal_phrase
from .selectors import incidents_to_join


def _phrase(label: Any, help_text: Any = "") -> forms.CharField:
    hidden = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=label, help_text=help_text, widget=hidden, max_length=LONGEST * 2, strip=False
    )


class MakeForm(RecordForm):
    """The phrase of a new kit, typed twice."""

    phrase = _phrase(gettext_lazy("合言葉"))
    phrase_again = _phrase(gettext_lazy("合言葉をもう一度"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phrase"].help_text = _(
            "%(n)s文字以上。関係のない言葉を三つ以上つなげると、覚えやすく破られにくくなります。"
            "Kanameは合言葉を残しません。忘れると開けません。"
        ) % {"n": SHORTEST}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, second = found.get("phrase"), found.get("phrase_again")
        if first and second and normal_phrase(first) != normal_phrase(second):
            raise ValidationError({"phrase_again": _("二つの合言葉が違います。もう一度入力してください。")})
        return found


class CopyForm(RecordForm):
    """Where a copy of the newest kit lies."""

    place = forms.CharField(
        label=gettext_lazy("場所"), max_length=200, help_text=gettext_lazy("例：当直室の金庫、対策本部の箱。")
    )
    medium = forms.ChoiceField(
        label=gettext_lazy("媒体"), choices=Medium, widget=forms.RadioSelect, initial=Medium.USB
    )
    holder = PersonChoice(
        label=gettext_lazy("持つ人"),
        queryset=Person.objects.none(),
        help_text=gettext_lazy("入れ替えの時期になると、この人に知らせます。"),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("holder", Person.objects.visible_to(by).active_on(clock.today()).by_reading())


class RefreshForm(RecordForm):
    """The day on which the newest kit was put there."""

    refreshed_on = DateInJapan(label=gettext_lazy("入れ替えた日"))

    def __init__(self, *args: Any, row: KitCopy, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["refreshed_on"].initial = clock.today()


class RecordFileForm(RecordForm):
    """The file that a kit wrote out, and the phrase that opens it."""

    file = forms.FileField(
        label=gettext_lazy("記録のファイル"),
        help_text=gettext_lazy(
            "キットの「記録を書き出す」で保存したファイル（kaname-kit-record-…json）です。"
        ),
    )
    phrase = _phrase(
        gettext_lazy("合言葉"),
        gettext_lazy("キットを開いた合言葉です。全角でも半角でも構いません。"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise ValidationError(
                _("ファイルが大きすぎます。キットから書き出した記録のファイルを選んでください。")
            )
        return file


class MergeForm(RecordForm):
    """Into which incident a record goes; `seen` is the print of what was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    incident = forms.ModelChoiceField(
        label=gettext_lazy("取り込む事故"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("新しい事故として始める"),
    )
    title = forms.CharField(
        label=gettext_lazy("新しい事故の件名"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("新しく始めるとき、または通報の段階の事故を選んだときに入力します。"),
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("重大さ"), choices=Gravity, initial=Gravity.MAJOR, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, by: Person, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = seen
        self.fields["seen"].initial = seen
        self.choose_from("incident", incidents_to_join(by))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.pop("seen", "") != self.present:
            posted: Any = self.data.copy()  # type: ignore[attr-defined]
            posted["seen"] = self.present
            self.data = posted
            raise ValidationError(
                _("別のファイルが開かれました。下の内容を確かめて、もう一度「取り込む」を選んでください。")
            )
        return found
