"""Looking at a file before anybody parses it: what it is by its content, and whether it is safe to keep.

Nothing here trusts the name or what the browser said, except to tell one kind of plain text from another.
"""

from __future__ import annotations

import codecs
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import archives
from .types import (
    ALLOWED,
    OCTET,
    RUNNABLE_EXTENSIONS,
    RUNNABLE_STARTS,
    TEXT_BY_EXTENSION,
)

HEAD_BYTES = 64 * 1024
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOUNDARY_CONTROLS = dict.fromkeys(
    [*range(32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F], "_"
)


def safe_name(name: str) -> str:
    """The name as uploaded, without folders and without characters that disguise it (control, text direction)."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].translate(_BOUNDARY_CONTROLS).strip()
    stem, suffix = PurePosixPath(last).stem, PurePosixPath(last).suffix[:20]
    return (stem[: 255 - len(suffix)] + suffix) or "file"


def inspect(file: BinaryIO, name: str) -> str:
    """The media type of a file by its content. Raises ValidationError, naming the file, when it cannot be kept."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head:
        raise ValidationError(
            _("「%(name)s」は空のファイルです。中身を確かめて、もう一度選んでください。") % {"name": name}
        )
    if is_runnable(name, head):
        raise ValidationError(
            _(
                "「%(name)s」は実行できる形式（プログラム・スクリプト・マクロ）のため添付できません。PDFや画像にして添付してください。"
            )
            % {"name": name}
        )
    media_type = archives.inspect_zip(file, name) if head.startswith(b"PK") else _media_type(head, name)
    if media_type not in ALLOWED:
        raise ValidationError(
            _(
                "「%(name)s」の形式は受け付けていません。PDF、Office文書、画像、CSV、テキスト、ZIPのいずれかにしてください。"
            )
            % {"name": name}
        )
    return media_type


def is_runnable(name: str, head: bytes) -> bool:
    """Whether opening the file would run something, by its last extension or by how it begins."""
    suffix = PurePosixPath(name.lower().rstrip(". ")).suffix
    return (
        suffix in RUNNABLE_EXTENSIONS
        or head.lower().startswith(_STARTS_LOWER)
        or head.startswith(RUNNABLE_STARTS)
    )


_STARTS_LOWER = (b"@echo off", b"<?php")


def _media_type(head: bytes, name: str) -> str:
    if head.startswith(_OLE_START):
        return "application/x-ole-storage"
    known = _by_signature(head, name)
    if known:
        return known
    text = _as_text(head)
    return _kind_of_text(text, name) if text is not None else OCTET


def _by_signature(head: bytes, name: str) -> str:
    """What puremagic recognises among the binary kinds that we keep; its guesses about text are not used."""
    try:
        guesses = puremagic.magic_string(head, name)
    except (puremagic.PureError, ValueError):
        return ""
    for guess in guesses:
        kind = _ALIASES.get(guess.mime_type, guess.mime_type)
        if guess.byte_match and kind in _BINARY and kind in ALLOWED:
            return str(kind)
    return ""


_ALIASES = {"text/rtf": "application/rtf", "image/x-ms-bmp": "image/bmp", "image/heif": "image/heic"}
_BINARY = frozenset(
    t for t in ALLOWED if t in ("application/pdf", "application/rtf") or t.startswith("image/")
) - {"image/svg+xml"}


def _as_text(head: bytes) -> str | None:
    """The text, read strictly (a character cut off at the end is forgiven), or None if it is not text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    if b"\0" in head:
        return None
    for encoding in ("utf-8-sig", "cp932", "euc_jp", "iso2022_jp"):
        try:
            return codecs.getincrementaldecoder(encoding)("strict").decode(head, final=len(head) < HEAD_BYTES)
        except UnicodeDecodeError:
            continue
    return None


def _kind_of_text(text: str, name: str) -> str:
    start = text.lstrip()[:1000].lower()
    if "<svg" in start:
        return "image/svg+xml"
    if start.startswith(("<!doctype html", "<html")) or "<script" in start:
        return "text/html"
    return TEXT_BY_EXTENSION.get(PurePosixPath(name.lower()).suffix, "text/plain")
