"""Proofs: one entry stands in the ledger that a signed checkpoint fixes, without showing any other entry."""

from __future__ import annotations

import base64
from typing import Any

from kaname.foundation.access.models import Institution

from .checkpoints import origin_of
from .keys import public_keys, verifier_line
from .merkle import inclusion_path, leaf_hash, root_from_path, root_of
from .models import Checkpoint, LedgerEntry, LedgerHead


def checkpoint_covering(institution: Institution, seq: int) -> Checkpoint | None:
    """The newest checkpoint that covers a position, or None when it was not yet sealed."""
    rows = Checkpoint.objects.of(institution).filter(size__gte=seq)
    return rows.order_by("-size", "-is_signed", "-pk").first()


def inclusion_proof(entry: LedgerEntry) -> dict[str, Any]:
    """The proof of one entry as JSON: its bytes, the path to the root, the signed checkpoint over that root.

    Before the first checkpoint covers it, the proof leads to the present, unsigned root (`note` is empty).
    Source: RFC 9162 2.1.3
    """
    institution = entry.institution
    checkpoint = checkpoint_covering(institution, entry.seq)
    head = LedgerHead.objects.of(institution).get()
    size = checkpoint.size if checkpoint else head.seq
    rows = LedgerEntry.objects.of(institution).filter(seq__lte=size).order_by("seq")
    leaves = list(rows.values_list("leaf", flat=True))
    return {
        "v": 1,
        "origin": origin_of(institution),
        "seq": entry.seq,
        "body": bytes(entry.body).decode(),
        "leaf": entry.leaf,
        "chain": entry.chain,
        "size": size,
        "root": checkpoint.root if checkpoint else root_of(head.frontier),
        "path": inclusion_path(leaves, entry.seq - 1),
        "note": checkpoint.note if checkpoint else "",
        "keys": [verifier_line(origin_of(institution), key) for key in public_keys()],
    }


def proof_holds(proof: dict[str, Any]) -> bool:
    """Whether the path leads from the entry's bytes to the root, and the note (if any) is about that root."""
    leaf = leaf_hash(str(proof["body"]).encode())
    try:
        root = root_from_path(leaf, proof["seq"] - 1, proof["size"], proof["path"])
    except (IndexError, ValueError):
        return False
    return leaf == proof["leaf"] and root == proof["root"] and _note_agrees(proof)


def _note_agrees(proof: dict[str, Any]) -> bool:
    if not proof["note"]:
        return True
    root = base64.b64encode(bytes.fromhex(proof["root"])).decode()
    return str(proof["note"]).startswith(f"{proof['origin']}\n{proof['size']}\n{root}\n")
