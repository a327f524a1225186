"""The log: written, corrected, never changed (経営管理編 1.2.2 善後策 ①)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import WRITTEN, EvidenceState, LineKind, Precision
from kaname.rooms.incidents.models import Incident, LogLine, PreservedItem

from .checks import require_inject, require_past, require_running


def add_line(
    entry: Entry, by: Person, incident: Incident, kind: LineKind, text: str, **fields: Any
) -> LogLine:
    """A line as part of another act. `occurred_at` is now unless given."""
    now = clock.now()
    return entry.save(
        LogLine(
            institution=incident.institution,
            incident=incident,
            kind=kind,
            text=text.strip(),
            recorded_at=now,
            recorded_by=by,
            **{"occurred_at": now, **{name: value for name, value in fields.items() if value}},
        )
    )


def write_line(
    *,
    by: Person,
    incident: Incident,
    text: str,
    kind: str = LineKind.LOG,
    occurred_at: datetime | None = None,
    precision: str = Precision.EXACT,
    source: str = "",
    item: PreservedItem | None = None,
    unpreserved_reason: str = "",
    key: str = "",
    inject: str = "",
) -> LogLine:
    """Write what happened. A CHANGE names the device (`item`) that was changed.

    A change of a device whose logs are not saved is refused until a reason says why it could not wait. The same `key`
    twice returns the line that is there. `inject` names what it answers in a drill.
    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.2 善後策 ①
    """
    with writing(by=by, action="incidents.work") as entry:
        require_running(by, incident)
        if key and (there := LogLine.objects.filter(incident=incident, key=key).first()):
            return there
        require_text(text=text)
        require_past(occurred_at=occurred_at)
        require_inject(incident, inject)
        if kind not in WRITTEN or precision not in Precision:
            raise ValidationError({"kind": _("種類を選び直してください。")})
        if kind == LineKind.CHANGE:
            text += _about_change(incident, item, unpreserved_reason)
        elif item is not None:
            raise ValidationError({"item": _("機器は「変更」のときだけ選びます。")})
        return add_line(
            entry,
            by,
            incident,
            LineKind(kind),
            text,
            occurred_at=occurred_at,
            precision=precision,
            source=source.strip(),
            item=item,
            key=key,
            inject=inject,
        )


def _about_change(incident: Incident, item: PreservedItem | None, reason: str) -> str:
    if item is None:
        return ""
    if item.incident_id != incident.pk:
        raise ValidationError({"item": _("この事故の一覧から選んでください。")})
    if item.state != EvidenceState.TO_PRESERVE:
        return ""
    if not reason.strip():
        raise ValidationError(
            {
                "unpreserved_reason": _(
                    "「%(item)s」の記録はまだ保全していません。変えると原因が分からなくなります。"
                    "先に保全するか、待てない理由を書いてください。"
                )
                % {"item": item.name}
            }
        )
    return "\n" + _("（保全の前に変更した理由：%(reason)s）") % {"reason": reason.strip()}


def correct_line(
    *,
    by: Person,
    line: LogLine,
    text: str,
    occurred_at: datetime | None = None,
    source: str = "",
    key: str = "",
) -> LogLine:
    """Write a line that takes the place of a wrong one; both stay. `key` as in `write_line`.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="incidents.work") as entry:
        require_running(by, line.incident)
        require_text(text=text)
        require_past(occurred_at=occurred_at)
        if line.kind not in WRITTEN:
            raise ValidationError(_("この行は操作の記録です。訂正は、もとの操作でしてください。"))
        if line.corrections.exists():
            raise ValidationError(_("この行は既に訂正されています。新しい行を訂正してください。"))
        return add_line(
            entry,
            by,
            line.incident,
            LineKind(line.kind),
            text,
            occurred_at=occurred_at or line.occurred_at,
            precision=line.precision,
            source=source.strip() or line.source,
            item=line.item,
            inject=line.inject,
            corrects=line,
            key=key,
        )
