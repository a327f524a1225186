"""Figures followed over time, as each room registers them, drawn for the last months.

Source: 経営管理編 1.2.1 見直し・改善 ②
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import reads_english, show_date
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.summaries.registry import Metric, metrics
from kaname.web.charts import Chart, draw_chart, show_number

MONTHS = 36
A_YEAR = 12


@dataclass(frozen=True)
class Trend:
    """One figure: its values by day, its drawing, and in words where it stands and how it moved in a year."""

    metric: Metric
    label: str
    unit: str
    days: tuple[date, ...]
    values: tuple[float | None, ...]
    chart: Chart | None
    sentence: str


def month_ends(on: date, months: int = MONTHS) -> list[date]:
    """The last days of the months before this one, and then today: the newest point is how it stands now."""
    first = on.replace(day=1)
    return [*(add_months(first, n + 1) - ONE_DAY for n in range(-months, 0)), on][-months:]


def trends(institution: Institution, *, on: date | None = None) -> list[Trend]:
    """All registered figures in their order; each series is asked once for all its days."""
    days = month_ends(on or clock.today())
    found = sorted(metrics.values(), key=lambda m: (m.order, m.name))
    return [_trend(institution, one, days) for one in found]


def _trend(institution: Institution, one: Metric, days: list[date]) -> Trend:
    values = tuple(one.series(institution, days=days))
    label, unit = _word(one.label), _word(one.unit).replace("％", "%")
    sentence = _sentence(days, values, unit)
    chart = None
    if any(value is not None for value in values):
        first = _first_shown(values)
        key, labels = one.name.replace(".", "-"), [month_label(day) for day in days[first:]]
        kind = "bar" if _is_rare(values) else "line"
        chart = draw_chart(key, label, labels, values[first:], unit=unit, kind=kind, description=sentence)  # type: ignore[arg-type]
    return Trend(one, label, unit, tuple(days), values, chart, sentence)


def _first_shown(values: Sequence[float | None]) -> int:
    """Where the drawing begins: with the first value, but a year is always shown."""
    first = next((n for n, v in enumerate(values) if v is not None), 0)
    return max(0, min(first, len(values) - A_YEAR - 1))


def _is_rare(values: Sequence[float | None]) -> bool:
    """Whether so many months have no value that a line would fall to pieces."""
    since = next((n for n, v in enumerate(values) if v is not None), len(values))
    known = [v for v in values[since:] if v is not None]
    return len(known) * 4 < len(values[since:]) * 3


def _word(text: object) -> str:
    """A label in the reader's language, lazy or a bare msgid."""
    return _(text) if isinstance(text, str) and text else str(text)


def _sentence(days: Sequence[date], values: Sequence[float | None], unit: str) -> str:
    known = [(n, v) for n, v in enumerate(values) if v is not None]
    if not known:
        return _("まだ数えるものがありません。")
    last, now = known[-1]
    if last < len(values) - 1:
        return f"{month_label(days[last])}：{show_number(now)}{unit}"
    before = values[last - A_YEAR] if last >= A_YEAR else None
    words = {"now": f"{show_number(now)}{unit}"}
    if before is None:
        return _("いま %(now)s です。") % words
    return _("いま %(now)s、1年前は %(before)s でした。") % {
        **words,
        "before": f"{show_number(before)}{unit}",
    }


def month_label(day: date) -> str:
    """令和8年4月 or 2026年4月, short enough for an axis; in English Apr 2026."""
    shown = show_date(day)
    if reads_english():
        return shown.partition(" ")[2]
    return shown.rpartition("月")[0].replace("令和", "R").replace("平成", "H").replace("年", ".")
