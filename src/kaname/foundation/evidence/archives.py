"""ZIP files and the Office documents that are ZIP files: measured by their directory before any unpacking.

The limits answer hostile cases 51, 52 and 54: a 575 kB file that unpacks to 196 MB, entities, escaping names.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .types import (
    ARCHIVE_EXTENSIONS,
    ARCHIVE_STARTS,
    OFFICE_EXTENSIONS,
    OFFICE_PARTS,
    OPEN_DOCUMENTS,
    RUNNABLE_EXTENSIONS,
    RUNNABLE_STARTS,
)

MAX_ENTRIES = 10_000
MAX_DIRECTORY_BYTES = 4 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 100
RATIO_MATTERS_FROM_BYTES = 20 * 1024 * 1024
_PART_HEAD_BYTES = 64 * 1024
_DEVICES = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_END = struct.Struct("<4s4H2LH")


def inspect_zip(file: BinaryIO, name: str) -> str:
    """The media type of a ZIP-based file. Raises ValidationError, naming the file and what is wrong in it."""
    _require_small_directory(file, name)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _require_modest_size(entries, name)
            kind = _kind_of(archive)
            for entry in entries:
                _require_plain(entry, name)
                _require_harmless(archive, entry, name, in_office=kind != "application/zip")
            return kind
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        struct.error,
    ) as broken:
        raise ValidationError(
            _("「%(name)s」は壊れているため読めません。元のファイルを確かめて、もう一度添付してください。")
            % {"name": name}
        ) from broken


def _require_small_directory(file: BinaryIO, name: str) -> None:
    """Before the directory is read: its size stands at the end of the file."""
    file.seek(0, 2)
    length = file.tell()
    file.seek(max(0, length - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise ValidationError(
            _("「%(name)s」は壊れているため読めません。元のファイルを確かめて、もう一度添付してください。")
            % {"name": name}
        )
    end = _END.unpack_from(tail, at)
    if end[4] > MAX_ENTRIES or end[5] > MAX_DIRECTORY_BYTES:
        raise _too_large(name)
    file.seek(0)


def _require_modest_size(entries: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries) or 1
    bomb = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked / packed > MAX_RATIO
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or bomb:
        raise _too_large(name)


def _too_large(name: str) -> ValidationError:
    return ValidationError(
        _(
            "「%(name)s」は展開すると大きくなりすぎるため受け取れません（圧縮爆弾の疑い）。中身を分けて添付してください。"
        )
        % {"name": name}
    )


def _require_plain(entry: zipfile.ZipInfo, name: str) -> None:
    """No name that leaves its folder, no device, no link, nothing encrypted."""
    path = entry.orig_filename.replace("\\", "/")
    escapes = path.startswith("/") or ":" in path or ".." in path.split("/") or "\0" in path
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    if escapes or linked or _DEVICES.search(path):
        raise ValidationError(
            _("「%(name)s」の中に不正な名前のファイルがあります（%(entry)s）。作り直して添付してください。")
            % {"name": name, "entry": entry.filename[:80]}
        )
    if entry.flag_bits & 1:
        raise ValidationError(
            _(
                "「%(name)s」にはパスワードが掛かっています。監査で開けるように、パスワードなしで添付してください。"
            )
            % {"name": name}
        )


def _require_harmless(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, *, in_office: bool
) -> None:
    if entry.is_dir():
        return
    inner = entry.filename.lower()
    suffix = "." + inner.rsplit(".", 1)[-1] if "." in inner else ""
    with archive.open(entry) as part:
        head = part.read(_PART_HEAD_BYTES if in_office and _is_xml(inner) else 64)
    if suffix in RUNNABLE_EXTENSIONS or head.startswith(RUNNABLE_STARTS) or inner.endswith("vbaproject.bin"):
        raise ValidationError(
            _("「%(name)s」の中に実行できるもの（%(entry)s）があります。取り除いて添付してください。")
            % {"name": name, "entry": entry.filename[:80]}
        )
    nested = inner.endswith(ARCHIVE_EXTENSIONS) or head.startswith(ARCHIVE_STARTS)
    if nested and not inner.endswith(OFFICE_EXTENSIONS) and not _is_image(inner):
        raise ValidationError(
            _("「%(name)s」の中に別の圧縮ファイル（%(entry)s）があります。展開して添付してください。")
            % {"name": name, "entry": entry.filename[:80]}
        )
    if in_office and _is_xml(inner) and _DOCTYPE.search(head.replace(b"\0", b"")):
        raise ValidationError(
            _(
                "「%(name)s」の中のXMLに外部参照の宣言（DOCTYPE）があるため受け取れません。保存し直して添付してください。"
            )
            % {"name": name}
        )


def _is_xml(inner: str) -> bool:
    return inner.endswith((".xml", ".rels", ".vml", ".svg"))


def _is_image(inner: str) -> bool:
    return inner.endswith((".emz", ".wmz"))


def _kind_of(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
        declared = archive.read("mimetype").decode("ascii", errors="replace")
        if declared in OPEN_DOCUMENTS:
            return declared
    if "[Content_Types].xml" in names:
        for folder, kind in OFFICE_PARTS.items():
            if any(n.startswith(folder) for n in names):
                return kind
    return "application/zip"
