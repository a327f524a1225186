"""The store of evidence: each file once per institution, in a folder, named by the SHA-256 of its bytes.

`<EVIDENCE_DIR>/<institution code>/<first two digits>/<hash>`. A file is complete and on the disk before any
database row names it: it is written aside, synced, then renamed. What a crash leaves aside is swept.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock

_CHUNK = 1024 * 1024
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Blob:
    """What lies in the store: its hash, its size in bytes, and what it is."""

    sha256: str
    size: int
    media_type: str


def folder_of(institution: Institution) -> Path:
    """The folder of an institution's evidence."""
    return Path(settings.EVIDENCE_DIR) / str(institution.code)


def path_of(institution: Institution, sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return folder_of(institution) / sha256[:2] / sha256


def put(
    institution: Institution, chunks: Iterable[bytes], *, name: str, look: Callable[[BinaryIO], str]
) -> Blob:
    """Keep a file: measure, look at it, and only then give it its place.

    `look` returns the media type or raises ValidationError. Raises ValidationError when it is too large.
    """
    aside = folder_of(institution) / "tmp" / uuid.uuid4().hex
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        with aside.open("xb+") as file:
            sha256, size = _copy(chunks, file, name)
            media_type = look(file)
            file.flush()
            os.fsync(file.fileno())
        _settle(aside, path_of(institution, sha256), sha256)
    finally:
        aside.unlink(missing_ok=True)
    return Blob(sha256, size, media_type)


def _copy(chunks: Iterable[bytes], file: BinaryIO, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        require_size(size, name)
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size


def require_size(size: int, name: str) -> None:
    """Raise ValidationError if so many bytes are more than the limit."""
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        raise ValidationError(
            _(
                "「%(name)s」は大きすぎます。1ファイル %(limit)s MB までです。分けるか、小さくして添付してください。"
            )
            % {"name": name, "limit": limit}
        )


def _settle(aside: Path, place: Path, sha256: str) -> None:
    """Give the file its place; a sound file already there stays, touched so that no sweep takes it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and hash_of(place) == sha256:
        os.utime(place)
        return
    aside.chmod(0o440)
    aside.replace(place)
    _sync_folder(place.parent)
    _sync_folder(place.parent.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file on the disk, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sweep(
    institution: Institution, known: set[str], *, older_than_seconds: int = _STALE_SECONDS
) -> list[Path]:
    """Remove what no row names: files left aside by a crash, and files whose transaction was rolled back.

    Only what is older than a day, so that no upload under way is touched. Returns what was removed.
    """
    folder = folder_of(institution)
    limit = clock.real_now().timestamp() - older_than_seconds
    removed = []
    for path in [
        *folder.glob("tmp/*"),
        *(p for p in folder.glob("[0-9a-f][0-9a-f]/*") if p.name not in known),
    ]:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= limit:
                path.unlink()
                removed.append(path)
    return removed
