"""Hash chain and Merkle tree (RFC 9162): pure functions over bytes, no database.

leaf = SHA-256(0x00 ‖ body); chain = SHA-256(previous chain ‖ leaf); node = SHA-256(0x01 ‖ left ‖ right).
A *frontier* lists the roots of the perfect subtrees of the tree so far, largest first: appending needs only it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

EMPTY_CHAIN = "0" * 64


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_bytes(value: dict[str, Any]) -> bytes:
    """Canonical JSON: UTF-8, sorted keys, no spaces. Floats have no place in it."""
    return _canonical.encode(value).encode()


def leaf_hash(body: bytes) -> str:
    return hashlib.sha256(b"\x00" + body).hexdigest()


def node_hash(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def chain_hash(previous: str, leaf: str) -> str:
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(leaf)).hexdigest()


def push(frontier: Sequence[str], size: int, leaf: str) -> list[str]:
    """The frontier after one more leaf, for a tree of `size` leaves before it. O(log n)."""
    roots, carry = list(frontier), leaf
    while size & 1:
        carry = node_hash(roots.pop(), carry)
        size >>= 1
    roots.append(carry)
    return roots


def root_of(frontier: Sequence[str]) -> str:
    """The tree's root; of an empty tree, the hash of nothing."""
    if not frontier:
        return hashlib.sha256(b"").hexdigest()
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def tree_root(leaves: Sequence[str]) -> str:
    """The root over all leaves (RFC 9162 2.1.1)."""
    frontier: list[str] = []
    for size, leaf in enumerate(leaves):
        frontier = push(frontier, size, leaf)
    return root_of(frontier)


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(leaves: Sequence[str], index: int) -> list[str]:
    """The hashes that lead from leaf `index` (from 0) to the root (RFC 9162 2.1.3.1)."""
    if len(leaves) <= 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*inclusion_path(leaves[:k], index), tree_root(leaves[k:])]
    return [*inclusion_path(leaves[k:], index - k), tree_root(leaves[:k])]


def root_from_path(leaf: str, index: int, size: int, path: Sequence[str]) -> str:
    """The root that an inclusion path leads to; equal to the tree's root if the leaf is in it."""
    if size <= 1:
        return leaf
    k = _split(size)
    if index < k:
        return node_hash(root_from_path(leaf, index, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_path(leaf, index - k, size - k, path[:-1]))
