"""Reads of evidence that many screens need: what is attached to these records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import overload

from django.db import models
from django.db.models import Q

from kaname.foundation.access.records import ref_of

from .models import Evidence


@overload
def evidence_of(record: models.Model) -> list[Evidence]: ...
@overload
def evidence_of(record: Sequence[models.Model]) -> dict[int, list[Evidence]]: ...


def evidence_of(record: models.Model | Sequence[models.Model]) -> list[Evidence] | dict[int, list[Evidence]]:
    """What is attached to a record, oldest first; for several records of one kind, by their primary key.

    The caller has already been shown to see the record.
    """
    if isinstance(record, models.Model):
        return evidence_by_ref([ref_of(record)]).get(ref_of(record), [])
    found = evidence_by_ref([ref_of(row) for row in record])
    return {row.pk: found[ref_of(row)] for row in record if ref_of(row) in found}


def evidence_by_ref(refs: Iterable[str]) -> dict[str, list[Evidence]]:
    """What is attached to these records, by reference, in one query. The caller may see them all."""
    keys: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        kind, _sep, key = ref.partition(":")
        keys[kind].append(int(key))
    if not keys:
        return {}
    wanted = Q(pk__in=[])
    for kind, of_kind in keys.items():
        wanted |= Q(record_kind=kind, record_key__in=of_kind)
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in Evidence._default_manager.filter(wanted).select_related("uploaded_by").order_by("pk"):
        found[row.record].append(row)
    return dict(found)
