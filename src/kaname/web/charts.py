"""Charts drawn on the server: one figure followed over time, as an SVG that prints and reads without colour.

    chart = draw_chart("met", _("充足している遵守事項"), months, values, unit=_("件"))

and in the template `<c-chart :chart="chart" />`: the drawing, and the same figures as a table. `chart_svg(chart)` is the
drawing alone, for paper. A value of None is a gap. Pure numbers; knows no domain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.template.loader import render_to_string

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 76, 16, 34
_STEPS = (1, 2, 2.5, 5, 10)
_GRID_LINES = 4
_MAX_LABELS = 7
_BAR_SHARE = 0.7
_FULL = 100

Value = float | int | None
Kind = Literal["line", "bar"]


@dataclass(frozen=True)
class Point:
    """One value at its place; `bar_x` and `bar_height` are for bars."""

    label: str
    value: float
    x: float
    y: float
    bar_x: float
    bar_height: float

    @property
    def text(self) -> str:
        """The value as it is read."""
        return show_number(self.value)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what stands there."""

    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A drawing ready for its template, and the figures it shows."""

    key: str
    title: str
    unit: str
    kind: Kind
    points: tuple[Point, ...]
    stretches: tuple[str, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, str], ...]
    description: str
    bar_width: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right_edge: int = WIDTH - RIGHT
    bottom_edge: int = HEIGHT - BOTTOM
    top: int = TOP

    @property
    def last(self) -> Point | None:
        """The newest value."""
        return self.points[-1] if self.points else None


def draw_chart(
    key: str,
    title: str,
    labels: Sequence[str],
    values: Sequence[Value],
    *,
    unit: str = "",
    kind: Kind = "line",
    description: str = "",
) -> Chart:
    """Lay a series out from left to right; `labels` name the values. `key` must be unique on the page."""
    top = _axis_top([v for v in values if v is not None], unit)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    points = {n: _point(n, labels[n], float(v), step, top) for n, v in enumerate(values) if v is not None}
    every = max(1, math.ceil(len(labels) / _MAX_LABELS))
    shown = [n for n in range(len(labels)) if (len(labels) - 1 - n) % every == 0]
    return Chart(
        key=key,
        title=title,
        unit=unit,
        kind=kind,
        points=tuple(points.values()),
        stretches=tuple(_stretches(points, len(values))) if kind == "line" else (),
        y_ticks=tuple(_y_ticks(top)),
        x_ticks=tuple(Tick(_x(n, step), labels[n]) for n in shown),
        rows=tuple(
            (label, show_number(v) if v is not None else "－")
            for label, v in zip(labels, values, strict=True)
        ),
        description=description,
        bar_width=round(step * _BAR_SHARE, 2),
    )


def chart_svg(chart: Chart) -> str:
    """The drawing alone, with every colour in its own attributes."""
    return render_to_string("web/_chart.html", {"chart": chart}).strip()


def show_number(value: float) -> str:
    """12, 1,234 or 8.5."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _axis_top(values: Sequence[Value], unit: str) -> float:
    """The round number at the top of the axis; percentages always go to 100."""
    highest = max((float(v) for v in values if v is not None), default=0.0)
    if unit == "%" and highest <= _FULL:
        return float(_FULL)
    raw = max(highest, _GRID_LINES) / _GRID_LINES
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in _STEPS if s * power >= raw - 1e-9)
    return float(math.ceil(step) * _GRID_LINES)


def _x(number: int, step: float) -> float:
    return round(LEFT + step * (number + 0.5), 2)


def _point(number: int, label: str, value: float, step: float, top: float) -> Point:
    whole = HEIGHT - TOP - BOTTOM
    height = whole * value / top if top else 0.0
    x = _x(number, step)
    return Point(
        label=label,
        value=value,
        x=x,
        y=round(HEIGHT - BOTTOM - height, 2),
        bar_x=round(x - step * _BAR_SHARE / 2, 2),
        bar_height=round(height, 2),
    )


def _stretches(points: dict[int, Point], count: int) -> Iterator[str]:
    """The line in pieces, as SVG writes points: a gap ends one; a single point is no line."""
    piece: list[Point] = []
    for number in range(count + 1):
        point = points.get(number)
        if point is not None:
            piece.append(point)
            continue
        if len(piece) > 1:
            yield " ".join(f"{p.x},{p.y}" for p in piece)
        piece = []


def _y_ticks(top: float) -> Iterator[Tick]:
    for line in range(_GRID_LINES + 1):
        share = line / _GRID_LINES
        yield Tick(round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 2), show_number(top * share))
