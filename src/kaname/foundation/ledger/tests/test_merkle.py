"""The tree and the chain: whatever the size, every leaf can be proved and nothing else can."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kaname.foundation.ledger import merkle, standalone
from kaname.foundation.ledger.keys import public_bytes

_bodies = st.lists(st.binary(max_size=20), min_size=1, max_size=70)


def _recursive_root(leaves: list[str]) -> str:
    """RFC 9162 2.1.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(_recursive_root(leaves[:k]), _recursive_root(leaves[k:]))


@given(_bodies)
def test_every_leaf_is_proved_and_a_changed_one_is_not(bodies):
    leaves = [merkle.leaf_hash(b) for b in bodies]
    root = merkle.tree_root(leaves)
    for index, leaf in enumerate(leaves):
        path = merkle.inclusion_path(leaves, index)
        assert merkle.root_from_path(leaf, index, len(leaves), path) == root
        assert (
            merkle.root_from_path(merkle.leaf_hash(b"other" + bodies[index]), index, len(leaves), path)
            != root
        )


@given(_bodies)
def test_frontier_root_is_the_tree_root(bodies):
    leaves = [merkle.leaf_hash(b) for b in bodies]
    assert merkle.tree_root(leaves) == _recursive_root(leaves)


def test_empty_tree_is_the_hash_of_nothing():
    assert merkle.root_of([]) == hashlib.sha256(b"").hexdigest()


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_standalone_signature_check_agrees_with_cryptography(seed, message):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = public_bytes(key.public_key()), key.sign(message)
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    answers = [
        standalone.ed25519_holds(public, message, signature),
        standalone.ed25519_holds(public, message + b"x", signature),
        standalone.ed25519_holds(public, message, flipped),
    ]
    assert answers == [True, False, False]
