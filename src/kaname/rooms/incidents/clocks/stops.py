"""What stops a clock: that its report was filed, or that it was decided, on a named ground, that it does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .rules import Rule


@dataclass(frozen=True)
class Filing:
    """That the report of a clock was sent, and from which version of the facts."""

    clock: str
    sent_at: datetime
    version: int


@dataclass(frozen=True)
class Waiver:
    """That it was decided that a clock does not apply: on which ground, and on which version of the facts."""

    clock: str
    exemption: str
    decided_at: datetime
    version: int


@dataclass(frozen=True)
class Stops:
    """All reports that were filed, and all decisions that a clock does not apply."""

    filings: Sequence[Filing] = ()
    waivers: Sequence[Waiver] = ()

    def first_filing(self, rule: Rule) -> Filing | None:
        """The report that stopped the clock; later ones only add to it."""
        return min(self._filings(rule), key=lambda filing: filing.sent_at, default=None)

    def newest_filing(self, rule: Rule) -> Filing | None:
        """The report made from the newest facts."""
        return max(self._filings(rule), key=lambda filing: (filing.version, filing.sent_at), default=None)

    def _filings(self, rule: Rule) -> list[Filing]:
        return [filing for filing in self.filings if filing.clock == rule.id]

    def waiver(self, rule: Rule) -> Waiver | None:
        """The newest decision. Raises ValueError if one names a ground that this clock does not know."""
        made = [waiver for waiver in self.waivers if waiver.clock == rule.id]
        for waiver in made:
            if rule.exempt_if and waiver.exemption not in rule.exempt_if:
                raise ValueError(f"{waiver.exemption!r} exempts nobody from {rule.id}")
        return max(made, key=lambda waiver: waiver.decided_at, default=None)
