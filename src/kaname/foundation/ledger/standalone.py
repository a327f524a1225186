#!/usr/bin/env python3
"""Verify an export of a Kaname ledger, offline, with nothing but Python 3.9 or newer. 証跡の検証プログラム

    python3 verify.py [FOLDER] [--fingerprint "1000·0123-4567-89ab-cdef"]
    python3 verify.py --proof proof.json

Checks every entry's hash, the chain, the Merkle tree (RFC 9162), and every checkpoint's Ed25519 signature
(RFC 8032, C2SP signed note). `--fingerprint` compares with what is printed on paper: only a copy kept elsewhere
reveals a ledger that was cut and signed anew. Ends with 0 when all holds, 1 when something differs.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(n: int, p: _Point) -> _Point:
    q: _Point = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            q = _add(q, p)
        p, n = _add(p, p), n >> 1
    return q


def _same(p: _Point, q: _Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _x_of(y: int, sign: int) -> int:
    if y >= _P:
        raise ValueError("not a point")
    xx = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if xx == 0:
        if sign:
            raise ValueError("not a point")
        return 0
    x = pow(xx, (_P + 3) // 8, _P)
    if (x * x - xx) % _P:
        x = x * _ROOT_OF_MINUS_1 % _P
    if (x * x - xx) % _P:
        raise ValueError("not a point")
    return _P - x if (x & 1) != sign else x


def _point(raw: bytes) -> _Point:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return (x, y, 1, x * y % _P)


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _x_of(_BASE_Y, 0)
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is right (RFC 8032 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    try:
        a, r = _point(public), _point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    return _same(_times(s, _BASE), _add(r, _times(h, a)))


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _push(frontier: list[bytes], size: int, leaf: bytes) -> None:
    while size & 1:
        leaf = _sha(b"\x01" + frontier.pop() + leaf)
        size >>= 1
    frontier.append(leaf)


def _root(frontier: list[bytes]) -> bytes:
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = _sha(b"\x01" + left + root)
    return root


def _root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    if size <= 1:
        return leaf
    k = 1 << ((size - 1).bit_length() - 1)
    if index < k:
        return _sha(b"\x01" + _root_from_path(leaf, index, k, path[:-1]) + path[-1])
    return _sha(b"\x01" + path[-1] + _root_from_path(leaf, index - k, size - k, path[:-1]))


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def note_holds(note: str, keys: list[str]) -> bool:
    """Whether a signed note bears a right signature of one of the keys (`name+id+base64`)."""
    text, _gap, signatures = note.partition("\n\n")
    message = (text + "\n").encode()
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) != 3:
            continue
        raw = _decode(parts[2])
        for key in keys:
            name, _plus, rest = key.partition("+")
            key_id, _plus, encoded = rest.partition("+")
            public = _decode(encoded)[1:]
            if name == parts[1] and raw[:4].hex() == key_id and ed25519_holds(public, message, raw[4:]):
                return True
    return False


def read_notes(path: Path) -> dict[int, list[str]]:
    """The checkpoints of an export by their size."""
    found: dict[int, list[str]] = {}
    for note in path.read_text(encoding="utf-8").split("====\n"):
        if note.strip():
            found.setdefault(int(note.split("\n")[1]), []).append(note)
    return found


def fingerprint_of(size: int, root: bytes) -> str:
    """As printed on paper."""
    digits = root.hex()[:16]
    return f"{size}·" + "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def verify_export(folder: Path, fingerprint: str = "") -> list[str]:
    """Everything in an export that does not hold, the first entry that differs first; empty when all does."""
    problems: list[str] = []
    keys = (folder / "key.txt").read_text(encoding="utf-8").split()
    notes = read_notes(folder / "checkpoints.txt")
    printed = int(fingerprint.split("·")[0]) if fingerprint else 0
    frontier: list[bytes] = []
    chain, size = bytes(32), 0
    with (
        (folder / "entries.jsonl").open("rb") as entries,
        (folder / "chain.txt").open(encoding="utf-8") as chains,
    ):
        for line in entries:
            body = line.rstrip(b"\n")
            leaf = _sha(b"\x00" + body)
            chain = _sha(chain + leaf)
            _push(frontier, size, leaf)
            size += 1
            if chains.readline().split() != [str(size), leaf.hex(), chain.hex()]:
                return [*problems, f"証跡 {size} 番が書き換えられています / entry {size} differs"]
            if json.loads(body).get("seq") != size:
                return [*problems, f"証跡 {size} 番の番号が違います / entry {size} has another number"]
            if size in notes:
                problems += _check_notes(size, _root(frontier), notes.pop(size), keys)
            if size == printed and fingerprint_of(size, _root(frontier)) != fingerprint:
                problems.append(f"{size} 件のときの印字と違います / differs from the printed fingerprint")
        if chains.readline():
            problems.append(f"証跡 {size + 1} 番から後がありません / entries after {size} are missing")
    if notes or printed > size:
        last = max([*notes, printed])
        problems.append(
            f"証跡 {size + 1} 番から後がありません（{last} 件の封印） / sealed at {last}, cut at {size}"
        )
    return problems


def _check_notes(size: int, root: bytes, notes: list[str], keys: list[str]) -> list[str]:
    problems = []
    for note in notes:
        if _decode(note.split("\n")[2]) != root:
            problems.append(f"{size} 件の封印が証跡と違います / checkpoint {size} differs from the entries")
        if "\n\n" not in note:
            print(f"注意: {size} 件の封印は未署名です / note: checkpoint {size} is not signed")
        elif not note_holds(note, keys):
            problems.append(f"{size} 件の封印の署名が正しくありません / checkpoint {size}: bad signature")
    return problems


def verify_proof(proof: dict[str, Any], keys: list[str] | None = None) -> list[str]:
    """What does not hold in the proof of one entry."""
    leaf = _sha(b"\x00" + proof["body"].encode())
    try:
        root = _root_from_path(
            leaf, proof["seq"] - 1, proof["size"], [bytes.fromhex(h) for h in proof["path"]]
        )
    except (IndexError, ValueError):
        root = b""
    if root.hex() != proof["root"]:
        return ["経路が封印に届きません / the path does not lead to the root"]
    if not proof["note"]:
        return ["まだ封印されていません / not sealed yet"]
    lines = proof["note"].split("\n")
    if int(lines[1]) != proof["size"] or _decode(lines[2]) != root:
        return ["封印が別の証跡についてのものです / the checkpoint speaks of another ledger"]
    return (
        [] if note_holds(proof["note"], keys or proof["keys"]) else ["署名が正しくありません / bad signature"]
    )


def main() -> int:
    """Verify what the command line names, and say so in words."""
    parser = argparse.ArgumentParser(description="Verify an exported Kaname ledger. 証跡を検証します。")
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).resolve().parent), type=Path)
    parser.add_argument("--fingerprint", default="", help="as printed on paper: 1000·0123-4567-89ab-cdef")
    parser.add_argument("--proof", type=Path, help="verify the proof of one entry (JSON)")
    chosen = parser.parse_args()
    if chosen.proof:
        problems = verify_proof(json.loads(chosen.proof.read_text(encoding="utf-8")))
    else:
        problems = verify_export(Path(chosen.folder), chosen.fingerprint)
    for problem in problems:
        print(f"× {problem}")
    if not problems:
        print("○ すべて正しく、書き換えはありません / all holds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
