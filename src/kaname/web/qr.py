"""QR codes (JIS X 0510) as drawings: inline on a page, and as a picture in a Typst paper.

Black on white whatever the page's colours, with the quiet zone of four modules that readers need.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

QUIET_ZONE = 4


class TooLongForQr(ValueError):
    """The text does not fit into a QR code."""


@lru_cache(maxsize=64)
def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules row by row, True for dark, without the quiet zone. A seventh of them may be lost and it still reads.

    Raises TooLongForQr.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as overflow:
        raise TooLongForQr(len(text)) from overflow
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())


def qr_path(text: str) -> tuple[int, str]:
    """The side in modules with the quiet zone, and the dark modules as the path of an SVG."""
    matrix = qr_matrix(text)
    return len(matrix) + 2 * QUIET_ZONE, "".join(_runs(matrix))


def _runs(matrix: tuple[tuple[bool, ...], ...]) -> Iterator[str]:
    """Each row's dark runs as one stroke of height 1: short, and without seams between modules."""
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        x = 0
        while x < len(row):
            width = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if width:
                yield f"M{x + QUIET_ZONE} {y}h{width}v1h-{width}z"
            x += width or 1


def qr_svg(text: str, label: str = "") -> SafeString:
    """The code as an inline drawing that fills what holds it; `label` says to screen readers where it leads."""
    side, path = qr_path(text)
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" {1}>'
        '{2}<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{3}"/></svg>',
        side,
        spoken,
        format_html("<title>{}</title>", label) if label else "",
        path,
    )


def qr_picture(text: str) -> str:
    """The code as an SVG file's text, for `image(bytes(...))` in a Typst paper."""
    return str(qr_svg(text))
