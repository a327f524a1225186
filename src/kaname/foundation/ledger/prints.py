"""What paper carries of the ledger, by which a print can be checked years later."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import InstitutionRecord, ref_of

from .models import LedgerEntry, LedgerRecord
from .selectors import newest_checkpoint


def newest_fingerprint(institution: Institution) -> str:
    """The fingerprint of the last seal; nothing before the first."""
    newest = newest_checkpoint(institution)
    return newest.fingerprint if newest else ""


def fingerprint_of(record: InstitutionRecord) -> str:
    """The last entry about a record, by position and digest in fours; nothing before it was written."""
    return fingerprints_of([record]).get(record.pk, "")


def fingerprints_of(records: Sequence[InstitutionRecord]) -> dict[int, str]:
    """The last entry about each of some records of one kind and one institution, by their keys; two queries."""
    if not records:
        return {}
    institution, by_ref = records[0].institution, {ref_of(row): row.pk for row in records}
    rows = LedgerRecord.objects.filter(institution_id=institution.pk, ref__in=by_ref)
    newest = dict(rows.order_by().values_list("ref").annotate(newest=Max("seq")))
    leaves = dict(
        LedgerEntry.objects.of(institution).filter(seq__in=newest.values()).values_list("seq", "leaf")
    )
    return {by_ref[ref]: f"{seq}·{_in_fours(leaves[seq])}" for ref, seq in newest.items()}


def _in_fours(leaf: str) -> str:
    return "-".join(leaf[i : i + 4] for i in range(0, 16, 4))
