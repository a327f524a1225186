"""The fact sheet: each correction is a new version (個人情報保護法施行規則 第8条)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import LineKind
from kaname.rooms.incidents.models import FactSheet, Incident
from kaname.rooms.incidents.models.facts import DataKind

from .checks import require_past, require_running
from .log import add_line

_OWN = frozenset(
    {"id", "institution", "revision", "incident", "version", "known_at", "written_by", "change_note"}
)
FIELDS = tuple(f.name for f in FactSheet._meta.concrete_fields if f.name not in _OWN)
_MOMENTS = ("detected_at", "aware_at", "vendor_aware_at", "harm_judged_at")


def revise_facts(
    *, by: Person, incident: Incident, change_note: str, version: int | None = None, **fields: Any
) -> FactSheet:
    """Write the next version of the facts; what `fields` does not name stays. Deadlines follow; the old version stays.

    `version`: the one that was read; if somebody wrote another since, this is refused.
    Raises PermissionDenied; ValidationError.
    Source: 個人情報保護法施行規則 第8条第1項
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such facts: {sorted(unknown)}")
    with writing(by=by, action="incidents.work", note=change_note.strip()) as entry:
        require_running(by, incident)
        require_text(change_note=change_note)
        newest = FactSheet.objects.filter(incident=incident).order_by("-version").first()
        assert newest is not None
        if version is not None and version != newest.version:
            raise ValidationError(
                _("ほかの人が先に事実を改めました（第%(n)s版）。新しい版を確かめて、もう一度改めてください。")
                % {"n": newest.version}
            )
        kept = {name: getattr(newest, name) for name in FIELDS}
        values = kept | {n: v.strip() if isinstance(v, str) else v for n, v in fields.items()}
        if values == kept:
            raise ValidationError(_("どこも変わっていません。改めるところを書いてください。"))
        _check(values)
        sheet = entry.save(
            FactSheet(
                institution=incident.institution,
                incident=incident,
                version=newest.version + 1,
                known_at=clock.now(),
                written_by=by,
                change_note=change_note.strip(),
                **values,
            )
        )
        text = _("事実を第%(n)s版に改めた：%(note)s") % {"n": sheet.version, "note": sheet.change_note}
        add_line(entry, by, incident, LineKind.FACTS, text)
        return sheet


def _check(values: dict[str, Any]) -> None:
    require_past(**{name: values[name] for name in _MOMENTS})
    if values["aware_at"] is None:
        raise ValidationError(
            {"aware_at": _("期限はこの時刻から数えます。最初の知らせの時刻を書いてください。")}
        )
    if not isinstance(values["data"], list) or not set(values["data"]) <= set(DataKind.values):
        raise ValidationError({"data": _("一覧から選んでください。")})
    if len(values["data"]) > 1 and DataKind.UNKNOWN in values["data"]:
        raise ValidationError({"data": _("「まだ分からない」は、ほかと一緒には選べません。")})
    if values["persons_max"] is not None and values["persons_max"] < values["persons_min"]:
        raise ValidationError({"persons_max": _("最大の人数は、最小の人数より少なくできません。")})
