"""The list of laws and the pledges as tables: what their lists export comes in again with the same columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.fields import same
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import services
from .choices import LawApplicability, LawKind, PledgeWay
from .models import Law, LawDocument, Pledge, PledgeText


@importable("laws.laws")
class Laws(Table):
    """The list of laws; a row is known by its title."""

    label = gettext_lazy("法令の一覧")
    action = "laws.manage"
    list_url = "laws:law_list"
    explanation = gettext_lazy(
        "名称が同じ行は、その法令を変えます。対応する規程は、文書番号を「、」で区切って書きます。"
    )
    columns = (
        Field("title", gettext_lazy("名称"), required=True),
        Field("short_name", gettext_lazy("略称"), longest=60),
        Field("kind", gettext_lazy("種類"), "choice", required=True, choices=LawKind.choices),
        Field("issuer", gettext_lazy("発出元"), longest=100),
        Field("number", gettext_lazy("番号")),
        Field("asks", gettext_lazy("求められること"), required=True, longest=5_000),
        Field("applicability", gettext_lazy("適用"), "choice", choices=LawApplicability.choices),
        Field("not_applicable_reason", gettext_lazy("対象外とする理由"), longest=500),
        Field("owner", gettext_lazy("担当者"), "person"),
        Field("documents", gettext_lazy("対応する規程"), longest=1_000),
        Field("review_months", gettext_lazy("見直しの間隔（月）"), "integer", least=1, most=60),
    )
    key = ("title",)
    ignored = (gettext_lazy("状態"), gettext_lazy("最後の見直し"), gettext_lazy("次の見直し期限"))

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = Law.objects.of(institution).select_related("owner").prefetch_related("links__document")
        return {(law.title,): law for law in rows}

    def values_of(self, record: Law) -> Values:
        names = (f.name for f in self.columns if f.name != "documents")
        return {
            **{n: getattr(record, n) for n in names},
            "documents": [x.document for x in record.links.all()],
        }

    def parse_documents(self, text: str) -> list[Any]:
        """Documents by number (what stands behind the number does not matter)."""
        found = []
        for part in (p.strip() for p in text.replace(",", "、").split("、")):
            if not part:
                continue
            number = next((n for n in self._numbers if part == n or part.startswith(f"{n} ")), None)
            if number is None:
                raise ValidationError(
                    _("「%(text)s」という文書番号の規程がありません。") % {"text": part[:60]}
                )
            found.append(self._numbers[number])
        return found

    @property
    def _numbers(self) -> dict[str, Any]:
        if not hasattr(self, "_known"):
            model: Any = LawDocument._meta.get_field("document").related_model
            self._known = {d.number: d for d in model.objects.of(self.institution)}
        return self._known

    def check(self, row: Values, record: Any) -> dict[str, str]:
        wrong: dict[str, str] = {}
        applies = row.get("applicability") or (record.applicability if record else LawApplicability.APPLIES)
        reason = row.get("not_applicable_reason", record.not_applicable_reason if record else "")
        if applies == LawApplicability.NOT_APPLICABLE and not reason:
            wrong["not_applicable_reason"] = _("対象外とするときは、その理由を書いてください。")
        if "review_months" in row and row["review_months"] is None and record is None:
            row.pop("review_months")
        owner = row.get("owner")
        if owner is not None and (record is None or record.owner_id != owner.pk):
            try:
                services.require_keeper(owner)
            except ValidationError as refused:
                wrong["owner"] = " ".join(refused.messages)
        return wrong

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            values = {name: value for name, value in row.values.items() if value is not None}
            if not values.get("applicability"):
                values.pop("applicability", None)
            if row.record is None:
                services.register_law(by=by, **values)
            else:
                kept = {"kind": row.record.kind, "asks": row.record.asks, "title": row.record.title}
                if "owner" in row.values:
                    values["owner"] = row.values["owner"]
                services.change_law(by=by, law=row.record, **{**kept, **values})


@importable("laws.pledges")
class Pledges(Table):
    """Pledges on paper and clauses of contracts. What is recorded already is never changed."""

    label = gettext_lazy("誓約")
    action = "laws.record_pledges"
    list_url = "laws:pledge_list"
    explanation = gettext_lazy(
        "紙の誓約と契約の条項を取り込みます。写しは、取り込んだ後に一件ずつ付けられます。"
    )
    columns = (
        Field("person", gettext_lazy("職員番号"), "person", required=True),
        Field("way", gettext_lazy("方法"), "choice", choices=PledgeWay.choices),
        Field("signed_on", gettext_lazy("誓約した日"), "date"),
        Field("text", gettext_lazy("誓約書の文面"), longest=120),
        Field("clause", gettext_lazy("契約と条項"), longest=300),
        Field("valid_until", gettext_lazy("有効な最後の日"), "date"),
    )
    key = ("person", "signed_on", "way")
    ignored = (
        gettext_lazy("氏名"),
        gettext_lazy("区分"),
        gettext_lazy("部門・所属会社"),
        gettext_lazy("部門"),
        gettext_lazy("所属会社"),
        gettext_lazy("状態"),
        gettext_lazy("誓約のない日から"),
        gettext_lazy("いつまで"),
    )

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = Pledge.objects.of(institution).standing().select_related("person", "text")
        return {(p.person, p.signed_on, p.way): p for p in rows}

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        """A row of somebody without any pledge says nothing, and changes nothing."""
        if not row.get("signed_on") and not row.get("way"):
            return _Nothing(row["person"])
        return super().find(row, records)

    def values_of(self, record: Any) -> Values:
        return {f.name: getattr(record, f.name) for f in self.columns}

    def parse_text(self, text: str) -> PledgeText | None:
        """A version by its title and number, as the list shows it."""
        if not text:
            return None
        if not hasattr(self, "_texts"):
            self._texts = {str(t): t for t in PledgeText.objects.of(self.institution).order_by("pk")}
        if text not in self._texts:
            raise ValidationError(
                _("「%(text)s」という文面がありません。「題名 第1版」の形で入力してください。")
                % {"text": text[:60]}
            )
        return self._texts[text]

    def check(self, row: Values, record: Any) -> dict[str, str]:
        if record is not None:
            return self._check_known(row, record)
        wrong = {name: _("入力してください。") for name in ("signed_on", "way") if not row.get(name)}
        way = row.get("way")
        if way == PledgeWay.SCREEN:
            wrong["way"] = _("画面での署名は取り込めません。「紙に署名」か「契約の条項」にしてください。")
        if way == PledgeWay.PAPER and row.get("text") is None:
            wrong["text"] = _("どの文面に署名したかを入力してください。")
        if way == PledgeWay.CLAUSE and not row.get("clause"):
            wrong["clause"] = _("契約の名前と条項を入力してください。")
        signed = row.get("signed_on")
        if signed and signed > self.today:
            wrong["signed_on"] = _("今日までの日を入力してください。")
        return wrong | self._check_period(row)

    @staticmethod
    def _check_period(row: Values) -> dict[str, str]:
        signed, until = row.get("signed_on"), row.get("valid_until")
        if signed and until and until < signed:
            return {"valid_until": _("有効な最後の日は、誓約した日より後にしてください。")}
        leaves = row["person"].ends_on if row.get("person") else None
        if signed and leaves and leaves < signed:
            return {"person": _("誓約した日には在籍を終えています。")}
        return {}

    def _check_known(self, row: Values, record: Any) -> dict[str, str]:
        known = self.values_of(record)
        return {
            name: _("記録された誓約は変えられません。取り消してから、記録し直してください。")
            for name, value in row.items()
            if not same(known[name], value)
        }

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        alike: dict[tuple[Any, ...], list[Person]] = defaultdict(list)
        for row in (r for r in rows if r.record is None):
            alike[tuple(row.values.get(name) for name in _SAID)].append(row.values["person"])
        for said, people in alike.items():
            values: dict[str, Any] = dict(zip(_SAID, said, strict=True))
            services.record_pledges(by=by, people=people, **{**values, "clause": values["clause"] or ""})


_SAID = ("way", "signed_on", "text", "clause", "valid_until")


@dataclass(frozen=True)
class _Nothing:
    """That the list shows somebody without a pledge."""

    person: Person
    way: str = ""
    signed_on: None = None
    text: None = None
    clause: str = ""
    valid_until: None = None

    @property
    def pk(self) -> str:
        """What tells it from other rows of the file."""
        return f"nothing of {self.person.pk}"
