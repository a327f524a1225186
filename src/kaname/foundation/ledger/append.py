"""Appending to the ledger: called by `access.writes` at the end of every transaction, by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import resolve
from kaname.foundation.access.writes import AlreadyWritten, Entry, Transaction
from kaname.foundation.calendar import clock

from . import checkpoints
from .merkle import canonical_bytes, chain_hash, leaf_hash, push
from .models import LedgerEntry, LedgerHead, LedgerRecord

CHECKPOINT_EVERY = 1000


def lock_head(institution: Institution) -> LedgerHead:
    """Take the institution's head row for the rest of the transaction: no two writers can fork the chain."""
    heads = (
        LedgerHead.objects.select_for_update()
        if connection.features.has_select_for_update
        else LedgerHead.objects
    )
    head, _made = heads.get_or_create(institution=institution)
    return head


def append_entries(act: Transaction, token: str) -> None:
    """Append this transaction's entries in order. Raises AlreadyWritten if the request was carried out."""
    assert act.institution is not None
    head = lock_head(act.institution)
    rows = []
    for position, entry in enumerate(act.entries):
        rows.append(_entry_row(head, entry, token if position == 0 else ""))
    try:
        with transaction.atomic():
            LedgerEntry.objects.bulk_create(rows)
    except IntegrityError as twice:
        earlier = LedgerEntry.objects.of(act.institution).filter(request_token=token or None).first()
        if earlier is None or not token:
            raise
        raise AlreadyWritten(_url_of(earlier, act.institution)) from twice
    LedgerRecord.objects.bulk_create(
        [
            LedgerRecord(institution_id=row.institution_id, entry=row, seq=row.seq, ref=ref)
            for row, entry in zip(rows, act.entries, strict=True)
            for ref in entry.records
        ]
    )
    head.save(force_update=True)
    if rows and (head.seq // CHECKPOINT_EVERY) > ((head.seq - len(rows)) // CHECKPOINT_EVERY):
        checkpoints.seal(act.institution, reason="size", head=head)


def _entry_row(head: LedgerHead, entry: Entry, token: str) -> LedgerEntry:
    now = clock.now()
    body = canonical_bytes(_body(head, entry, now))
    leaf = leaf_hash(body)
    head.frontier = push(head.frontier, head.seq, leaf)
    head.seq += 1
    head.chain = chain_hash(head.chain, leaf)
    return LedgerEntry(
        institution_id=head.institution_id,
        seq=head.seq,
        at=now,
        person=entry.by,
        action=entry.action,
        body=body,
        leaf=leaf,
        chain=head.chain,
        request_token=token or None,
    )


def _body(head: LedgerHead, entry: Entry, now: datetime) -> dict[str, Any]:
    return {
        "v": 1,
        "institution": head.institution_id,
        "seq": head.seq + 1,
        "at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "by": _who(entry.by),
        "action": entry.action,
        "note": entry.note,
        "records": [{"record": ref, "state": state} for ref, state in entry.records.items()],
    }


def _who(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {"system": True}
    return {"person": person.pk, "name": person.name, "roles": sorted(person.roles)}


def _url_of(entry: LedgerEntry, institution: Institution) -> str:
    for row in entry.records.order_by("pk"):
        record = resolve(row.ref, institution=institution)
        if record is not None and hasattr(record, "get_absolute_url"):
            return str(record.get_absolute_url())
    return ""
