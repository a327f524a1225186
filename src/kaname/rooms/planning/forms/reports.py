"""Forms of status reports: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.decisions.selectors import people_who_may_review
from kaname.foundation.directives.selectors import people_to_tell
from kaname.rooms.planning.models import Assessment, StatusReport
from kaname.rooms.planning.models.reports import MAX_TEXT
from kaname.rooms.planning.selectors.reports import executives_for
from kaname.rooms.planning.selectors.sections import ShownSection

DUE_DAYS = 60


class BeginForm(RecordForm):
    """About which period a report is to be."""

    starts_on = DateInJapan(label=_("対象期間の初日"))
    ends_on = DateInJapan(label=_("対象期間の末日"))
    title = forms.CharField(
        label=_("表題"),
        max_length=200,
        required=False,
        help_text=_("空のままにすると、種類と期間から付けます。"),
    )


class WriteForm(RecordForm):
    """What the author says: of each section of the material, and of the whole."""

    title = forms.CharField(label=_("表題"), max_length=200)
    starts_on = DateInJapan(label=_("対象期間の初日"))
    ends_on = DateInJapan(
        label=_("対象期間の末日"), help_text=_("期間を変えて保存すると、素材を読み直します。")
    )
    change_note = forms.CharField(
        label=_("差戻しを受けて直したところ"), max_length=2_000, required=False, widget=area(3)
    )
    assessment = forms.ChoiceField(
        label=_("全体の評価"), choices=Assessment, required=False, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("報告者の所見"),
        max_length=MAX_TEXT,
        required=False,
        widget=area(6),
        help_text=_("何がうまくいき、何が課題か。経営層が最初に読みます。"),
    )
    proposals = forms.CharField(
        label=_("経営層への提案"),
        max_length=MAX_TEXT,
        required=False,
        widget=area(4),
        help_text=_("決めてほしいこと、指示してほしいこと。なければ空のままにします。"),
    )

    def __init__(
        self, *args: Any, report: StatusReport, sections: Sequence[ShownSection], **kwargs: Any
    ) -> None:
        super().__init__(*args, row=report, **kwargs)
        self.sections = sections
        names = ("title", "starts_on", "ends_on", "change_note", "assessment", "comment", "proposals")
        for name in names:
            self.fields[name].initial = getattr(report, name)
        if report.version == 1:
            del self.fields["change_note"]
        for section in sections:
            self.fields[f"comment_{section.key}"] = forms.CharField(
                label=_("「%(title)s」への所見") % {"title": section.title},
                max_length=MAX_TEXT,
                required=False,
                initial=section.comment,
                widget=forms.Textarea(attrs={"rows": 3, "class": "input textarea"}),
            )

    def parts(self) -> Iterator[tuple[ShownSection, forms.BoundField]]:
        """Each section with the field for what the author says of it."""
        for section in self.sections:
            yield section, self[f"comment_{section.key}"]

    def values(self) -> dict[str, Any]:
        values = super().values()
        comments = {s.name: values.pop(f"comment_{s.key}", "") for s in self.sections}
        return {**values, "comments": comments}


class SendForm(RecordForm):
    """Before whom the report is put."""

    reviewer = PersonChoice(
        label=_("先に確かめる人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("医療情報システム安全管理責任者などに、経営層の前に見てもらうとき。"),
    )
    addressee = PersonChoice(label=_("報告を受ける経営層"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, report: StatusReport, **kwargs: Any) -> None:
        super().__init__(*args, row=report, **kwargs)
        executives = executives_for(by)
        self.choose_from("addressee", executives)
        self.choose_from("reviewer", people_who_may_review(by).exclude(pk=by.pk))
        if len(found := list(executives[:2])) == 1:
            self.fields["addressee"].initial = found[0]


class OrderForm(RecordForm):
    """What must be improved, by whom and until when."""

    addressee = PersonChoice(label=_("あて先"), queryset=Person.objects.none())
    title = forms.CharField(label=_("件名"), max_length=200)
    body = forms.CharField(label=_("改善の内容"), max_length=MAX_TEXT, widget=area(5))
    due_on = DateInJapan(label=_("期限"))

    def __init__(self, *args: Any, by: Person, reason: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("addressee", people_to_tell(by))
        self.fields["body"].initial = reason
        self.fields["due_on"].initial = clock.today() + timedelta(days=DUE_DAYS)
