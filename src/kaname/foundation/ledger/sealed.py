"""Level 1 of the verification, the ledger by itself: chain, tree, head, columns, index, checkpoints.

Each problem names the institution and the first place that differs, in words for whoever must act on it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution

from .checkpoints import signature_holds
from .keys import public_keys
from .merkle import EMPTY_CHAIN, canonical_bytes, chain_hash, leaf_hash, push, root_of
from .models import Checkpoint, LedgerEntry, LedgerHead, LedgerRecord

_CHUNK = 5_000


@dataclass(frozen=True)
class Problem:
    """Something that does not agree: `where` is a position, a record with its field, or a file."""

    institution: str
    where: str
    message: str
    level: int = 1

    def __str__(self) -> str:
        return f"[{self.institution}] {self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest state of a record: where it stands, and the hash of that state (None: deleted)."""

    institution_id: int
    seq: int
    revision: int
    digest: bytes | None


@dataclass
class Ledger:
    """What a pass over one institution's ledger found: its problems, and the newest state of each record."""

    institution: Institution
    problems: list[Problem] = field(default_factory=list)
    newest: dict[str, Newest] = field(default_factory=dict)
    seq: int = 0
    chain: str = EMPTY_CHAIN
    frontier: list[str] = field(default_factory=list)
    is_whole: bool = True

    def found(self, where: str, message: str) -> None:
        self.problems.append(Problem(self.institution.name, where, message))


def verify_ledger(institution: Institution, *, notes: Sequence[str] = ()) -> Ledger:
    """Level 1: chain, tree, head, columns, index of records and checkpoints of one institution."""
    ledger = Ledger(institution)
    checkpoints = _checkpoints_by_size(institution)
    copies = _copies_by_size(ledger, notes)
    refs = _RefsBySeq(institution)
    keys = public_keys()
    columns = ("pk", "seq", "at", "person_id", "action", "body", "leaf", "chain")
    rows = LedgerEntry.objects.of(institution).order_by("seq").values_list(*columns)
    for row in rows.iterator(chunk_size=_CHUNK):
        body = _verify_entry(ledger, row)
        _verify_refs(ledger, row, body, refs)
        for checkpoint in checkpoints.pop(ledger.seq, ()):
            _verify_checkpoint(ledger, checkpoint, keys)
        for root in copies.pop(ledger.seq, ()):
            _verify_copy(ledger, root)
    for seq in refs.rest():
        ledger.found(_position(seq), _("証跡にない番号を指す索引があります。"))
        break
    _verify_end(ledger, checkpoints, copies)
    _verify_signed(ledger)
    return ledger


def _position(seq: int) -> str:
    return _("証跡 %(seq)s 番") % {"seq": seq}


def _verify_entry(ledger: Ledger, row: tuple[Any, ...]) -> dict[str, Any]:
    """One entry's place in chain and tree; after the first break only the states are still collected."""
    _pk, seq, at, person_id, action, body_bytes, leaf, chain = row
    body_bytes = bytes(body_bytes)
    if ledger.is_whole:
        expected = leaf_hash(body_bytes)
        _verify_link(ledger, seq, leaf, chain, expected)
        ledger.frontier = push(ledger.frontier, ledger.seq, expected)
        ledger.chain = chain_hash(ledger.chain, expected)
    ledger.seq = seq
    body = _read(body_bytes)
    if ledger.is_whole and not _columns_agree(ledger, body, seq, at, person_id, action):
        ledger.found(_position(seq), _("一覧用の列（日時・人・操作）が、封じられた本文と違います。"))
    _collect(ledger, seq, body)
    return body


def _verify_link(ledger: Ledger, seq: int, leaf: str, chain: str, expected: str) -> None:
    fault = ""
    if seq != ledger.seq + 1:
        fault = _("この番号の前に、抜けた証跡があります（%(n)s 番）。") % {"n": ledger.seq + 1}
    elif leaf != expected:
        fault = _("本文が書き換えられています（ハッシュ値が違います）。")
    elif chain != chain_hash(ledger.chain, expected):
        fault = _("前の証跡とつながりません（入れ替え、または書き換え）。")
    if fault:
        ledger.is_whole = False
        ledger.found(_position(seq if seq == ledger.seq + 1 else ledger.seq + 1), fault)


