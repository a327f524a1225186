"""The one HTML file: markup, style and program put together, closed by a content policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html import escape
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .sealing import Envelope
from .words import WORDS

_FOLDER = Path(__file__).parent / "file"


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def kit_file(envelope: Envelope, *, hospital: str) -> bytes:
    """The kit as a browser opens it from a stick: nothing in it reaches the network."""
    style, program = _part("kit.css"), _part("kit.js")
    values = {
        "LANG": (get_language() or "ja")[:2],
        "POLICY": _policy(style, program),
        "TITLE": escape(f"{_('非常時キット')}　{hospital}"),
        "STYLE": style,
        "PROGRAM": program,
        "ENVELOPE": _in_script(envelope.as_json()),
        "WORDS": _in_script({key: str(words) for key, words in WORDS.items()}),
        "HEADING": escape(_("非常時キット")),
        "HOSPITAL": escape(hospital),
        "STILL": escape(
            _(
                "このファイルを開けません。ブラウザが古いか、ファイルが壊れています。別のブラウザか、別の控えで開いてください。"
            )
        ),
        "NO_SCRIPT": escape(
            _(
                "JavaScriptが止められているため開けません。ブラウザの設定で許すか、別のブラウザで開いてください。"
            )
        ),
    }
    return re.sub(r"%%([A-Z_]+)%%", lambda found: values[found[1]], _part("kit.html")).encode()


def _policy(style: str, program: str) -> str:
    rules = {
        "default-src": "'none'",
        "script-src": _hash(program),
        "style-src": _hash(style),
        "connect-src": "'none'",
        "img-src": "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _in_script(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
