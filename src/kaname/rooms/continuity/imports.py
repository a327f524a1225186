"""Backups as they come in from a file, with the columns that their list exports."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import services
from .choices import OfflineCopy
from .models import Backup
from .selectors.systems import system_model

_KEPT_WHEN_EMPTY = ("starts_on", "offline_copy", "generations")


@importable("continuity.backups")
class Backups(Table):
    """The backups that are made; a row is known by its system and its 対象."""

    label = gettext_lazy("バックアップ")
    action = "continuity.manage"
    list_url = "continuity:backup_list"
    explanation = gettext_lazy(
        "情報システムと対象で、記録済みのバックアップかどうかを見分けます。"
        "情報システムは、一覧にある名称か管理番号で書きます。やめるときは、バックアップの画面で記録します。"
    )
    columns = (
        Field("system", gettext_lazy("情報システム"), required=True, longest=100),
        Field("subject", gettext_lazy("対象"), required=True),
        Field("method", gettext_lazy("方法"), longest=300),
        Field("frequency", gettext_lazy("頻度"), longest=100),
        Field("generations", gettext_lazy("世代"), "integer", least=1, most=9_999),
        Field("offline_copy", gettext_lazy("切り離した控え"), "choice", choices=OfflineCopy.choices),
        Field("offline_how", gettext_lazy("切り離し方"), longest=300),
        Field("location", gettext_lazy("保管場所")),
        Field("responsible", gettext_lazy("担当者"), "person"),
        Field("note", gettext_lazy("備考"), longest=500),
        Field("starts_on", gettext_lazy("始めた日"), "date"),
    )
    key = ("system", "subject")
    ignored = (gettext_lazy("最後の日"),)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = Backup.objects.of(institution).filter(ends_on__isnull=True)
        rows = rows.select_related("system", "responsible", "institution")
        return {(row.system, row.subject): row for row in rows}

    def values_of(self, record: Backup) -> Values:
        return {field.name: getattr(record, field.name) for field in self.columns}

    def parse_system(self, text: str) -> Any:
        """A system in use, by name or number."""
        if not text:
            raise ValidationError(_("入力してください。"))
        if not hasattr(self, "_systems"):
            rows = system_model().objects.of(self.institution).in_use_on(self.today)
            self._systems: dict[str, Any] = {}
            for system in rows:
                self._systems |= {system.number: system, system.name: system}
        if text not in self._systems:
            raise ValidationError(
                _(
                    "「%(name)s」という情報システムは使われていません。情報システムの一覧にある名前を入力してください。"
                )
                % {"name": text[:60]}
            )
        return self._systems[text]

    def check(self, row: Values, record: Backup | None) -> dict[str, str]:
        for name in _KEPT_WHEN_EMPTY:
            if row.get(name, "") in ("", None):
                row.pop(name, None)  # left empty: as it is, or as a new one begins
        copy = row.get("offline_copy", record.offline_copy if record else OfflineCopy.UNKNOWN)
        how = row.get("offline_how", record.offline_how if record else "")
        wrong: dict[str, str] = {}
        if copy == OfflineCopy.YES and not how:
            wrong["offline_how"] = _("どう切り離すか、いつ切り離すかを書いてください。")
        if copy != OfflineCopy.YES and how:
            wrong["offline_how"] = _("切り離し方は、切り離した控えがあるときだけ書いてください。")
        person: Person | None = row.get("responsible")
        known = record.responsible_id if record else None
        if person is not None and person.pk != known and not person.is_active_on(self.today):
            wrong["responsible"] = _("%(name)s さんは、いま在籍していません。") % {"name": person.name}
        return wrong

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            with at_line(row):
                if row.record is None:
                    services.record_backup(by=by, **row.values)
                else:
                    services.change_backup(by=by, backup=row.record, **row.values)
