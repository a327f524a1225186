"""The plan as bars by month (Gantt chart): places computed from the tasks' days, drawn as SVG by the template.

A bar shows the progress inside it; a moved due day keeps a mark where it was. Pure numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kaname.foundation.calendar.display import reads_english
from kaname.foundation.calendar.holidays import add_months

from .models import PlanTask, TaskStatus
from .selectors.views import PlanView

LABEL_WIDTH, CHART_WIDTH, ROW, HEAD, MARGIN = 244, 620, 26, 40, 8
BAR, LEAST = 14, 4
_LABEL_CHARACTERS = 17


@dataclass(frozen=True)
class Bar:
    """One task's line: its name, its bar and the part of it that is done."""

    task: PlanTask
    label: str
    y: int
    x: float
    width: float
    done_width: float
    moved_x: float | None
    is_late: bool

    @property
    def is_dropped(self) -> bool:
        """Whether it is no longer done in this plan."""
        return self.task.status in (TaskStatus.DROPPED, TaskStatus.CARRIED_OVER)

    @property
    def text_y(self) -> int:
        return self.y + BAR - 2


@dataclass(frozen=True)
class Month:
    """A month's column: where it begins and what stands above it."""

    x: float
    label: str
    year: str


@dataclass(frozen=True)
class Gantt:
    """The whole drawing."""

    title: str
    bars: tuple[Bar, ...]
    months: tuple[Month, ...]
    today_x: float | None
    width: int = LABEL_WIDTH + CHART_WIDTH + MARGIN
    head: int = HEAD
    left: int = LABEL_WIDTH
    bar_height: int = BAR

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.bars) + MARGIN

    @property
    def right(self) -> int:
        return LABEL_WIDTH + CHART_WIDTH


def gantt_of(view: PlanView) -> Gantt | None:
    """The drawing of a plan's tasks that have a due day, in the order of the headings; None when there are none."""
    tasks = [t for group in view.groups for t in group.tasks if t.due_on is not None]
    if not tasks:
        return None
    scale = _Scale(view.plan.starts_on, view.plan.ends_on)
    bars = tuple(_bar(task, n, scale, view.on) for n, task in enumerate(tasks))
    today_x = scale.at(view.on) if view.plan.covers(view.on) else None
    return Gantt(str(view.plan), bars, tuple(_months(scale)), today_x)


def gantt_svg(gantt: Gantt) -> str:
    """The drawing alone, for paper."""
    return render_to_string("planning/_gantt.html", {"gantt": gantt}).strip()


@dataclass(frozen=True)
class _Scale:
    starts_on: date
    ends_on: date

    def at(self, day: date) -> float:
        """Where a day begins, within the chart."""
        whole = (self.ends_on - self.starts_on).days + 1
        gone = max(0, min(whole, (day - self.starts_on).days))
        return round(LABEL_WIDTH + CHART_WIDTH * gone / whole, 2)


def _bar(task: PlanTask, number: int, scale: _Scale, on: date) -> Bar:
    assert task.due_on is not None
    x = scale.at(task.starts_on or scale.starts_on)
    width = max(LEAST, round(scale.at(task.due_on + timedelta(days=1)) - x, 2))
    return Bar(
        task=task,
        label=_shortened(task),
        y=HEAD + ROW * number + (ROW - BAR) // 2,
        x=x,
        width=width,
        done_width=round(width * task.progress_percent / 100, 2),
        moved_x=scale.at(task.approved_due_on) if task.was_moved and task.approved_due_on else None,
        is_late=task.is_overdue(on),
    )


def _shortened(task: PlanTask) -> str:
    most = _LABEL_CHARACTERS * 2 if task.title.isascii() else _LABEL_CHARACTERS
    title = task.title if len(task.title) <= most else f"{task.title[: most - 1]}…"
    return f"{task.number}. {title}"


def _months(scale: _Scale) -> Iterator[Month]:
    day = scale.starts_on.replace(day=1)
    while day <= scale.ends_on:
        first = day <= scale.starts_on or day.month == 1
        label = f"{day:%m}".lstrip("0") if reads_english() else _("%(month)s月") % {"month": day.month}
        yield Month(scale.at(max(day, scale.starts_on)), label, str(day.year) if first else "")
        day = add_months(day, 1)
