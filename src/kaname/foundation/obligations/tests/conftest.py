"""A small catalogue over people, so that the engine is tried without any room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from kaname.foundation.access.bilingual import Bilingual
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Finding, Registered, fails, holds, say
from kaname.foundation.obligations import catalogue, engine, selectors
from kaname.foundation.obligations.catalogue import (
    Catalogue,
    Chapter,
    ConditionUse,
    Obligation,
    Parameter,
)

WORDS = Bilingual("条件", "condition")


@dataclass
class Asked:
    """Which conditions were asked, in order."""

    names: list[str] = field(default_factory=list)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The engine works over four obligations: somebody is here, somebody reports, room to grow, not built yet."""
    calls = Asked()

    def guest_is_here(institution: Institution, *, on: date, notice_days: int = 0) -> Finding:
        calls.names.append("guest_is_here")
        guests = [p for p in Person.objects.of(institution).filter(number="guest") if p.is_active_on(on)]
        if not guests:
            upcoming = Person.objects.of(institution).filter(number="guest", starts_on__gt=on).first()
            return fails(say("だれもいません。"), changes_on=upcoming.starts_on if upcoming else None)
        end = guests[0].ends_on
        return holds(
            say("%(name)sさんがいます。", name=guests[0].name),
            proofs=guests,
            until=end and end - timedelta(days=notice_days),
        )

    def per_item(institution: Institution, *, on: date, item: str) -> Finding:
        calls.names.append(f"per_item:{item}")
        return fails(say("指示がありません。"))

    for name, function, reads in (
        ("guest_is_here", guest_is_here, {"access.person"}),
        ("per_item", per_item, {"directives.directive"}),
    ):
        monkeypatch.setitem(findings.conditions, name, Registered(name, function, frozenset(reads)))
    small = _catalogue()
    for module in (engine, selectors):
        monkeypatch.setattr(module, "current", lambda: small)
    monkeypatch.setattr("kaname.foundation.obligations.services.current", lambda: small)
    return calls


def _catalogue() -> Catalogue:
    rows = [
        obligation("G-1", use("guest_is_here")),
        obligation("G-2", use("guest_is_here", notice_days="$notice_days")),
        obligation("G-3", use("per_item", item="$item")),
        obligation("G-4", use("guest_is_here"), use("not_built", pending="audits")),
    ]
    parameters = {"notice_days": Parameter("notice_days", 0, "days", 0, 60, WORDS)}
    return Catalogue("management-6.0", WORDS, parameters, (Chapter("1", WORDS),), {o.id: o for o in rows})


def use(name: str, *, pending: str | None = None, **params: Any) -> ConditionUse:
    """One condition of an obligation."""
    return ConditionUse(name, name, pending, params, WORDS, WORDS)


def obligation(key: str, *uses: ConditionUse) -> Obligation:
    """An obligation of chapter 1."""
    return Obligation(
        id=key, section="1.1", section_title=WORDS, subgroup=None, number="①", page=1, title=WORDS, owner="EXECUTIVE",
        addressees=(), pattern="register", cadence=WORDS, cadence_fixed_by="suggestion", conditions=uses, evidence=(),
        related={},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_catalogue() -> None:
    catalogue.load.cache_clear()
