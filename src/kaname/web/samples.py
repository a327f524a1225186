"""Invented values for the gallery. Nothing here is read by any other page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .charts import Chart, draw_chart
from .lists import Badge, Column, Listing


@dataclass(frozen=True)
class SampleDirective:
    """A row of the sample list."""

    pk: int
    title: str
    assigned_to: str
    due_on: dt.date
    status: str
    verdict: str
    cost_yen: int


class SampleRows:
    """Rows in memory that answer what a list asks of a queryset."""

    ordered = True

    def __init__(self, rows: list[SampleDirective]) -> None:
        self._rows = rows

    def filter(self, *conditions: Q, **lookups: str) -> SampleRows:
        """Rows that meet every lookup, and one at least of each condition's."""
        kept = [r for r in self._rows if _meets(r, lookups) and all(_meets_any(r, q) for q in conditions)]
        return SampleRows(kept)

    def order_by(self, *fields: str) -> SampleRows:
        """Rows in order of the fields, a minus meaning descending."""
        rows = list(self._rows)
        for field in reversed(fields):
            rows.sort(key=lambda r: getattr(r, field.lstrip("-")), reverse=field.startswith("-"))
        return SampleRows(rows)

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    __len__ = count

    def iterator(self, chunk_size: int) -> Iterator[SampleDirective]:
        """All rows, one after another."""
        return iter(self._rows)

    def __getitem__(self, part: slice) -> list[SampleDirective]:
        return self._rows[part]


def _meets_any(row: SampleDirective, condition: Q) -> bool:
    return any(
        _meets(row, {str(name): value}) for name, value in cast(list[tuple[str, str]], condition.children)
    )


def _meets(row: SampleDirective, lookups: dict[str, str]) -> bool:
    for name, value in lookups.items():
        field, _separator, how = name.partition("__")
        held = str(getattr(row, field))
        if not (value in held if how == "icontains" else value == held):
            return False
    return True


_STATUSES = {
    "open": Badge(_("対応中"), "info"),
    "late": Badge(_("遅れ"), "bad"),
    "done": Badge(_("完了"), "good"),
    "soon": Badge(_("期限間近"), "warn"),
}
_ROWS = [
    SampleDirective(1, "バックアップ復元テスト", "中野", dt.date(2026, 11, 30), "done", "MET", 120000),
    SampleDirective(2, "紙カルテ様式の配備（西3病棟）", "中野", dt.date(2026, 11, 11), "late", "UNMET", 0),
    SampleDirective(3, "VPN装置の更新", "高橋", dt.date(2026, 12, 20), "open", "LAPSING", 3800000),
    SampleDirective(4, "委託先の点検表の回収", "石田", dt.date(2026, 11, 25), "soon", "EXCEPTED", 0),
] + [
    SampleDirective(
        n, f"端末の棚卸し 第{n}回", "石田", dt.date(2026, 12, n), "open", "NOT_APPLICABLE", n * 1000
    )
    for n in range(5, 19)
]
_COLUMNS = [
    Column("title", _("指示"), "title", sort="title", url=lambda row: f"#{row.pk}"),
    Column("assigned_to", _("担当"), "assigned_to"),
    Column("due_on", _("期限"), "due_on", sort="due_on", kind="date"),
    Column("status", _("状態"), lambda row: _STATUSES[row.status], kind="status"),
    Column("verdict", _("判定"), "verdict", kind="verdict"),
    Column("cost_yen", _("費用（円）"), "cost_yen", sort="cost_yen", kind="number"),
]


def sample_listing(request: HttpRequest) -> Listing[Any]:
    """A list of eighteen invented directives."""
    return Listing(
        request,
        cast(QuerySet[Any], SampleRows(_ROWS)),
        _COLUMNS,
        search=("title", "assigned_to"),
        filters={"status": (_("状態"), [(k, b.label) for k, b in _STATUSES.items()], "status")},
        default_sort="due_on",
        per_page=8,
        name="directives",
    )


