"""Forms of documents: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm
from kaname.foundation.access.roles import INSIDERS, Role
from kaname.foundation.audiences.fields import AudienceField
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.decisions.models import StepKind
from kaname.foundation.decisions.selectors import people_who_may_review
from kaname.foundation.decisions.services import Step
from kaname.foundation.ledger.findings import Fact
from kaname.web.forms import KanameForm

from .choices import PROVISIONS_OF, AudienceKind, DistributionMethod, DocumentType, ProvisionKey
from .models import Document, DocumentVersion
from .selectors import people_who_may_approve

MAX_TEXT = 400_000


class DocumentForm(RecordForm):
    """What the register says of a document."""

    title = forms.CharField(label=_("文書名"), max_length=200)
    type = forms.ChoiceField(label=_("種類"), choices=DocumentType)
    number = forms.CharField(
        label=_("文書番号"),
        max_length=40,
        required=False,
        help_text=_("空のままにすると、順に番号を付けます。"),
    )
    owner = PersonChoice(label=_("管理する人"), queryset=Person.objects.none())
    audience = forms.ChoiceField(
        label=_("配付範囲"), choices=AudienceKind, widget=forms.RadioSelect, initial=AudienceKind.ALL_STAFF
    )
    audience_roles = forms.MultipleChoiceField(
        label=_("読む役割"),
        choices=[(role.value, role.label) for role in Role if role in INSIDERS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("配付範囲が「役割を選ぶ」のときに選びます。"),
    )
    audience_rule = AudienceField(
        label=_("対象者"),
        help_text=_(
            "配付範囲が「区分・部門・役割で決める」のときに選びます。印を付けたものに当てはまる職員に絞ります。"
        ),
    )
    review_months = forms.IntegerField(label=_("見直しの間隔（月）"), min_value=1, max_value=60, initial=12)

    def __init__(self, *args: Any, by: Person, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.of(by.institution).active_on(clock.today()).order_by("kana", "name", "pk")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["owner"].initial = by
        self.fields["audience_rule"].offer(by.institution)  # type: ignore[attr-defined]
        if document:
            self.fields["number"].required, self.fields["number"].help_text = True, ""
            for name in ("title", "type", "number", "owner", "audience", "review_months", "revision"):
                self.fields[name].initial = getattr(document, name)
            self.fields["audience_roles"].initial = document.roles
            self.fields["audience_rule"].initial = document.rule


class ContentForm(RecordForm):
    """What every version carries besides its text: what changed, where clauses stand, what a chart shows."""

    change_note = forms.CharField(
        label=_("改定の理由と内容"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        required=False,
        help_text=_("第2版からは必ず書きます。承認する人が最初に読みます。"),
    )

    def __init__(
        self,
        *args: Any,
        document: Document,
        version: DocumentVersion | None = None,
        appointments: Sequence[Fact] = (),
        asked: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._keep_lists(document, version, appointments)
        self._keep_provisions(document, version, asked)
        if version:
            self.fields["change_note"].initial = version.change_note
            self.fields["revision"].initial = version.revision

    def _keep_lists(
        self, document: Document, version: DocumentVersion | None, appointments: Sequence[Fact]
    ) -> None:
        if document.type != DocumentType.ORGANISATION_CHART:
            return
        known = [(fact.ref, fact.label) for fact in appointments]
        listed = version.lists if version else [ref for ref, _label in known]
        known += [(ref, _("終わった任命 %(ref)s") % {"ref": ref}) for ref in listed if ref not in dict(known)]
        self.fields["lists"] = forms.MultipleChoiceField(
            label=_("この図に載せている任命"),
            choices=known,
            initial=listed,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
            required=False,
        )

    def _keep_provisions(
        self, document: Document, version: DocumentVersion | None, asked: Sequence[str]
    ) -> None:
        places = {p.key: p.place for p in version.provisions.all()} if version else {}
        wanted = [*PROVISIONS_OF.get(document.type, ()), *asked, *places]
        for key in dict.fromkeys(k for k in wanted if k in ProvisionKey.values):
            self.fields[f"provision_{key}"] = forms.CharField(
                label=_("「%(clause)s」の箇所") % {"clause": ProvisionKey(key).label},
                max_length=100,
                required=False,
                initial=places.get(key, ""),
                help_text=_("例：第3条第2項"),
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    def values(self) -> dict[str, Any]:
        values = super().values()
        names = [name for name in values if name.startswith("provision_")]
        provisions = {name.removeprefix("provision_"): values.pop(name) for name in names}
        return {**values, "provisions": provisions}


class DraftForm(ContentForm):
    """A version as a text in Markdown."""

    body = forms.CharField(
        label=_("本文"),
        widget=forms.Textarea(attrs={"rows": 28, "class": "tall"}),
        max_length=MAX_TEXT,
        required=False,
        help_text=_("見出しは「## 」、箇条書きは「- 」で始めます。"),
    )
    field_order = ("revision", "body", "change_note")


class UploadForm(ContentForm):
    """A version as an uploaded file."""

    upload = forms.FileField(
        label=_("ファイル"), help_text=_("PDF、Word、Excel、画像など。内容は変えずに保管します。")
    )
    field_order = ("revision", "upload", "change_note")


class ApprovalForm(RecordForm):
    """Before whom a draft is put, and from when it holds."""

    reviewer = PersonChoice(label=_("審査する人"), queryset=Person.objects.none(), required=False)
    approver = PersonChoice(label=_("承認する人"), queryset=Person.objects.none())
    effective_on = DateInJapan(label=_("施行日"))
    next_review_on = DateInJapan(label=_("次の見直し期限"))
    summary = forms.CharField(
        label=_("承認する人への説明"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        required=False,
    )

    def __init__(self, *args: Any, by: Person, version: DocumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["approver"].queryset = people_who_may_approve(by, version.document)  # type: ignore[attr-defined]
        self.fields["reviewer"].queryset = people_who_may_review(by).exclude(pk=by.pk)  # type: ignore[attr-defined]
        self.fields["effective_on"].initial = today
        self.fields["next_review_on"].initial = add_months(today, version.document.review_months)
        self.fields["revision"].initial = version.revision

    def values(self) -> dict[str, Any]:
        values = super().values()
        reviewer, approver = values.pop("reviewer"), values.pop("approver")
        review = [Step(StepKind.REVIEW, reviewer)] if reviewer else []
        return {**values, "steps": [*review, Step(StepKind.APPROVE, approver)]}


class ReviewForm(KanameForm):
    """That the version in force stays as it is, and until when."""

    note = forms.CharField(
        label=_("見直した結果"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=10_000,
        required=False,
        help_text=_("何を確かめ、なぜ変えなくてよいと判断したか。"),
    )
    next_review_on = DateInJapan(label=_("次の見直し期限"))

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_review_on"].initial = add_months(clock.today(), document.review_months)


class DistributionForm(KanameForm):
    """How and when the version was made known."""

    method = forms.ChoiceField(label=_("配り方"), choices=DistributionMethod, widget=forms.RadioSelect)
    distributed_on = DateInJapan(label=_("配った日"))
    note = forms.CharField(label=_("備考"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["distributed_on"].initial = clock.today()
        self.fields["method"].initial = DistributionMethod.KANAME


class RetireForm(KanameForm):
    """Why a document ends."""

    reason = forms.CharField(label=_("廃止する理由"), max_length=300, required=False)
