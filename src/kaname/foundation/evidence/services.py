"""What people do with evidence: attach files to a record, and open them again, unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import kind_of, ref_of, resolve_visible
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock

from . import store
from .inspection import inspect, safe_name
from .models import Evidence

MAX_FILES = 50


def attach(
    *, by: Person, record: models.Model, files: Iterable[UploadedFile], note: str = ""
) -> list[Evidence]:
    """Attach files to a record that the person may see. The same file twice is stored once, with both references.

    Raises PermissionDenied; ValidationError naming the file that cannot be kept (then none is attached).
    Source: 経営管理編 1.2.1 管理責任 ②（実施を示す記録）
    """
    policy.require(by, "evidence.attach")
    chosen = list(files)
    if len(chosen) > MAX_FILES:
        raise ValidationError(
            _("一度に添付できるのは %(n)s ファイルまでです。分けて添付してください。") % {"n": MAX_FILES}
        )
    if resolve_visible(ref_of(record), person=by) is None:
        raise ValidationError(_("添付先の記録が見つかりません。一覧から開き直してください。"))
    for file in chosen:
        store.require_size(file.size or 0, safe_name(file.name or ""))
    kept = [(safe_name(f.name or ""), _keep(by.institution, f)) for f in chosen]
    with writing(by=by, action="evidence.attach") as entry:
        return [entry.save(_row(by, record, name, blob, note)) for name, blob in kept]


def _keep(institution: Institution, file: UploadedFile) -> store.Blob:
    name = safe_name(file.name or "")
    return store.put(institution, file.chunks(), name=name, look=partial(inspect, name=name))


def _row(by: Person, record: models.Model, name: str, blob: store.Blob, note: str) -> Evidence:
    return Evidence(
        institution=by.institution,
        record_kind=kind_of(record),
        record_key=record.pk,
        sha256=blob.sha256,
        size=blob.size,
        media_type=blob.media_type,
        name=name,
        note=note,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )


def open_verified(evidence: Evidence) -> BinaryIO:
    """The file, after its bytes were compared with the hash that the ledger fixed.

    Raises ValidationError, naming the original, when the file was replaced or is gone (hostile case 72).
    """
    path = store.path_of(evidence.institution, evidence.sha256)
    try:
        sound = store.hash_of(path) == evidence.sha256
    except FileNotFoundError:
        sound = False
    if not sound:
        raise ValidationError(
            _(
                "「%(name)s」は保管先で差し替えられたか失われているため開けません。"
                "元のファイル（SHA-256 %(sha256)s）をバックアップから戻してください。"
            )
            % {"name": evidence.name, "sha256": evidence.sha256}
        )
    return path.open("rb")


def sweep(institution: Institution) -> int:
    """Clear away what crashes and refused uploads left in the store. Returns how many files went."""
    known = set(Evidence.objects.of(institution).values_list("sha256", flat=True))
    return len(store.sweep(institution, known))