_MARKDOWN = """## 第4条 持出し媒体の扱い

1. 持出しは **安全管理責任者** の許可を得る。
2. 媒体は暗号化する。
   - 鍵は別に保管する
   - 返却を `台帳` に記録する

| 媒体 | 保管場所 |
| --- | --- |
| USB メモリ | 医療情報室の金庫 |
| 外付けディスク | サーバー室 |

> 紛失したときは、ただちに「異常を知らせる」から知らせる。
"""
_BEFORE = (
    "第4条 持出し媒体\n媒体の持出しは部門長の許可を得る。\n媒体は暗号化する。\n"
    "第5条 入館\n外部委託者は名札を着ける。"
)
_AFTER = (
    "第4条 持出し媒体\n媒体の持出しは安全管理責任者の許可を得る。\n媒体は暗号化する。\n"
    "返却を台帳に記録する。\n"
    "第5条 入館\n外部委託者は名札を着け、入退館を記録する。"
)

SAMPLES: dict[str, Any] = {
    "crumbs": [{"label": _("遵守事項"), "url": "#"}, {"label": "3.4.1 事業継続", "url": ""}],
    "verdicts": ["MET", "LAPSING", "UNMET", "EXCEPTED", "NOT_APPLICABLE"],
    "tones": ["neutral", "info", "good", "warn", "bad"],
    "squares": ["MET"] * 6 + ["LAPSING"] + ["MET"] * 5 + ["UNMET", "EXCEPTED", "NOT_APPLICABLE"],
    "moment": dt.datetime(2026, 11, 19, 5, 20, tzinfo=dt.UTC),
    "day": dt.date(2026, 11, 22),
    "segments": [
        {"status": "UNMET", "starts": dt.date(2025, 9, 1), "ends": dt.date(2026, 3, 11), "share_percent": 42},
        {
            "status": "MET",
            "starts": dt.date(2026, 3, 12),
            "ends": dt.date(2026, 11, 10),
            "share_percent": 53,
            "label": "3月12日 訓練",
        },
        {
            "status": "UNMET",
            "starts": dt.date(2026, 11, 11),
            "ends": dt.date(2026, 11, 22),
            "share_percent": 5,
            "label": "11月11日 期限",
        },
    ],
    "facts": [
        {"label": _("責任者"), "value": "病院長　佐伯"},
        {"label": _("期限"), "value": dt.date(2026, 12, 20)},
        {"label": _("根拠"), "value": "経営管理編 6.0　3.4.1 ③", "url": "#"},
    ],
    "steps": [
        {"kind": _("起案"), "person": "企画管理者　高橋", "state": "done", "at": dt.date(2026, 11, 18)},
        {"kind": _("確認"), "person": "運用担当者　中野", "state": "done", "at": dt.date(2026, 11, 19)},
        {
            "kind": _("審査"),
            "person": "安全管理責任者　石田",
            "state": "current",
            "comment": "資料に見積書を足してください。",
        },
        {"kind": _("承認"), "person": "病院長　佐伯", "state": "waiting"},
    ],
    "entries": [
        {
            "at": dt.datetime(2026, 11, 19, 6, 32, tzinfo=dt.UTC),
            "kind": _("判断"),
            "tone": "info",
            "text": "検査部門のネットワークを切り離す。理由：電子カルテへの波及を防ぐ。",
            "by": "病院長",
        },
        {
            "at": dt.datetime(2026, 11, 19, 6, 10, tzinfo=dt.UTC),
            "kind": _("連絡"),
            "text": "県警サイバー窓口へ相談。受付 担当者名を控えた。",
            "by": "高橋",
        },
    ],
    "markdown": _MARKDOWN,
    "before": _BEFORE,
    "after": _AFTER,
}


def sample_chart() -> Chart:
    """A figure over a year, with a gap."""
    labels = [f"R8.{month}" for month in range(1, 13)]
    values = [41, 44, 47, None, 52, 52, 55, 58, 57, 61, 66, 68]
    return draw_chart(
        "sample", "充足している遵守事項", labels, values, unit="件", description="一年の移り変わり。"
    )
