"""The hospital's profile (経営管理編 3.1.2 ①)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.rooms.organisation.models import Profile, ProfileSystem


@dataclass(frozen=True)
class SystemLine:
    """One medical information system of the profile; `hosting` is a `Hosting` value."""

    name: str
    hosting: str
    vendor: str = ""


def change_profile(
    *,
    by: Person,
    beds: int,
    sites: int,
    has_own_operator: bool,
    founder: str,
    emergency_level: str = "",
    notes: str = "",
    systems: Sequence[SystemLine] = (),
    profile: Profile | None = None,
) -> Profile:
    """Record what kind of hospital this is, with all its systems; what `systems` lacks is taken off the profile.

    `profile` is the row as read, so that a change in between is noticed; without it the stored one is used.
    A change after the applicability was decided calls for a new decision.
    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 3.1.2 ①
    """
    _require_distinct(systems)
    with writing(by=by, action="organisation.manage") as entry:
        row = profile or Profile.objects.of(by.institution).first() or Profile(institution=by.institution)
        row.beds, row.sites, row.has_own_operator = beds, sites, has_own_operator
        row.founder, row.emergency_level, row.notes = founder, emergency_level, notes.strip()
        entry.save(row)
        _save_systems(entry, row, systems)
    return row


def _require_distinct(systems: Sequence[SystemLine]) -> None:
    names = [line.name.strip() for line in systems]
    if not all(names):
        raise ValidationError({"systems": _("システムの名前を入力してください。")})
    if len(set(names)) != len(names):
        raise ValidationError({"systems": _("同じ名前のシステムが二つあります。名前を分けてください。")})


def _save_systems(entry: Entry, profile: Profile, systems: Sequence[SystemLine]) -> None:
    stored = {row.name: row for row in profile.systems.all()}
    wanted = {line.name.strip(): line for line in systems}
    for name in stored.keys() - wanted.keys():
        entry.delete(stored[name])
    for name, line in wanted.items():
        row = stored.get(name) or ProfileSystem(institution=profile.institution, profile=profile, name=name)
        if (row.hosting, row.vendor) == (line.hosting, line.vendor.strip()) and row.pk:
            continue
        row.hosting, row.vendor = line.hosting, line.vendor.strip()
        entry.save(row)
