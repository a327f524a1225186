"""The signing key of this installation: an Ed25519 key in the data folder, readable by its owner alone."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings


def make_key(path: Path) -> None:
    """Write a new key; never over an existing one."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    _remember(_load(path).public_key())


def _public_folder() -> Path:
    return Path(settings.SIGNING_KEY_FILE).parent / "public"


def _remember(key: Ed25519PublicKey) -> None:
    """Keep the public half: old checkpoints stay provable when the key itself is lost (hostile case 19)."""
    raw = public_bytes(key)
    _public_folder().mkdir(parents=True, exist_ok=True)
    (_public_folder() / f"{hashlib.sha256(raw).hexdigest()[:16]}.pub").write_text(raw.hex() + "\n")


def public_keys() -> list[Ed25519PublicKey]:
    """Every key of this installation that a checkpoint may bear: the present one and those that were lost."""
    raws = []
    present = signing_key()
    if present is not None:
        raws.append(public_bytes(present.public_key()))
    for path in sorted(_public_folder().glob("*.pub")):
        raw = bytes.fromhex(path.read_text().strip())
        if raw not in raws:
            raws.append(raw)
    return [Ed25519PublicKey.from_public_bytes(raw) for raw in raws]


@lru_cache(maxsize=4)
def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def signing_key() -> Ed25519PrivateKey | None:
    """The key, or None when it is lost: Kaname goes on, and its checkpoints say 未署名."""
    try:
        return _load(settings.SIGNING_KEY_FILE)
    except (OSError, ValueError):
        return None


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The raw 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that name a key in a C2SP signed note."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def verifier_line(name: str, key: Ed25519PublicKey) -> str:
    """The key as C2SP writes it down: `name+id+base64(0x01 ‖ key)`."""
    public = public_bytes(key)
    encoded = base64.b64encode(b"\x01" + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{encoded}"
