"""Saving what would be lost (証拠の保全)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.evidence import services as evidence
from kaname.rooms.incidents.choices import EvidenceState, LineKind
from kaname.rooms.incidents.models import Incident, PreservedItem

from .checks import require_past, require_running
from .log import add_line


def list_item(*, by: Person, incident: Incident, name: str, system: Any = None) -> PreservedItem:
    """Name something whose logs or state must be saved. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.work") as entry:
        require_running(by, incident)
        require_text(name=name)
        require_own(by.institution, system=system)
        item = PreservedItem(
            institution=incident.institution, incident=incident, name=name.strip(), system=system
        )
        return entry.save(item)


def preserve_item(
    *,
    by: Person,
    item: PreservedItem,
    method: str,
    kept_at: str = "",
    digest: str = "",
    preserved_at: datetime | None = None,
    files: Sequence[UploadedFile] = (),
) -> PreservedItem:
    """Record that it was saved: how, when, where it lies, its hash; files may come with it.

    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.2 善後策 ①
    """
    with writing(by=by, action="incidents.work") as entry:
        _require_waiting(by, item)
        require_text(method=method)
        require_past(preserved_at=preserved_at)
        item.state, item.method, item.kept_at = EvidenceState.PRESERVED, method.strip(), kept_at.strip()
        item.digest, item.preserved_by = digest.strip(), by
        item.preserved_at = preserved_at or clock.now()
        entry.save(item)
        text = _("%(item)s を保全した（%(method)s）") % {"item": item.name, "method": item.method}
        add_line(entry, by, item.incident, LineKind.EVIDENCE, text, occurred_at=item.preserved_at)
        if files:
            evidence.attach(by=by, record=item, files=files)
        return item


def lose_item(*, by: Person, item: PreservedItem, reason: str) -> PreservedItem:
    """Record that nothing was left to save, and why. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="incidents.work", note=reason.strip()) as entry:
        _require_waiting(by, item)
        require_text(reason=reason)
        item.state, item.lost_reason = EvidenceState.LOST, reason.strip()
        text = _("%(item)s は残っていなかった：%(why)s") % {"item": item.name, "why": item.lost_reason}
        add_line(entry, by, item.incident, LineKind.EVIDENCE, text)
        return entry.save(item)


def _require_waiting(by: Person, item: PreservedItem) -> None:
    require_running(by, item.incident)
    if item.state != EvidenceState.TO_PRESERVE:
        raise ValidationError(
            _("この対象は「%(state)s」と記録されています。") % {"state": item.get_state_display()}
        )
