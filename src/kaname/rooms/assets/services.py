"""The register of information systems: entered, changed, taken out of use, put back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_house, require_own, require_text
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock

from .choices import RemoteMaintenance
from .models import InformationSystem

_OWN = "S-"


def register_system(
    *, by: Person, name: str, purpose: str, criticality: str, **fields: Any
) -> InformationSystem:
    """Enter a system that the hospital uses.

    `fields` are number (empty: the next one), owner, department, vendor_name, placement, location, holds_patient_data,
    remote_maintenance, remote_path, note, starts_on (today).
    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.4.1 ①②
    """
    with writing(by=by, action="assets.manage") as entry:
        fields["number"] = (fields.get("number") or "").strip() or _next_number(by.institution)
        fields["starts_on"] = fields.get("starts_on") or clock.today()
        system = InformationSystem(institution=by.institution)
        _fill(system, name=name, purpose=purpose, criticality=criticality, **fields)
        return entry.save(system)


def change_system(
    *, by: Person, system: InformationSystem, name: str, purpose: str, criticality: str, **fields: Any
) -> InformationSystem:
    """Correct what the register says of a system. Fields as in `register_system`.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="assets.manage") as entry:
        require_house(by, system)
        _require_in_use(system)
        _fill(system, name=name, purpose=purpose, criticality=criticality, **fields)
        return entry.save(system)


def retire_system(*, by: Person, system: InformationSystem, ends_on: date, reason: str) -> InformationSystem:
    """Take a system out of use with its last day; its records stay.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="assets.manage", note=reason.strip()) as entry:
        require_house(by, system)
        require_text(reason=reason)
        _require_in_use(system)
        if ends_on < system.starts_on:
            raise ValidationError({"ends_on": _("使い始めた日より後の日を入力してください。")})
        system.ends_on, system.end_reason = ends_on, reason.strip()
        return entry.save(system)


def restore_system(*, by: Person, system: InformationSystem) -> InformationSystem:
    """Put a system back that was taken out of use by mistake. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="assets.manage") as entry:
        require_house(by, system)
        if system.ends_on is None:
            raise ValidationError(_("この情報システムは使われています。"))
        system.ends_on, system.end_reason = None, ""
        return entry.save(system)


def _require_in_use(system: InformationSystem) -> None:
    if system.ends_on is not None:
        raise ValidationError(_("この情報システムは使うのをやめています。変えるときは、先に戻してください。"))


def _fill(system: InformationSystem, **values: Any) -> None:
    require_text(name=values["name"], purpose=values["purpose"])
    if "number" in values:
        require_text(number=values["number"])
    owner = values.get("owner")
    require_own(system.institution, owner=owner, department=values.get("department"))
    if owner is not None and owner.pk != system.owner_id:
        require_active(owner, clock.today(), "owner")
    for name, value in values.items():
        setattr(system, name, value.strip() if isinstance(value, str) else value)
    _require_path(system)
    _require_alone(system)
    system.search_key = search_key(system.name, system.number, system.purpose, system.vendor_name)[:900]


def _require_path(system: InformationSystem) -> None:
    has_maintenance = system.remote_maintenance in (RemoteMaintenance.ON_REQUEST, RemoteMaintenance.ALWAYS)
    if system.remote_path and not has_maintenance:
        raise ValidationError({"remote_path": _("経路は、リモート保守があるときだけ書いてください。")})


def _require_alone(system: InformationSystem) -> None:
    others = InformationSystem.objects.of(system.institution).exclude(pk=system.pk)
    if others.filter(number=system.number).exists():
        raise ValidationError({"number": _("同じ管理番号の情報システムが既にあります。")})
    if others.filter(name=system.name, ends_on__isnull=True).exists():
        raise ValidationError({"name": _("同じ名称の情報システムが既に使われています。")})


def _next_number(institution: Institution) -> str:
    numbers = InformationSystem.objects.of(institution).filter(number__startswith=_OWN)
    taken = (number.removeprefix(_OWN) for number in numbers.values_list("number", flat=True))
    return f"{_OWN}{max((int(n) for n in taken if n.isascii() and n.isdecimal()), default=0) + 1:03d}"
