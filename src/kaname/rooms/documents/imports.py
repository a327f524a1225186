"""The register of documents as it comes in from a file; texts and approvals stay with the documents' own pages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import INSIDERS, Role
from kaname.foundation.imports.fields import folded, in_both_languages, same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import services
from .choices import AudienceKind, DocumentType
from .models import Document


@importable("documents.documents")
class Documents(Table):
    """Which controlled documents there are (経営管理編 1.1 ②). A row is known by its number; without one it is new."""

    label = gettext_lazy("文書")
    action = "documents.write"
    list_url = "documents:document_list"
    explanation = gettext_lazy(
        "文書の台帳を取り込みます。文書番号が空の行は、新しい文書として順に番号を付けます。"
        "本文と承認は、取り込んだ後に文書ごとの画面で進めます。"
    )
    columns = (
        Field("title", gettext_lazy("文書名"), required=True),
        Field("number", gettext_lazy("文書番号"), longest=40),
        Field("type", gettext_lazy("種類"), "choice", required=True, choices=DocumentType.choices),
        Field("owner", gettext_lazy("管理する人"), "person"),
        Field(
            "audience",
            gettext_lazy("配付範囲"),
            help=gettext_lazy("「全職員」か、役割の名前。二つ以上は「、」で区切ります"),
        ),
        Field("review_months", gettext_lazy("見直しの間隔（月）"), "integer", least=1, most=60),
    )
    key = ("number", "title")
    ignored = (
        gettext_lazy("状態"),
        gettext_lazy("版"),
        gettext_lazy("施行日"),
        gettext_lazy("次の見直し期限"),
    )

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = Document.objects.of(institution).select_related("owner", "institution")
        found: dict[Hashable, Any] = {}
        for document in rows:
            found["number", document.number] = document
            found["title", document.title, document.type] = document
        return found

    def key_of(self, row: Values) -> Hashable:
        if row.get("number"):
            return "number", row["number"]
        return "title", row["title"], row["type"]

    def values_of(self, record: Document) -> Values:
        return {
            "title": record.title,
            "number": record.number,
            "type": record.type,
            "owner": record.owner,
            "audience": record.roles or record.audience_label,
            "review_months": record.review_months,
        }

    def parse_audience(self, text: str) -> Any:
        """The roles it is for, or the words for all staff (or for a rule, which only the page can change)."""
        if not text or folded(text) in {folded(w) for w in in_both_languages(AudienceKind.ALL_STAFF.label)}:
            return str(AudienceKind.ALL_STAFF.label)
        names = {
            folded(word): str(role)
            for role in Role
            if role in INSIDERS
            for word in in_both_languages(role.label)
        }
        parts = [folded(part) for part in text.replace(",", "、").split("、") if part.strip()]
        return sorted({names[part] for part in parts}) if all(part in names for part in parts) else text

    def check(self, row: Values, record: Document | None) -> dict[str, str]:
        for name in ("number", "owner", "review_months"):  # left empty: as it is
            if record is not None and row.get(name, "") in (None, ""):
                row.pop(name, None)
        if isinstance(row.get("audience"), str) and row["audience"] != str(AudienceKind.ALL_STAFF.label):
            if record is None or not same(row["audience"], self.values_of(record)["audience"]):
                return {"audience": _("「全職員」か、役割の名前を「、」で区切って入力してください。")}
            del row["audience"]
        return self._faults_of_retired(row, record)

    def _faults_of_retired(self, row: Values, record: Document | None) -> dict[str, str]:
        if record is None or record.is_active:
            return {}
        now = self.values_of(record)
        changed = [name for name, value in row.items() if not same(now[name], value)]
        return dict.fromkeys(changed, _("廃止した文書は変えられません。元のままにしてください。"))

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            with at_line(row):
                self._save(by, row)

    def _save(self, by: Person, row: ImportRow) -> None:
        document: Document | None = row.record
        now = self.values_of(document) if document else {"number": "", "owner": by, "review_months": 12}
        values = now | {name: value for name, value in row.values.items() if value is not None}
        audience = values.pop("audience", str(AudienceKind.ALL_STAFF.label))
        if document is None:
            services.create_document(by=by, **values, **_audience(audience))
            return
        kept = {
            "audience": document.audience,
            "audience_roles": document.roles,
            "audience_rule": document.rule,
        }
        told = _audience(audience) if "audience" in row.changed else kept
        services.change_document(by=by, document=document, **values, **told)


def _audience(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"audience": AudienceKind.ALL_STAFF}
    return {"audience": AudienceKind.ROLES, "audience_roles": value}
