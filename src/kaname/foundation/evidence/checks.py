"""What the ledger's verification asks of evidence: every file still has the bytes that its entry fixed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.sealed import Problem

from . import store
from .models import Evidence


def verify_files(institution: Institution) -> Iterator[Problem]:
    """One problem for each evidence row whose file is gone or has other bytes; each file is read once."""
    looked: dict[str, str] = {}
    for row in Evidence.objects.of(institution).order_by("pk").iterator(chunk_size=2_000):
        if row.sha256 not in looked:
            looked[row.sha256] = _fault(institution, row.sha256)
        if looked[row.sha256]:
            where = f"{ref_of(row)} {row.name}"
            yield Problem(institution.name, where, f"{looked[row.sha256]}（{row.sha256[:16]}…）", 2)


def _fault(institution: Institution, sha256: str) -> str:
    try:
        same = store.hash_of(store.path_of(institution, sha256)) == sha256
    except OSError:
        return _("証拠のファイルが失われています")
    return "" if same else _("証拠のファイルが差し替えられています")
