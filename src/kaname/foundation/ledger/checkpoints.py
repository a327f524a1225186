"""Checkpoints (封印): the ledger's size and root, signed, at the moments that matter.

Daily, on backup, on every export, each 1,000 entries. Copies kept elsewhere (paper, mail) reveal a rollback.
"""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock

from .keys import key_id, public_bytes, signing_key
from .merkle import root_of
from .models import Checkpoint, LedgerHead


def origin_of(institution: Institution) -> str:
    """The name under which an institution's checkpoints are signed."""
    return f"kaname/{institution.code}"


def seal(institution: Institution, *, reason: str, head: LedgerHead | None = None) -> Checkpoint | None:
    """Sign the ledger as it stands; the newest checkpoint if it still fits, None for an empty ledger."""
    head = head or LedgerHead.objects.of(institution).first()
    if head is None or head.seq == 0:
        return None
    newest = Checkpoint.objects.of(institution).order_by("-size", "-pk").first()
    if newest is not None and newest.size == head.seq and newest.is_signed:
        return newest
    root = root_of(head.frontier)
    note, is_signed = _signed_note(institution, head.seq, root)
    return Checkpoint.objects.create(
        institution=institution,
        size=head.seq,
        root=root,
        chain=head.chain,
        note=note,
        is_signed=is_signed,
        reason=reason,
        at=clock.now(),
    )


def _signed_note(institution: Institution, size: int, root: str) -> tuple[str, bool]:
    origin = origin_of(institution)
    text = f"{origin}\n{size}\n{base64.b64encode(bytes.fromhex(root)).decode()}\n"
    key = signing_key()
    if key is None:
        return text, False
    public = public_bytes(key.public_key())
    signature = base64.b64encode(key_id(origin, public) + key.sign(text.encode())).decode()
    return f"{text}\n— {origin} {signature}\n", True


def signature_holds(checkpoint: Checkpoint, key: Ed25519PublicKey) -> bool:
    """Whether the note says what the row says and was signed by this key."""
    text, sep, signature_line = checkpoint.note.partition("\n\n")
    if not sep:
        return False
    text += "\n"
    origin = origin_of(checkpoint.institution)
    if text != f"{origin}\n{checkpoint.size}\n{base64.b64encode(bytes.fromhex(checkpoint.root)).decode()}\n":
        return False
    try:
        raw = base64.b64decode(signature_line.strip().rsplit(" ", 1)[1])
        key.verify(raw[4:], text.encode())
    except (InvalidSignature, ValueError, IndexError):
        return False
    return True
