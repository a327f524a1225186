"""Forms about laws, their changes and shortcomings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.directives.selectors import people_to_tell
from kaname.rooms.laws.choices import (
    Confidence,
    GapSource,
    LawApplicability,
    LawKind,
    ReviewResult,
    Severity,
)
from kaname.rooms.laws.models import Law, LawDocument
from kaname.rooms.laws.selectors.laws import LawStanding
from kaname.rooms.laws.shipped import shipped_laws
from kaname.web.forms import dress

USUAL_DUE_DAYS = 30


def keepers(institution: Institution) -> QuerySet[Person]:
    """The people who may keep a law today, by reading of their names."""
    rows = Person.objects.of(institution).holding(policy.allowed_roles("laws.review"), clock.today())
    return rows.by_reading()  # type: ignore[no-any-return]


def documents_of(by: Person) -> QuerySet[Any]:
    """The documents that somebody may name, those in use."""
    model: Any = LawDocument._meta.get_field("document").related_model
    rows: QuerySet[Any] = model.objects.visible_to(by).filter(status="ACTIVE").order_by("number")
    return rows


class LawForm(RecordForm):
    """An entry of the list."""

    title = forms.CharField(label=_("名称"), max_length=200)
    short_name = forms.CharField(label=_("略称"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("種類"), choices=LawKind)
    issuer = forms.CharField(label=_("発出元"), max_length=100, required=False)
    number = forms.CharField(label=_("番号"), max_length=200, required=False)
    asks = forms.CharField(
        label=_("求められること"),
        max_length=5_000,
        widget=area(4),
        help_text=_("原文の写しではなく、当院が何をするかを書きます。"),
    )
    applicability = forms.ChoiceField(
        label=_("適用"),
        choices=LawApplicability,
        widget=forms.RadioSelect,
        initial=LawApplicability.APPLIES,
    )
    not_applicable_reason = forms.CharField(
        label=_("対象外とする理由"), max_length=500, required=False, widget=area(2)
    )
    owner = PersonChoice(label=_("担当者"), queryset=Person.objects.none(), required=False)
    documents = forms.ModelMultipleChoiceField(
        label=_("対応する規程"),
        queryset=LawDocument.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    review_months = forms.IntegerField(label=_("見直しの間隔（月）"), min_value=1, max_value=60, initial=12)

    def __init__(self, *args: Any, by: Person, row: Law | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.choose_from("owner", keepers(by.institution))
        self.choose_from("documents", documents_of(by))
        if row is None:
            return
        linked = [link.document_id for link in row.links.all()]
        for name in set(self.fields) - {"documents", "revision"}:
            self.fields[name].initial = getattr(row, f"{name}_id" if name == "owner" else name)
        self.fields["documents"].initial = linked
        kept = self.fields["documents"].queryset | documents_linked(row)  # type: ignore[attr-defined]
        self.choose_from("documents", kept.distinct())
        if row.is_shipped:
            self._ask_confidence(row)

    def _ask_confidence(self, row: Law) -> None:
        made = forms.ChoiceField(
            label=_("確からしさ"),
            choices=Confidence,
            initial=row.confidence,
            help_text=_("原文で番号と内容を確かめたら「資料で確認済み」にします。"),
        )
        dress(made)
        self.fields["confidence"] = made


def documents_linked(law: Law) -> QuerySet[Any]:
    """The documents that a law names already, also retired ones."""
    model: Any = LawDocument._meta.get_field("document").related_model
    rows: QuerySet[Any] = model.objects.of(law.institution).filter(
        pk__in=[link.document_id for link in law.links.all()]
    )
    return rows


class AssignForm(RecordForm):
    """Owner and document for many entries on one page; what is left empty stays as it is."""

    everybody = PersonChoice(
        label=_("担当者のいない法令すべての担当者"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("下の表で別の人を選んだ法令は、その人になります。"),
    )

    def __init__(self, *args: Any, by: Person, laws: Sequence[Law], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.laws = list(laws)
        self.choose_from("everybody", keepers(by.institution))
        people = [(p.pk, p) for p in keepers(by.institution)]
        documents = [(d.pk, d) for d in documents_of(by)]
        self._people, self._documents = dict(people), dict(documents)
        for law in self.laws:
            self._add_line(law, people, documents)

    def _add_line(self, law: Law, people: list[Any], documents: list[Any]) -> None:
        whom = [("", "—"), *((pk, f"{p.name}（{p.title}）" if p.title else p.name) for pk, p in people)]
        which = [("", "—"), *((pk, str(document)) for pk, document in documents)]
        made: dict[str, forms.Field] = {
            "owner": forms.TypedChoiceField(
                label=_("担当者"), choices=whom, coerce=int, empty_value=None, required=False
            ),
            "document": forms.TypedChoiceField(
                label=_("対応する規程"), choices=which, coerce=int, empty_value=None, required=False
            ),
        }
        made["owner"].initial = law.owner_id
        made["document"].initial = self._usual_document(law, documents)
        for name, field in made.items():
            field.widget.attrs["aria-label"] = f"{law} {field.label}"
            dress(field)
            self.fields[f"{name}_{law.pk}"] = field

    @staticmethod
    def _usual_document(law: Law, documents: list[Any]) -> int | None:
        """What the law names already, else the first document of a kind that usually implements it."""
        linked = [link.document_id for link in law.links.all()]
        if linked:
            return linked[0]
        known = shipped_laws().get(law.key)
        for type_ in known.document_types if known else ():
            for pk, document in documents:
                if document.type == type_:
                    return int(pk)
        return None

    @property
    def lines(self) -> list[tuple[Law, forms.BoundField, forms.BoundField]]:
        """Each law with its two fields, for the page."""
        return [(law, self[f"owner_{law.pk}"], self[f"document_{law.pk}"]) for law in self.laws]

    def chosen(self) -> list[tuple[Law, Person | None, Model | None]]:
        """What was chosen for each law."""
        data, everybody = self.cleaned_data, self.cleaned_data["everybody"]
        found: list[tuple[Law, Person | None, Model | None]] = []
        for law in self.laws:
            owner = self._people.get(data[f"owner_{law.pk}"])
            if owner is None and law.owner_id is None:
                owner = everybody
            found.append((law, owner, self._documents.get(data[f"document_{law.pk}"])))
        return found


class ReviewForm(RecordForm):
    """What a look at the law found: one choice and a note."""

    result = forms.ChoiceField(label=_("判断"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("確かめたこと"), max_length=5_000, required=False, widget=area(2))
    reviewed_on = DateInJapan(label=_("見直した日"))

    def __init__(self, *args: Any, row: Law, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        results = (
            [ReviewResult.COMPLIANT, ReviewResult.GAPS] if row.applies else [ReviewResult.NOT_APPLICABLE]
        )
        self.fields["result"].choices = [(r.value, r.label) for r in results]  # type: ignore[attr-defined]
        self.fields["result"].initial = results[0].value
        self.fields["reviewed_on"].initial = clock.today()


class ReviewsForm(RecordForm):
    """Several laws that were looked at and are kept. Nothing is chosen beforehand: each is somebody's own tick."""

    laws = forms.ModelMultipleChoiceField(
        label=_("見直した法令"), queryset=Law.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("確かめたこと"),
        max_length=5_000,
        widget=area(3),
        help_text=_("例：e-Govの最新の条文と見比べ、規程の改定が要らないことを確かめた。"),
    )
    reviewed_on = DateInJapan(label=_("見直した日"))

    def __init__(self, *args: Any, standings: Sequence[LawStanding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standings = list(standings)
        wanted = [row.law.pk for row in self.standings]
        self.choose_from("laws", Law.objects.filter(pk__in=wanted))
        self.fields["reviewed_on"].initial = clock.today()

    @property
    def lines(self) -> list[tuple[LawStanding, bool]]:
        """Each law with whether it is ticked, for the page."""
        ticked = {str(value) for value in (self["laws"].value() or [])}
        return [(row, str(row.law.pk) in ticked) for row in self.standings]


class ChangeForm(RecordForm):
    """A change of a law that somebody learned of."""

    title = forms.CharField(label=_("改正の要点"), max_length=200)
    law = forms.ModelChoiceField(label=_("法令"), queryset=Law.objects.none(), required=False)
    asks = forms.CharField(label=_("当院で確かめること"), max_length=5_000, required=False, widget=area(4))
    effective_on = DateInJapan(label=_("施行日（決まっていれば）"), required=False)
    source = forms.CharField(label=_("出典"), max_length=300, required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("law", Law.objects.of(by.institution).kept().order_by("title"))


class DirectForm(RecordForm):
    """Whom to tell, and by when."""

    addressee = PersonChoice(label=_("あて先"), queryset=Person.objects.none())
    due_on = DateInJapan(label=_("期限"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("addressee", people_to_tell(by))
        self.fields["due_on"].initial = clock.today() + timedelta(days=USUAL_DUE_DAYS)


class DirectChangeForm(DirectForm):
    """Whom to tell to look at a change, and in what words."""

    body = forms.CharField(label=_("指示の内容"), max_length=20_000, widget=area(6))


class GapForm(DirectForm):
    """A shortcoming, with who puts it right and by when."""

    law = forms.ModelChoiceField(label=_("法令"), queryset=Law.objects.none())
    title = forms.CharField(label=_("不備の要点"), max_length=200)
    description = forms.CharField(label=_("内容"), max_length=5_000, widget=area(4))
    severity = forms.ChoiceField(
        label=_("重さ"), choices=Severity, widget=forms.RadioSelect, initial=Severity.MEDIUM
    )
    found_in = forms.ChoiceField(label=_("分かったきっかけ"), choices=GapSource)
    found_on = DateInJapan(label=_("分かった日"))
    field_order = ("revision", "law", "title", "description", "severity", "found_in", "found_on")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.choose_from("law", Law.objects.of(by.institution).kept().order_by("title"))
        self.fields["addressee"].label = _("是正する人")
        self.fields["due_on"].label = _("是正の期限")
        self.fields["found_on"].initial = clock.today()
