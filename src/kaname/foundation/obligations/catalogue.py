"""The catalogue: obligations (遵守事項) and the conditions they name, as data keyed by edition.

Files live in `catalogues/`. A new edition of the guideline is a new file; verdicts keep the edition they were reached
under. Source: 医療情報システムの安全管理に関するガイドライン 第6.0版 経営管理編 (49 obligations).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ImproperlyConfigured

from kaname.foundation.access.bilingual import Bilingual
from kaname.foundation.ledger import findings

FOLDER = Path(__file__).parent / "catalogues"
CURRENT_EDITION = "management-6.0"


@dataclass(frozen=True)
class ConditionUse:
    """One condition of one obligation: which function, with what, and what it says when it holds."""

    id: str
    condition: str
    pending: str | None
    params: dict[str, Any]
    statement: Bilingual
    lapses: Bilingual

    def reads_parameter(self, name: str) -> bool:
        return f"${name}" in self.params.values()

    @property
    def is_per_item(self) -> bool:
        """Whether the answer concerns only records of this obligation (its directives)."""
        return "$item" in self.params.values()


@dataclass(frozen=True)
class Obligation:
    """One obligation (遵守事項), e.g. G-3.4.1-3."""

    id: str
    section: str
    section_title: Bilingual
    subgroup: Bilingual | None
    number: str
    page: int
    title: Bilingual
    owner: str
    addressees: tuple[str, ...]
    pattern: str
    cadence: Bilingual
    cadence_fixed_by: str
    conditions: tuple[ConditionUse, ...]
    evidence: tuple[Bilingual, ...]
    related: dict[str, Any]

    @property
    def chapter(self) -> str:
        return self.section.split(".")[0]

    @property
    def ref(self) -> str:
        """Its product-wide name, as a directive's origin."""
        return f"obligation:{self.id}"

    @property
    def clause(self) -> str:
        """How people cite it: 3.4.1 ③, or 1.2.1 説明責任 ①."""
        return " ".join(str(p) for p in (self.section, self.subgroup, self.number) if p)


@dataclass(frozen=True)
class Parameter:
    """An interval that the hospital may change by a decision."""

    name: str
    default: int
    unit: str
    minimum: int
    maximum: int
    label: Bilingual


@dataclass(frozen=True)
class Chapter:
    number: str
    title: Bilingual


@dataclass(frozen=True)
class Catalogue:
    """All obligations of one edition."""

    edition: str
    title: Bilingual
    parameters: dict[str, Parameter]
    chapters: tuple[Chapter, ...]
    obligations: dict[str, Obligation]

    def uses(self) -> list[tuple[Obligation, ConditionUse]]:
        """Every condition of every obligation."""
        return [(o, c) for o in self.obligations.values() for c in o.conditions]

    def pending(self) -> list[tuple[Obligation, ConditionUse]]:
        """The conditions that cannot be measured yet."""
        return [(o, c) for o, c in self.uses() if c.pending]


def current() -> Catalogue:
    """The catalogue in force."""
    return load(CURRENT_EDITION)


def in_words(obligation_id: str) -> str:
    """An obligation as people cite it, with its title; the id itself where this edition has none such."""
    found = current().obligations.get(obligation_id)
    return f"{found.clause}　{found.title}" if found else obligation_id


def parameter_in_words(name: str) -> str:
    """An interval as the hospital reads it."""
    found = current().parameters.get(name)
    return str(found.label) if found else name


@lru_cache(maxsize=8)
def load(edition: str) -> Catalogue:
    """Read a catalogue file. Raises ImproperlyConfigured when it is missing or malformed."""
    path = FOLDER / f"{edition}.yaml"
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a safe loader, the fast one)
        return _catalogue(raw)
    except (OSError, KeyError, TypeError, yaml.YAMLError) as broken:
        raise ImproperlyConfigured(f"catalogue {path.name}: {broken!r}") from broken


def _catalogue(raw: dict[str, Any]) -> Catalogue:
    return Catalogue(
        edition=raw["edition"],
        title=_text(raw["title"]),
        parameters={n: _parameter(n, p) for n, p in raw["parameters"].items()},
        chapters=tuple(Chapter(str(c["no"]), _text(c)) for c in raw["chapters"]),
        obligations={i["id"]: _obligation(i) for i in raw["items"]},
    )


def _text(raw: dict[str, Any]) -> Bilingual:
    return Bilingual(str(raw["ja"]), str(raw["en"]))


def _parameter(name: str, raw: dict[str, Any]) -> Parameter:
    return Parameter(name, raw["default"], raw["unit"], raw["min"], raw["max"], _text(raw))


def _obligation(raw: dict[str, Any]) -> Obligation:
    evidence = zip(raw["evidence"]["ja"], raw["evidence"]["en"], strict=True)
    return Obligation(
        id=raw["id"],
        section=str(raw["section"]["no"]),
        section_title=_text(raw["section"]),
        subgroup=_text(raw["subgroup"]) if raw["subgroup"] else None,
        number=raw["number"],
        page=raw["page"],
        title=_text(raw["title"]),
        owner=raw["owner"],
        addressees=tuple(raw["addressees"]),
        pattern=raw["pattern"],
        cadence=_text(raw["cadence"]),
        cadence_fixed_by=raw["cadence"]["fixed_by"],
        conditions=tuple(_use(c) for c in raw["conditions"]),
        evidence=tuple(Bilingual(ja, en) for ja, en in evidence),
        related=raw["related"],
    )


def _use(raw: dict[str, Any]) -> ConditionUse:
    return ConditionUse(
        id=raw["id"],
        condition=raw["condition"],
        pending=raw["pending"],
        params=dict(raw["params"]),
        statement=_text(raw),
        lapses=_text(raw["lapses"]),
    )


def check(catalogue: Catalogue) -> None:
    """Stop the start when the catalogue names a condition that no room has registered, or an unknown parameter.

    A condition marked `pending` whose function does exist is a mistake too: it would be measured, and is not.
    """
    for obligation, use in catalogue.uses():
        where = f"{catalogue.edition} {obligation.id} {use.id}"
        known = use.condition in findings.conditions
        if not use.pending and not known:
            raise ImproperlyConfigured(f"{where}: unknown condition {use.condition!r}")
        if use.pending and known:
            raise ImproperlyConfigured(f"{where}: {use.condition!r} exists but is marked pending")
        for value in use.params.values():
            if (
                isinstance(value, str)
                and value.startswith("$")
                and value[1:] not in {"item", *catalogue.parameters}
            ):
                raise ImproperlyConfigured(f"{where}: unknown parameter {value!r}")
