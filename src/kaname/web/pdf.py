"""PDF from Typst templates: data goes in as JSON only, so nothing that people type can become code.

A template lies beside its app, `<app>/typst/board.typ`, begins with `#import "/web/typst/kaname.typ": *` and
reads `data`. The same data gives the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.apps import apps
from django.utils.translation import get_language

from .excel import as_text, file_response

_PACKAGE = Path(__file__).resolve().parent.parent
_FONTS = Path(__file__).resolve().parent / "fonts"


class PdfError(Exception):
    """The template could not be turned into a PDF; the message says where."""


def typst_pdf(template_name: str, data: dict[str, Any]) -> bytes:
    """Compile "reports/board" (the app's label, then the file in its `typst` folder) with `data`.

    The page style uses these keys when present: `institution`, `title`, `printed_on` (all shown as given) and
    `fingerprint` of the ledger. Markdown goes through `markdown_blocks`. Raises PdfError.
    """
    has_fonts = any(_FONTS.glob("*.ttf"))
    try:
        compiled = typst.compile(
            str(_template(template_name)),
            root=str(_PACKAGE),
            font_paths=[str(_FONTS)] if has_fonts else [],
            ignore_system_fonts=has_fonts,
            sys_inputs={"data": _as_json({"lang": (get_language() or "ja")[:2], **data})},
            format="pdf",
        )
    except typst.TypstError as error:
        raise PdfError(f"{template_name}: {error}") from error
    return bytes(compiled)


def pdf_response(template_name: str, data: dict[str, Any], *, filename: str) -> Any:
    """The PDF as a download."""
    return file_response(typst_pdf(template_name, data), filename=filename, content_type="application/pdf")


def _template(name: str) -> Path:
    label, _separator, file = name.partition("/")
    folder = (Path(apps.get_app_config(label).path) / "typst").resolve()
    path = (folder / f"{file}.typ").resolve()
    if folder not in path.parents or not path.is_file():
        raise PdfError(f"no such template: {name}")
    return path


def _as_json(data: dict[str, Any]) -> str:
    """JSON with sorted keys; days and numbers that JSON does not know are written as words."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=as_text)