def _read(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _columns_agree(
    ledger: Ledger, body: dict[str, Any], seq: int, at: datetime, person_id: int | None, action: str
) -> bool:
    return (
        body.get("seq") == seq
        and body.get("institution") == ledger.institution.pk
        and body.get("at") == at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        and body.get("action") == action
        and body.get("by", {}).get("person") == person_id
    )


def _collect(ledger: Ledger, seq: int, body: dict[str, Any]) -> None:
    for item in body.get("records", ()):
        ref, state = item["record"], item["state"]
        known = ledger.newest.get(ref)
        revision = known.revision if state is None and known else (state or {}).get("revision", 0)
        if known is None or revision >= known.revision:
            ledger.newest[ref] = Newest(
                ledger.institution.pk, seq, revision, state_digest(state) if state else None
            )


def state_digest(state: dict[str, Any]) -> bytes:
    """The hash by which two states of a record are compared."""
    return hashlib.sha256(canonical_bytes(state)).digest()


class _RefsBySeq:
    """The index of records, streamed beside the entries."""

    def __init__(self, institution: Institution) -> None:
        rows = (
            LedgerRecord.objects.of(institution).order_by("seq", "pk").values_list("seq", "entry_id", "ref")
        )
        self._rows = rows.iterator(chunk_size=_CHUNK)
        self._next = next(self._rows, None)

    def upto(self, seq: int) -> list[tuple[int, int, str]]:
        """All index rows not after this position that were not yet handed out."""
        found = []
        while self._next is not None and self._next[0] <= seq:
            found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def rest(self) -> Iterator[int]:
        """The positions of what is left."""
        while self._next is not None:
            yield self._next[0]
            self._next = next(self._rows, None)


def _verify_refs(ledger: Ledger, row: tuple[Any, ...], body: dict[str, Any], refs: _RefsBySeq) -> None:
    pk, seq = row[0], row[1]
    expected = sorted((seq, pk, item["record"]) for item in body.get("records", ()))
    if sorted(refs.upto(seq)) != expected and ledger.is_whole:
        ledger.found(_position(seq), _("記録の索引が、封じられた本文と違います。"))


def _checkpoints_by_size(institution: Institution) -> dict[int, list[Checkpoint]]:
    found: dict[int, list[Checkpoint]] = defaultdict(list)
    for row in Checkpoint.objects.of(institution).order_by("size", "pk").iterator(chunk_size=_CHUNK):
        row.institution = institution
        found[row.size].append(row)
    return found


def _verify_checkpoint(ledger: Ledger, row: Checkpoint, keys: list[Ed25519PublicKey]) -> None:
    where = _("封印 %(size)s 件") % {"size": row.size}
    if row.is_signed and not any(signature_holds(row, key) for key in keys):
        ledger.found(where, _("署名が正しくないか、この病院の鍵によるものではありません。"))
    if ledger.is_whole and (row.root != root_of(ledger.frontier) or row.chain != ledger.chain):
        ledger.found(
            where, _("封印の値が、この件数までの証跡と違います。封印の後に証跡が書き換えられています。")
        )


def _copies_by_size(ledger: Ledger, notes: Sequence[str]) -> dict[int, list[str]]:
    """The checkpoints kept elsewhere that belong to this institution: size → roots (base64)."""
    found: dict[int, list[str]] = defaultdict(list)
    for note in notes:
        lines = note.splitlines()
        if len(lines) >= 3 and lines[0] == f"kaname/{ledger.institution.code}" and lines[1].isdigit():
            found[int(lines[1])].append(lines[2])
    return found


def _verify_copy(ledger: Ledger, root: str) -> None:
    if ledger.is_whole and base64.b64decode(root).hex() != root_of(ledger.frontier):
        ledger.found(
            _("控えの封印 %(size)s 件") % {"size": ledger.seq},
            _("外に控えた封印と違います。証跡が書き換えられています。"),
        )


def _verify_end(
    ledger: Ledger, checkpoints: dict[int, list[Checkpoint]], copies: dict[int, list[str]]
) -> None:
    """Head and checkpoints beyond the last entry: a cut tail, a rollback, or entries after the head."""
    head = LedgerHead.objects.of(ledger.institution).first()
    if head is None:
        if ledger.seq:
            ledger.found(_position(1), _("証跡の先頭情報（ヘッド）が失われています。"))
    elif head.seq != ledger.seq:
        first = min(head.seq, ledger.seq) + 1
        ledger.found(
            _position(first),
            _("末尾が切り取られています（%(n)s 件あるはずです）。") % {"n": head.seq}
            if head.seq > ledger.seq
            else _("この番号から後は、正しい手順で書かれていません。"),
        )
    elif ledger.is_whole and (head.chain != ledger.chain or list(head.frontier) != ledger.frontier):
        ledger.found(_position(ledger.seq), _("証跡の先頭情報（ヘッド）が最後の証跡と違います。"))
    beyond = sorted(
        size for size in [*checkpoints, *copies] if size > max(ledger.seq, head.seq if head else 0)
    )
    if beyond:
        ledger.found(
            _position(ledger.seq + 1),
            _("末尾が切り取られています。%(n)s 件のときの封印があります。") % {"n": beyond[-1]},
        )


def _verify_signed(ledger: Ledger) -> None:
    """An unsigned checkpoint is made good by a signed one after it; the last one must be signed."""
    rows = Checkpoint.objects.of(ledger.institution)
    unsigned = rows.filter(is_signed=False).order_by("-size").first()
    if unsigned and not rows.filter(is_signed=True, size__gte=unsigned.size).exists():
        ledger.found(
            _("封印 %(size)s 件") % {"size": unsigned.size},
            _("未署名です。署名鍵を戻すか新しい鍵を登録し、封印し直してください。"),
        )
