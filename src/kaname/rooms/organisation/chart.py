"""The reporting line as a drawing: boxes and lines with their places, computed from the appointments of a day.

The executives stand on top; a vacancy is a box of its own. Ends of branches are stacked, so that the drawing stays
narrow. Pure: it knows numbers, the template draws the SVG and the same tree as a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from .models import Appointment
from .roles import LINE, USUAL_SUPERIOR, AppointmentRole
from .standing import Standing

BOX_WIDTH, BOX_HEIGHT = 236, 74
GAP_X, GAP_Y, STACK_GAP, INDENT, MARGIN = 20, 36, 14, 26, 8
_STACK_FROM = 2


@dataclass
class Node:
    """One box: the role, who holds it (nobody: a vacancy), who stands in, and who reports to it."""

    title: str
    names: tuple[str, ...] = ()
    deputy: str = ""
    url: str = ""
    children: list[Node] = field(default_factory=list)
    x: int = 0
    y: int = 0

    @property
    def is_vacant(self) -> bool:
        return not self.names

    @property
    def name(self) -> str:
        """Who stands here; the word 空席 when nobody does."""
        return "、".join(self.names) if self.names else _("空席")

    @property
    def is_stacked(self) -> bool:
        """Whether those below are drawn one under another: several, and nobody reports to them."""
        return len(self.children) >= _STACK_FROM and not any(child.children for child in self.children)

    @property
    def ends(self) -> list[Node]:
        """Those below to whom nobody reports, when they share one column beside the branches."""
        found = [child for child in self.children if not child.children]
        return found if len(found) >= _STACK_FROM and len(found) < len(self.children) else []

    @property
    def branches(self) -> list[Node]:
        """Those below who get a column of their own."""
        ends = {id(child) for child in self.ends}
        return [child for child in self.children if id(child) not in ends]

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Chart:
    """The drawing of a day: its boxes, the connecting lines as SVG paths, its size."""

    on: date
    root: Node
    nodes: list[Node]
    paths: list[str]
    width: int
    height: int

    box_width = BOX_WIDTH
    box_height = BOX_HEIGHT

    @property
    def vacancies(self) -> int:
        return sum(node.is_vacant for node in self.nodes)


def reporting_chart(standing: Standing, on: date) -> Chart:
    """The reporting line of a day (経営管理編 3.1.2 ③)."""
    root = _tree(standing, on)
    width = _place(root, MARGIN, MARGIN)
    nodes = list(root.walk())
    height = max(node.y for node in nodes) + BOX_HEIGHT + MARGIN
    return Chart(on, root, nodes, list(_paths(root)), width + 2 * MARGIN, height)


def _tree(standing: Standing, on: date) -> Node:
    executives = tuple(dict.fromkeys(person.title_and_name for person in standing.executives(on)))
    root = Node(_("経営層"), executives)
    current = sorted(
        standing.current(on), key=lambda a: (list(AppointmentRole).index(AppointmentRole(a.role)), a.pk)
    )
    boxes = {a.pk: _box(a) for a in current}
    empty: dict[str, Node] = {}
    wanted: set[str] = {*standing.vacant(LINE, on)}
    wanted |= {a.reports_to.role for a in current if a.reports_to and standing.is_cut_off(a, on)}
    for role in [r for r in AppointmentRole if r in wanted]:
        empty[role.value] = Node(str(role.label))
    for key, node in empty.items():
        _above(key, standing, boxes, empty, root, on).children.append(node)
    for appointment in current:
        superior = standing.superior(appointment, on)
        if superior is not None:
            above = boxes[superior.pk]
        elif standing.is_cut_off(appointment, on) and appointment.reports_to:
            above = empty[appointment.reports_to.role]
        else:
            above = root
        above.children.append(boxes[appointment.pk])
    return root


def _above(
    role: str, standing: Standing, boxes: dict[int, Node], empty: dict[str, Node], root: Node, on: date
) -> Node:
    """Where a vacancy hangs: under the role it would report to, filled or vacant, else under the executives."""
    superior = USUAL_SUPERIOR.get(role)
    if superior is None:
        return root
    holders = standing.holders(superior, on)
    if holders:
        return boxes[holders[0].pk]
    return empty.get(superior, root)


def _box(appointment: Appointment) -> Node:
    deputy = appointment.deputy.name if appointment.deputy else ""
    return Node(
        str(appointment.get_role_display()),
        (appointment.person.name,),
        deputy,
        appointment.get_absolute_url(),
    )


def _place(node: Node, left: int, top: int) -> int:
    """Give every box of a branch its place; returns how wide the branch is."""
    node.y = top
    if not node.children:
        node.x = left
        return BOX_WIDTH
    below = top + BOX_HEIGHT + GAP_Y
    if node.is_stacked:
        node.x = left
        for child in node.children:
            child.x, child.y = left + INDENT, below - GAP_Y + STACK_GAP
            below += BOX_HEIGHT + STACK_GAP
        return BOX_WIDTH + INDENT
    width = 0
    for child in node.branches:
        width += _place(child, left + width, below) + GAP_X
    for child in node.ends:
        child.x, child.y = left + width + INDENT, below
        below += BOX_HEIGHT + STACK_GAP
    if node.ends:
        width += BOX_WIDTH + INDENT + GAP_X
    first, last = node.branches[0], (node.ends or node.branches)[-1]
    node.x = (first.x + last.x) // 2
    return width - GAP_X


def _paths(node: Node) -> Iterator[str]:
    middle, bottom = node.x + BOX_WIDTH // 2, node.y + BOX_HEIGHT
    for child in node.children:
        if node.is_stacked:
            yield f"M{node.x + INDENT // 2} {bottom}V{child.y + BOX_HEIGHT // 2}H{child.x}"
        elif any(child is end for end in node.ends):
            spine = child.x - INDENT // 2
            yield f"M{middle} {bottom}V{bottom + GAP_Y // 2}H{spine}V{child.y + BOX_HEIGHT // 2}H{child.x}"
        else:
            yield f"M{middle} {bottom}V{bottom + GAP_Y // 2}H{child.x + BOX_WIDTH // 2}V{child.y}"
        yield from _paths(child)
