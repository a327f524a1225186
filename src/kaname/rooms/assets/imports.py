"""The register of information systems as it comes in from a file, with the columns that its list exports."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.fields import same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import services
from .choices import Criticality, Placement, RemoteMaintenance
from .models import InformationSystem

_NO_PATH = (RemoteMaintenance.NONE, RemoteMaintenance.UNKNOWN)


@importable("assets.systems")
class Systems(Table):
    """The information systems in use; a row is known by its 管理番号, without one by its name."""

    label = gettext_lazy("情報システム")
    action = "assets.manage"
    list_url = "assets:system_list"
    explanation = gettext_lazy(
        "管理番号があればそれで、なければ名称で、登録済みの情報システムかどうかを見分けます。"
        "使うのをやめるときは、情報システムの画面で記録します。"
    )
    columns = (
        Field("number", gettext_lazy("管理番号"), longest=20),
        Field("name", gettext_lazy("名称"), required=True, longest=100),
        Field("purpose", gettext_lazy("用途"), required=True, longest=300),
        Field(
            "criticality",
            gettext_lazy("診療上の重要度"),
            "choice",
            required=True,
            choices=Criticality.choices,
        ),
        Field("owner", gettext_lazy("管理者"), "person"),
        Field("department", gettext_lazy("所管部門"), longest=100),
        Field("vendor_name", gettext_lazy("事業者")),
        Field("placement", gettext_lazy("設置"), "choice", choices=Placement.choices),
        Field("location", gettext_lazy("所在")),
        Field("holds_patient_data", gettext_lazy("患者の情報を扱う"), "bool"),
        Field(
            "remote_maintenance", gettext_lazy("リモート保守"), "choice", choices=RemoteMaintenance.choices
        ),
        Field("remote_path", gettext_lazy("リモート保守の経路"), longest=300),
        Field("note", gettext_lazy("備考"), longest=5_000),
        Field("starts_on", gettext_lazy("使い始めた日"), "date"),
    )
    key = ("number", "name")
    ignored = (gettext_lazy("最後の日"),)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = InformationSystem.objects.of(institution).select_related("owner", "department", "institution")
        found: dict[Hashable, Any] = {}
        for system in rows.order_by("pk"):
            found["number", system.number] = system
            if system.ends_on is None:
                found["name", system.name] = system
        return found

    def key_of(self, row: Values) -> Hashable:
        return ("number", row["number"]) if row.get("number") else ("name", row["name"])

    def values_of(self, record: InformationSystem) -> Values:
        return {field.name: getattr(record, field.name) for field in self.columns}

    def parse_department(self, text: str) -> Any:
        """A department that is open, by name."""
        if not text:
            return None
        if not hasattr(self, "_departments"):
            model: Any = InformationSystem._meta.get_field("department").related_model
            rows = model.objects.of(self.institution).filter(ends_on__isnull=True)
            self._departments = {department.name: department for department in rows}
        if text not in self._departments:
            raise ValidationError(
                _("「%(name)s」という部門はありません。部門の一覧にある名前を入力してください。")
                % {"name": text[:60]}
            )
        return self._departments[text]

    def check(self, row: Values, record: InformationSystem | None) -> dict[str, str]:
        for name in ("number", "placement", "remote_maintenance", "starts_on", "holds_patient_data"):
            if row.get(name, "") in ("", None):
                row.pop(name, None)  # left empty: as it is, or as a new one begins
        if record is not None and record.ends_on is not None:
            known = self.values_of(record)
            told = _("使うのをやめた情報システムは変えられません。元のままにしてください。")
            return {name: told for name, value in row.items() if not same(known[name], value)}
        wrong: dict[str, str] = {}
        maintenance = row.get("remote_maintenance", record.remote_maintenance if record else "UNKNOWN")
        path = row.get("remote_path", record.remote_path if record else "")
        if path and maintenance in _NO_PATH:
            wrong["remote_path"] = _("経路は、リモート保守があるときだけ書いてください。")
        owner: Person | None = row.get("owner")
        known_owner = record.owner_id if record else None
        if owner is not None and owner.pk != known_owner and not owner.is_active_on(self.today):
            wrong["owner"] = _("%(name)s さんは、いま在籍していません。") % {"name": owner.name}
        return wrong

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            with at_line(row):
                self._save(by, row)

    def _save(self, by: Person, row: ImportRow) -> None:
        if row.record is None:
            services.register_system(by=by, **row.values)
            return
        kept = {name: getattr(row.record, name) for name in ("name", "purpose", "criticality")}
        services.change_system(by=by, system=row.record, **{**kept, **row.values})
