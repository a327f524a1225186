"""Text that lies encrypted in the database: what patients and others tell us about themselves.

    class Inquiry(InstitutionRecord):
        body = EncryptedTextField(_("内容"), blank=True)
        private_salt = models.CharField(max_length=64, default=new_salt, editable=False)
        ledger_private = frozenset({"body"})

In the program the attribute reads and writes as plain text. In the database stands `e1.<key>.<nonce+ciphertext>`
(AES-256-GCM), bound to the model, the field and the row's salt, so that a ciphertext copied to another place does not
open. In the ledger stands a salted commitment alone. Whoever empties the text and the salt has erased it for good.

The keys lie in `keys/text.key` of the data folder, which a backup takes along: one key in each line, of which the last
one encrypts and all decrypt. To change the key, append a line (`openssl rand -base64 32`).
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = "e1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
SALT = "private_salt"


class UnreadableText(ValidationError):
    """An encrypted text does not open: its key is missing, or it was changed or moved in the database."""


class Ciphertext(str):
    """A text as it stands in the database."""

    __slots__ = ()


def key_ring() -> Mapping[str, bytes]:
    """All keys by their ids, in order; the last one is in use. The first use makes the first key."""
    path = Path(settings.TEXT_KEY_FILE)
    if not path.exists():
        _make_first_key(path)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_ns: int) -> Mapping[str, bytes]:
    keys = [base64.b64decode(line) for line in path.read_text(encoding="ascii").split()]
    return {hashlib.sha256(key).hexdigest()[:8]: key for key in keys if len(key) == _KEY_BYTES}


def _make_first_key(path: Path) -> None:
    """Two processes that come first at once agree on one key: the whole file appears under its name or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(AESGCM.generate_key(8 * _KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def encrypt(text: str, *, bound_to: str) -> Ciphertext:
    """The text, sealed with the newest key; it opens only for the same `bound_to`. Nothing stays nothing."""
    if not text:
        return Ciphertext("")
    name, key = list(key_ring().items())[-1]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return Ciphertext(f"{_VERSION}.{name}.{base64.urlsafe_b64encode(sealed).decode()}")


def decrypt(sealed: str, *, bound_to: str) -> str:
    """The text again. Raises UnreadableText when the key is missing or a byte (or the place) is not what it was."""
    if not sealed:
        return ""
    version, _dot, rest = sealed.partition(".")
    name, _dot, encoded = rest.partition(".")
    key = key_ring().get(name) if version == _VERSION else None
    if key is None:
        raise UnreadableText(
            _("暗号化した文章の鍵（%(key)s）がありません。keys/text.key をバックアップから戻してください。")
            % {"key": name or "?"}
        )
    try:
        raw = base64.urlsafe_b64decode(encoded)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode()).decode()
    except (InvalidTag, ValueError) as broken:
        raise UnreadableText(
            _("暗号化した文章が書き換えられているため、読めません。バックアップと比べてください。")
        ) from broken


class _OpenedOnReading(DeferredAttribute):
    """Opens a stored text when somebody reads it, and takes plain text when somebody writes it."""

    field: EncryptedTextField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Ciphertext):
            return decrypt(value, bound_to=self.field.place_of(instance))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """A text that is plain in the program and encrypted in the database. It can be neither searched nor sorted."""

    descriptor_class = _OpenedOnReading

    def place_of(self, instance: models.Model) -> str:
        """What a ciphertext is bound to: this field of this row."""
        return f"{instance._meta.label_lower}.{self.attname}:{getattr(instance, SALT)}"

    def from_db_value(self, value: str | None, *_args: object) -> Ciphertext | None:
        """As stored; it opens on reading."""
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext:
        """What goes into the database; a text that nobody touched stays as it was sealed."""
        stored = model_instance.__dict__.get(self.attname)
        if isinstance(stored, Ciphertext):
            return stored
        return encrypt(
            str(getattr(model_instance, self.attname) or ""), bound_to=self.place_of(model_instance)
        )

    def get_prep_value(self, value: Any) -> Any:
        """Only sealed texts reach the database, whatever way they come."""
        if not value or isinstance(value, Ciphertext):
            return value
        raise TypeError(f"{self.name}: an encrypted text cannot be searched or written by itself")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """The row must carry the salt that binds the text, and keep the text out of the ledger."""
        found = super().check(**kwargs)
        names = {f.attname for f in self.model._meta.concrete_fields}
        if SALT not in names or self.attname not in getattr(self.model, "ledger_private", ()):
            found.append(
                checks.Error(
                    f"{self.attname} is encrypted: {self.model.__name__} needs {SALT}, and {self.attname} in ledger_private",
                    obj=self,
                    id="kaname.E010",
                )
            )
        return found
