"""The WSGI entry point that gunicorn serves."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaname.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Kaname, behind one question that no middleware can ask: Django reads Content-Type while it builds the request."""
    try:
        parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except Exception:  # noqa: BLE001  (whatever the standard library's mail parser raises at a header made up to break it)
        return _refused(start_response)
    return _django(environ, start_response)  # type: ignore[no-any-return]


def _refused(start_response: Any) -> Iterable[bytes]:
    told = _("Content-Type ヘッダーを読み取れません。形式を確かめて、送り直してください。").encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(told))),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("400 Bad Request", headers)
    return [told]
