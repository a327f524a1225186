"""What Kaname knows of laws and their changes (`laws.yaml`), read once. It is data: a new edition needs no migration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "laws.yaml"


@dataclass(frozen=True)
class ShippedLaw:
    """A law as Kaname describes it. `document_types` are offered first when a hospital names its documents."""

    key: str
    title: str
    short_name: str
    kind: str
    issuer: str
    number: str
    asks: str
    confidence: str
    document_types: tuple[str, ...]


@dataclass(frozen=True)
class ShippedChange:
    """A change of a law; `effective_on` None: not decided yet."""

    key: str
    law: str
    title: str
    asks: str
    effective_on: date | None
    source: str
    confidence: str


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


@cache
def shipped_laws() -> dict[str, ShippedLaw]:
    """All laws of the file by key, in its order."""
    rows = _content()["laws"]
    return {r["key"]: ShippedLaw(**{**r, "document_types": tuple(r["document_types"])}) for r in rows}


@cache
def shipped_changes() -> dict[str, ShippedChange]:
    """All changes of the file by key, in its order."""
    return {row["key"]: ShippedChange(**row) for row in _content()["changes"]}
