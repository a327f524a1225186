"""The business impact analysis: services entered, changed, taken out, and joined to the systems they rest on.

Source: 経営管理編 3.4.1 ①
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.rooms.continuity.choices import Band, Harm, OtherImpact
from kaname.rooms.continuity.models import BandImpact, CareFunction, FunctionSystem


@dataclass(frozen=True)
class BandLine:
    """What happens in one band of time: to patients, otherwise, and in words."""

    harm: str = Harm.NONE
    other: str = OtherImpact.NONE
    note: str = ""


def add_function(*, by: Person, name: str, **fields: Any) -> CareFunction:
    """Enter a service into the analysis.

    `fields` are priority, owner, rto_minutes, rpo_minutes, fallback, systems (information systems), impacts (a `BandLine`
    by the key of its band). Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="continuity.plan") as entry:
        function = CareFunction(institution=by.institution, starts_on=clock.today())
        return _save(entry, function, name=name, **fields)


def change_function(*, by: Person, function: CareFunction, name: str, **fields: Any) -> CareFunction:
    """Say of a service what has changed; a field that is left out stays. Fields as in `add_function`.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="continuity.plan") as entry:
        require_house(by, function)
        _require_kept(function)
        return _save(entry, function, name=name, **fields)


def end_function(*, by: Person, function: CareFunction, reason: str) -> CareFunction:
    """Take a service out of the analysis; its record stays. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="continuity.plan", note=reason.strip()) as entry:
        require_house(by, function)
        _require_kept(function)
        require_text(reason=reason)
        function.ends_on, function.end_reason = clock.today(), reason.strip()
        return entry.save(function)


def place_system(*, by: Person, system: Any, functions: Iterable[CareFunction]) -> Any:
    """Say which services rest on an information system, as the whole answer: others rest on it no more.

    Raises PermissionDenied; ValidationError.
    """
    wanted = {function.pk: function for function in functions}
    with writing(by=by, action="continuity.plan") as entry:
        require_own(by.institution, system=system, **{f"_{pk}": row for pk, row in wanted.items()})
        links = FunctionSystem.objects.of(by.institution).filter(
            system=system, function__ends_on__isnull=True
        )
        for link in links.select_related("function", "system"):
            if wanted.pop(link.function_id, None) is None:
                entry.delete(link)
        for function in wanted.values():
            _require_kept(function)
            _link(entry, function, system)
    return system


def _require_kept(function: CareFunction) -> None:
    if function.ends_on is not None and function.ends_on <= clock.today() and function.end_reason:
        raise ValidationError(_("この業務は分析から外されています。必要なら、新しく加えてください。"))


def _save(entry: Entry, function: CareFunction, *, name: str, **fields: Any) -> CareFunction:
    require_text(name=name)
    systems, impacts = fields.pop("systems", None), fields.pop("impacts", None)
    owner = fields.get("owner")
    require_own(function.institution, owner=owner)
    if owner is not None and owner.pk != function.owner_id:
        require_active(owner, clock.today(), "owner")
    priority = fields.get("priority")
    if priority is not None and not 1 <= priority <= 999:
        raise ValidationError({"priority": _("優先順位は1から999までの数で入力してください。")})
    function.name = name.strip()
    for key, value in fields.items():
        setattr(function, key, value.strip() if isinstance(value, str) else value)
    others = CareFunction.objects.of(function.institution).filter(name=function.name, ends_on__isnull=True)
    if others.exclude(pk=function.pk).exists():
        raise ValidationError({"name": _("同じ名前の業務が既にあります。")})
    entry.save(function)
    if systems is not None:
        _set_systems(entry, function, systems)
    if impacts is not None:
        _set_impacts(entry, function, impacts)
    return function


def _set_systems(entry: Entry, function: CareFunction, systems: Iterable[Any]) -> None:
    wanted = {system.pk: system for system in systems}
    require_own(function.institution, **{f"_{pk}": row for pk, row in wanted.items()})
    for link in function.links.select_related("system", "function"):
        if wanted.pop(link.system_id, None) is None:
            entry.delete(link)
    for system in wanted.values():
        _link(entry, function, system)


def _link(entry: Entry, function: CareFunction, system: Any) -> None:
    entry.save(
        FunctionSystem(
            institution=function.institution, function=function, system_id=system.pk, since=clock.today()
        )
    )


def _set_impacts(entry: Entry, function: CareFunction, impacts: Mapping[str, BandLine]) -> None:
    known = {row.band: row for row in function.impacts.all()}
    for band, line in impacts.items():
        if band not in Band.values or line.harm not in Harm.values or line.other not in OtherImpact.values:
            raise ValidationError(_("時間と影響を選び直してください。"))
        row = known.get(band) or BandImpact(institution=function.institution, function=function, band=band)
        said = (line.harm, line.other, line.note.strip())
        if row.pk is None or said != (row.harm, row.other, row.note):
            row.harm, row.other, row.note = said
            entry.save(row)
