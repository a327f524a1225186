"""A short scenario for tests, and a drill that is being played."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaname.rooms.incidents import services
from kaname.rooms.incidents.models import Drill

from .conftest import House


def _inject(key: str, at: int, *expects: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": key,
        "at": at,
        "from": "病棟から電話",
        "title": f"想定 {key}",
        "text": f"{key} が起きました。",
        "note": f"{key} を見守る。",
        "expects": list(expects),
    }


SCRIPT: dict[str, Any] = {
    "key": "short",
    "title": "短い訓練",
    "summary": "二つの想定を試す。",
    "play_minutes": 10,
    "starts": "02:10",
    "goals": ["報告が届くこと"],
    "situation": "当直の時間帯です。",
    "injects": [
        _inject("alarm", 0, {"key": "cut", "what": "ネットワークを切る", "moment": "NETWORK", "within": 10}),
        _inject("press", 20, {"key": "say", "what": "公表を決める", "moment": "ANNOUNCEMENT"}, {"key": "calm", "what": "落ち着いて話す"}),
        _inject("week", 10_000, {"key": "told", "what": "記録を残す", "kind": "CONTACT"}),
    ],
    "debrief": ["何に時間がかかりましたか"],
}  # fmt: skip


def plan(house: House, **more: Any) -> Drill:
    """Planned by the planning manager, with the executive and the operator as players."""
    drill = services.plan_drill(by=house.planner, planned_on=date(2026, 11, 24), **{"script": SCRIPT, **more})
    services.add_to_drill(by=house.planner, drill=drill, person=house.executive, role="COMMANDER")
    services.add_to_drill(by=house.planner, drill=drill, person=house.operator)
    return fresh(drill)


def fresh(drill: Drill) -> Drill:
    """As it stands in the database."""
    return Drill.objects.get(pk=drill.pk)


def play(house: House) -> Drill:
    """As `plan`, and begun."""
    return fresh(services.start_drill(by=house.planner, drill=plan(house)))
