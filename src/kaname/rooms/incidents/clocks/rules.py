"""The rules of `clocks.yaml`: read once, checked when read, and asked by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kaname.foundation.access.bilingual import Bilingual

from .facts import Facts
from .triggers import TRIGGERS

_FILE = Path(__file__).parent / "clocks.yaml"


class LegalForce(StrEnum):
    """How binding a duty is."""

    LAW = "LAW"
    ADMINISTRATIVE_GUIDANCE = "ADMINISTRATIVE_GUIDANCE"
    GUIDELINE = "GUIDELINE"
    CONTRACT = "CONTRACT"
    OPERATIONAL = "OPERATIONAL"
    VOLUNTARY = "VOLUNTARY"


class DeadlineKind(StrEnum):
    """How a deadline is set: see the head of `clocks.yaml`."""

    TARGET = "TARGET"
    WINDOW = "WINDOW"
    DAYS = "DAYS"
    NONE = "NONE"


class Hurry(StrEnum):
    """The word with which the source asks for haste."""

    IMMEDIATELY = "IMMEDIATELY"
    PROMPTLY = "PROMPTLY"
    WITHOUT_DELAY = "WITHOUT_DELAY"
    AS_THE_CASE_ALLOWS = "AS_THE_CASE_ALLOWS"
    BY_CONTRACT = "BY_CONTRACT"
    BY_DECISION = "BY_DECISION"
    NONE = ""


@dataclass(frozen=True)
class DeadlineRule:
    """How long somebody has. Days count the day of the start as day 1; minutes run from the moment itself."""

    kind: DeadlineKind
    hurry: Hurry = Hurry.NONE
    minutes: int = 0
    days: int = 0
    days_if_malicious: int = 0
    warn_day: int = 0
    last_day: int = 0
    shifts: bool = False

    def __post_init__(self) -> None:
        stated = {
            DeadlineKind.TARGET: bool(self.minutes) != bool(self.days),
            DeadlineKind.WINDOW: 0 < self.warn_day <= self.last_day,
            DeadlineKind.DAYS: self.days > 0,
            DeadlineKind.NONE: not (self.minutes or self.days or self.last_day),
        }
        if not stated[self.kind]:
            raise ValueError(f"a deadline of kind {self.kind} does not state its period: {self}")


@dataclass(frozen=True)
class Rule:
    """One clock: to whom, by what force, ground and way, what starts it, by when, what to send.

    `exempt_if`: the exemptions a decision of non-applicability may name; `items`: those of the nine items it needs.
    """

    id: str
    recipient: Bilingual
    legal_force: LegalForce
    basis: str
    channel: Bilingual
    trigger: str
    starts_at: str
    deadline: DeadlineRule
    confidence: str
    contents: tuple[Bilingual, ...] = ()
    items: tuple[int, ...] = ()
    form: str = ""
    exempt_if: tuple[str, ...] = ()
    in_force_from: date = date.min
    in_force_until: date = date.max

    def is_in_force_on(self, day: date) -> bool:
        """Whether it binds on a day."""
        return self.in_force_from <= day <= self.in_force_until


@dataclass(frozen=True)
class Exemption:
    """A ground of non-applicability, and what a decision that names it must show."""

    id: str
    name: Bilingual
    shows: tuple[Bilingual, ...]
    confidence: str


@dataclass(frozen=True)
class RuleBook:
    """All rules of one version of the file."""

    version: str
    rules: Mapping[str, Rule]
    exemptions: Mapping[str, Exemption]
    items: Mapping[int, Bilingual] = field(default_factory=dict)

    def in_force(self, day: date) -> list[Rule]:
        """The rules that bind on a day, in the order of the file."""
        return [rule for rule in self.rules.values() if rule.is_in_force_on(day)]


@cache
def shipped_rules() -> RuleBook:
    """The rules that come with Kaname."""
    return read_rules(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def read_rules(content: Mapping[str, Any]) -> RuleBook:
    """Rules from the content of a file. Raises ValueError, naming the clock, for one that cannot be reckoned."""
    items = {int(number): Bilingual(**text) for number, text in content["items"].items()}
    exemptions = {name: _exemption(name, row) for name, row in content["exemptions"].items()}
    rules: dict[str, Rule] = {}
    for row in content["clocks"]:
        rule = _rule(row)
        _check(rule, rules, exemptions, items)
        rules[rule.id] = rule
    return RuleBook(str(content["version"]), rules, exemptions, items)


def _rule(row: Mapping[str, Any]) -> Rule:
    contents, known = row["contents"], {**row}
    deadline = dict(row["deadline"])
    known |= {name: Bilingual(**row[name]) for name in ("recipient", "channel")}
    known["legal_force"] = LegalForce(row["legal_force"])
    known["deadline"] = DeadlineRule(
        kind=DeadlineKind(deadline.pop("kind")), hurry=Hurry(deadline.pop("hurry", "")), **deadline
    )
    known["items"] = tuple(contents.get("items", ()))
    known["contents"] = _both(contents) if "ja" in contents else ()
    known["exempt_if"] = tuple(row.get("exempt_if", ()))
    return Rule(**known)


def _exemption(name: str, row: Mapping[str, Any]) -> Exemption:
    return Exemption(name, Bilingual(**row["name"]), _both(row["shows"]), row["confidence"])


def _both(texts: Mapping[str, list[str]]) -> tuple[Bilingual, ...]:
    return tuple(Bilingual(ja, en) for ja, en in zip(texts["ja"], texts["en"], strict=True))


def _check(
    rule: Rule,
    rules: Mapping[str, Rule],
    exemptions: Mapping[str, Exemption],
    items: Mapping[int, Bilingual],
) -> None:
    wrong = {
        "is there twice": rule.id in rules,
        f"has an unknown trigger {rule.trigger}": rule.trigger not in TRIGGERS,
        f"starts at an unknown moment {rule.starts_at}": rule.starts_at not in _MOMENTS,
        "names an unknown exemption": not set(rule.exempt_if) <= set(exemptions),
        "names an unknown item": not set(rule.items) <= set(items),
        "says nothing to send": not (rule.items or rule.contents),
    }
    for what, is_so in wrong.items():
        if is_so:
            raise ValueError(f"clock {rule.id} {what}")


_MOMENTS = {name for name in Facts.__dataclass_fields__ if name.endswith("_at")} - {"known_at"}
