"""The five phases of a cyber BCP and what each asks of the plan (`phases.yaml`), read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kaname.foundation.access.bilingual import Bilingual

_FILE = Path(__file__).with_name("phases.yaml")


@dataclass(frozen=True)
class Item:
    """One item: what the plan must settle. `number` is that of the ministry's table."""

    id: str
    number: str
    phase: str
    words: Bilingual


@dataclass(frozen=True)
class Phase:
    """One of the five phases with its items."""

    key: str
    words: Bilingual
    items: tuple[Item, ...]


@cache
def phases() -> tuple[Phase, ...]:
    """The phases in their order."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    items = [Item(r["id"], r["number"], r["phase"], Bilingual(r["ja"], r["en"])) for r in read["items"]]
    return tuple(
        Phase(r["key"], Bilingual(r["ja"], r["en"]), tuple(i for i in items if i.phase == r["key"]))
        for r in read["phases"]
    )


@cache
def items() -> dict[str, Item]:
    """All items by id."""
    return {item.id: item for phase in phases() for item in phase.items}
