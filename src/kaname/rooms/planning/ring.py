"""The ISMS cycle as a ring of four quarters, clockwise from the top left: places computed here, drawn by the template."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kaname.web import looks

from .selectors.isms import Cycle, Quarter

SIZE, OUTER, INNER, GAP_DEGREES = 320, 150, 84, 3


@dataclass(frozen=True)
class Arc:
    """One quarter of the ring: its outline, where its words stand, and how it looks."""

    quarter: Quarter
    path: str
    x: float
    y: float
    look: looks.Look


def ring_of(cycle: Cycle) -> tuple[Arc, ...]:
    """The four quarters in their order: Plan top left, Do top right, Check bottom right, Act bottom left."""
    return tuple(_arc(quarter, n) for n, quarter in enumerate(cycle.quarters))


def _arc(quarter: Quarter, number: int) -> Arc:
    first = 180 + 90 * number + GAP_DEGREES / 2
    last = first + 90 - GAP_DEGREES
    (ax, ay), (bx, by) = _at(first, OUTER), _at(last, OUTER)
    (cx, cy), (dx, dy) = _at(last, INNER), _at(first, INNER)
    path = f"M{ax} {ay}A{OUTER} {OUTER} 0 0 1 {bx} {by}L{cx} {cy}A{INNER} {INNER} 0 0 0 {dx} {dy}Z"
    x, y = _at((first + last) / 2, (OUTER + INNER) / 2)
    return Arc(quarter, path, x, y, looks.verdict(quarter.look))


def _at(degrees: float, radius: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return round(SIZE / 2 + radius * math.cos(turn), 2), round(SIZE / 2 + radius * math.sin(turn), 2)
