"""The history strip: how a verdict went through time, drawn on the server so that it prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import formats, looks

_LABEL_GAP_PERCENT = 17.0
_RIGHT_EDGE_PERCENT = 86.0


@dataclass(frozen=True)
class StripPart:
    """One stretch of the strip: where it begins and how wide it is in percent, as SVG writes numbers."""

    look: looks.Look
    starts: str
    ends: str
    label: str
    x: str
    width: str
    anchor: str
    label_x: str
    label_shown: bool


def strip_parts(segments: Iterable[Mapping[str, Any]]) -> list[StripPart]:
    """Lay out segments {status, starts, ends, share_percent, label?} from left to right.

    `share_percent` is the width of each; labels (by default the first day) that would overlap are left out
    of the drawing and stay in the list beside it.
    """
    parts: list[StripPart] = []
    x, last_label = 0.0, -_LABEL_GAP_PERCENT
    for segment in segments:
        width = max(0.0, min(float(segment.get("share_percent") or 0), 100.0 - x))
        at_right = x > _RIGHT_EDGE_PERCENT
        label_at = 100.0 if at_right else x
        gap = _LABEL_GAP_PERCENT * (2 if at_right else 1)
        is_shown = label_at - last_label >= gap
        parts.append(_part(segment, x, width, label_at, is_shown))
        last_label = label_at if is_shown else last_label
        x += width
    return parts


def _part(segment: Mapping[str, Any], x: float, width: float, label_at: float, is_shown: bool) -> StripPart:
    starts = _shown(segment.get("starts"))
    return StripPart(
        look=looks.verdict(segment.get("status")),
        starts=starts,
        ends=_shown(segment.get("ends")),
        label=str(segment.get("label") or starts),
        x=f"{x:.2f}%",
        width=f"{width:.2f}%",
        anchor="end" if label_at == 100.0 else "start",
        label_x=f"{label_at:.2f}%",
        label_shown=is_shown,
    )


def _shown(moment: object) -> str:
    return formats.show(moment) if isinstance(moment, dt.date) else str(moment or "")
