"""The table of file types that evidence may have, and what is refused whatever it is called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OCTET = "application/octet-stream"
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

ALLOWED: dict[str, str | Promise] = {
    "application/pdf": "PDF",
    f"{_OOXML}.wordprocessingml.document": "Word",
    f"{_OOXML}.spreadsheetml.sheet": "Excel",
    f"{_OOXML}.presentationml.presentation": "PowerPoint",
    f"{_ODF}.text": "OpenDocument",
    f"{_ODF}.spreadsheet": "OpenDocument",
    f"{_ODF}.presentation": "OpenDocument",
    "application/x-ole-storage": _("旧形式のOffice文書"),
    "application/rtf": "RTF",
    "image/png": _("画像"),
    "image/jpeg": _("画像"),
    "image/gif": _("画像"),
    "image/webp": _("画像"),
    "image/tiff": _("画像"),
    "image/bmp": _("画像"),
    "image/heic": _("画像"),
    "image/svg+xml": _("図（SVG）"),
    "text/plain": _("テキスト"),
    "text/csv": "CSV",
    "text/markdown": "Markdown",
    "text/html": "HTML",
    "application/xml": "XML",
    "application/json": "JSON",
    "message/rfc822": _("メール"),
    "application/zip": "ZIP",
}

# Text cannot be told apart by content alone, so the name decides among these harmless kinds.
TEXT_BY_EXTENSION = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".eml": "message/rfc822",
    ".json": "application/json",
    ".xml": "application/xml",
    ".htm": "text/html",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}

OFFICE_PARTS = {
    "word/": f"{_OOXML}.wordprocessingml.document",
    "xl/": f"{_OOXML}.spreadsheetml.sheet",
    "ppt/": f"{_OOXML}.presentationml.presentation",
}
OPEN_DOCUMENTS = frozenset(t for t in ALLOWED if t.startswith(_ODF))
OFFICE_EXTENSIONS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")

# What runs when somebody opens it.
RUNNABLE_EXTENSIONS = frozenset(
    f".{name}"
    for name in (
        *(
            "exe",
            "dll",
            "com",
            "scr",
            "pif",
            "cpl",
            "msi",
            "msp",
            "msix",
            "sys",
            "ocx",
            "gadget",
            "app",
            "apk",
            "jar",
        ),
        *(
            "bat",
            "cmd",
            "ps1",
            "psm1",
            "vbs",
            "vbe",
            "js",
            "jse",
            "mjs",
            "wsf",
            "wsh",
            "hta",
            "reg",
            "lnk",
            "url",
        ),
        *("class", "sh", "bash", "py", "pl", "rb", "php", "dmg", "iso", "img", "vhd"),
        *("docm", "xlsm", "pptm", "dotm", "xltm", "potm", "xlam", "ppam", "xll"),
    )
)
RUNNABLE_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
    b"@echo off",
    b"<?php",
)
ARCHIVE_EXTENSIONS = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".cab", ".lzh", ".zst")
ARCHIVE_STARTS = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")


def label_of(media_type: str) -> str:
    """What kind of file it is, in a reader's words."""
    return str(ALLOWED.get(media_type, media_type))
