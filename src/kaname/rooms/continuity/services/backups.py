"""Backups: recorded, changed, ended. Source: 経営管理編 3.4.1 ②"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.continuity.choices import OfflineCopy
from kaname.rooms.continuity.models import Backup


def record_backup(*, by: Person, system: Any, subject: str, **fields: Any) -> Backup:
    """Record how data of a system are kept.

    `fields` are method, frequency, generations, offline_copy, offline_how, location, responsible, note, starts_on (today).
    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="continuity.manage") as entry:
        fields["starts_on"] = fields.get("starts_on") or clock.today()
        backup = Backup(institution=by.institution)
        _fill(backup, system=system, subject=subject, **fields)
        return entry.save(backup)


def change_backup(*, by: Person, backup: Backup, subject: str, **fields: Any) -> Backup:
    """Correct what is recorded of a backup; what is left out stays. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, backup)
        _require_kept(backup)
        system = fields.pop("system", None) or backup.system
        _fill(backup, system=system, subject=subject, **fields)
        return entry.save(backup)


def end_backup(*, by: Person, backup: Backup, ends_on: date, reason: str) -> Backup:
    """Record the last day on which it is made; its record stays. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="continuity.manage", note=reason.strip()) as entry:
        require_house(by, backup)
        _require_kept(backup)
        require_text(reason=reason)
        if ends_on < backup.starts_on:
            raise ValidationError({"ends_on": _("始めた日より後の日を入力してください。")})
        backup.ends_on, backup.end_reason = ends_on, reason.strip()
        return entry.save(backup)


def _require_kept(backup: Backup) -> None:
    if backup.ends_on is not None:
        raise ValidationError(_("このバックアップは終わっています。続けるときは、新しく記録してください。"))


def _fill(backup: Backup, *, system: Any, subject: str, **fields: Any) -> None:
    require_text(subject=subject)
    responsible = fields.get("responsible")
    require_own(backup.institution, system=system, responsible=responsible)
    if responsible is not None and responsible.pk != backup.responsible_id:
        require_active(responsible, clock.today(), "responsible")
    if system.pk != backup.system_id and not system.is_in_use_on(clock.today()):
        raise ValidationError({"system": _("この情報システムは使われていません。")})
    backup.system_id, backup.subject = system.pk, subject.strip()
    for name, value in fields.items():
        setattr(backup, name, value.strip() if isinstance(value, str) else value)
    if backup.generations is not None and not 1 <= backup.generations <= 9_999:
        raise ValidationError({"generations": _("世代は1から9,999までの数で入力してください。")})
    if backup.offline_copy not in OfflineCopy.values:
        raise ValidationError({"offline_copy": _("選んでください。")})
    if backup.offline_copy == OfflineCopy.YES and not backup.offline_how:
        raise ValidationError({"offline_how": _("どう切り離すか、いつ切り離すかを書いてください。")})
    if backup.offline_copy != OfflineCopy.YES and backup.offline_how:
        raise ValidationError(
            {"offline_how": _("切り離し方は、切り離した控えがあるときだけ書いてください。")}
        )
    same = Backup.objects.of(backup.institution).filter(
        system=backup.system_id, subject=backup.subject, ends_on__isnull=True
    )
    if same.exclude(pk=backup.pk).exists():
        raise ValidationError({"subject": _("この情報システムの同じ対象のバックアップが既にあります。")})
