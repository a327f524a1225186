"""The envelope of the emergency kit: what is sealed under a phrase, and how it is opened again.

An envelope is `{"header": text, "data": base64, "sha256": hex}`. The header is JSON in clear; it enters the seal as
associated data, so that nobody can give an old kit a new day. The digest over header and ciphertext tells a damaged file
from a wrong phrase, which AES-GCM alone cannot. The same is written in JavaScript in `file/kit.js`.
See docs/decisions/0013-the-kit.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

VERSION = 1
ITERATIONS = 600_000
KIT, RECORD = "kaname-kit", "kaname-kit-record"
SHORTEST, LONGEST, MOST_ALIKE = 12, 200, 6
_SPACES = re.compile(r"[ \t\r\n]+")
_KEY_BYTES, _SALT_BYTES, _IV_BYTES = 32, 16, 12


class Unopened(ValidationError):
    """An envelope does not open; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Envelope:
    """A sealed text: its header in clear, and the ciphertext."""

    header: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The digest by which damage is noticed."""
        return hashlib.sha256(self.header.encode("utf-8", "replace") + b"\n" + self.data).hexdigest()

    def as_json(self) -> dict[str, str]:
        """As it stands in a file."""
        data = base64.b64encode(self.data).decode("ascii")
        return {"header": self.header, "data": data, "sha256": self.sha256}


def normal_phrase(phrase: str) -> str:
    """The phrase in the one form that is used: whether it was typed in full width or half width does not matter."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", phrase)).strip(" ")


def seal(content: object, header: dict[str, Any], phrase: str) -> Envelope:
    """Seal content under a phrase. What the header says stands in clear beside what is needed to open it."""
    salt, iv = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_IV_BYTES)
    opening = {
        "version": VERSION,
        "iterations": ITERATIONS,
        "salt": base64.b64encode(salt).decode("ascii"),
        "iv": base64.b64encode(iv).decode("ascii"),
    }
    written = json.dumps({**header, **opening}, ensure_ascii=False, sort_keys=True)
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return Envelope(written, AESGCM(_key(phrase, salt)).encrypt(iv, body, written.encode()))


def open_envelope(given: object, phrase: str, *, kind: str) -> tuple[dict[str, Any], bytes]:
    """The header and the content of an envelope of a kind. Raises Unopened, in words, whatever the file may be."""
    envelope, header = _read(given, kind)
    salt, iv = _bytes(header.get("salt")), _bytes(header.get("iv"))
    if header.get("version") != VERSION or header.get("iterations") != ITERATIONS:
        raise Unopened(_("このファイルの形式は、この版のKanameでは読めません。"))
    if len(salt) != _SALT_BYTES or len(iv) != _IV_BYTES:
        raise _damaged()
    try:
        return header, AESGCM(_key(phrase, salt)).decrypt(iv, envelope.data, envelope.header.encode())
    except InvalidTag as wrong:
        raise Unopened(
            {"phrase": _("合言葉が違います。キットを開いたときの合言葉を、もう一度入力してください。")}
        ) from wrong


def read_json(raw: bytes) -> Any:
    """JSON of a file that anybody may have made. Raises Unopened."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as unreadable:
        raise Unopened(
            _(
                "キットから書き出した記録のファイルではありません。「記録を書き出す」で保存したファイルを選んでください。"
            )
        ) from unreadable


def _read(given: object, kind: str) -> tuple[Envelope, dict[str, Any]]:
    """The envelope, once it is known to be whole and of the kind."""
    if not isinstance(given, dict) or not all(
        isinstance(given.get(n), str) for n in ("header", "data", "sha256")
    ):
        raise Unopened(
            _(
                "キットから書き出した記録のファイルではありません。「記録を書き出す」で保存したファイルを選んでください。"
            )
        )
    envelope = Envelope(given["header"], _bytes(given["data"]))
    if not secrets.compare_digest(envelope.sha256.encode(), given["sha256"].encode("utf-8", "replace")):
        raise _damaged()
    header = read_json(envelope.header.encode("utf-8", "replace"))
    if not isinstance(header, dict) or header.get("format") != kind:
        raise Unopened(
            _("このファイルは、キットの記録ではありません。キットで「記録を書き出す」を選び直してください。")
        )
    return envelope, header


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        raise _damaged() from None


def _damaged() -> Unopened:
    return Unopened(_("ファイルが壊れています。キットからもう一度書き出すか、別の控えを使ってください。"))


def _key(phrase: str, salt: bytes) -> bytes:
    kdf = PBKDF2HMAC(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=salt, iterations=ITERATIONS)
    return kdf.derive(normal_phrase(phrase).encode("utf-8", "replace"))
