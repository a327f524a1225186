"""What is known of an incident: one version of its fact sheet (事実表), as far as deadlines depend on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """Why it happened, as far as it is known."""

    RANSOMWARE = "RANSOMWARE"
    UNAUTHORISED_ACCESS = "UNAUTHORISED_ACCESS"
    DENIAL_OF_SERVICE = "DENIAL_OF_SERVICE"
    THEFT = "THEFT"
    INSIDER = "INSIDER"
    MISDELIVERY = "MISDELIVERY"
    LOSS = "LOSS"
    WRONG_DISPOSAL = "WRONG_DISPOSAL"
    MALFUNCTION = "MALFUNCTION"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


ATTACKS = frozenset({Cause.RANSOMWARE, Cause.UNAUTHORISED_ACCESS, Cause.DENIAL_OF_SERVICE})
MALICIOUS = ATTACKS | {Cause.THEFT, Cause.INSIDER}


class DataClass(StrEnum):
    """What kind of personal data it touched. No class at all: no personal data."""

    MEDICAL = "MEDICAL"
    SENSITIVE = "SENSITIVE"
    FINANCIAL = "FINANCIAL"
    PERSONAL = "PERSONAL"
    MY_NUMBER = "MY_NUMBER"
    PSEUDONYMISED = "PSEUDONYMISED"
    UNKNOWN = "UNKNOWN"


class Sureness(StrEnum):
    """A suspicion counts like the thing itself until it is denied with reasons."""

    POSSIBLE = "POSSIBLE"
    CONFIRMED = "CONFIRMED"
    DENIED = "DENIED"


class Standing(StrEnum):
    """As whom the hospital handles the data: its own, for somebody else, or handed to somebody."""

    OWN = "OWN"
    ENTRUSTED_TO_US = "ENTRUSTED_TO_US"
    AT_OUR_VENDOR = "AT_OUR_VENDOR"


@dataclass(frozen=True)
class Facts:
    """One version of the fact sheet. `known_at`: when this version was written; moments are aware instants.

    `aware_at` is when any department of the hospital learned of it, or of its likelihood; not when the executive did.
    `persons_max` None: unknown, and judged as the most that is possible.
    Source: 個人情報保護法 第26条、同施行規則 第7条・第8条、経営管理編 3.4.3 ①
    """

    version: int
    known_at: datetime
    detected_at: datetime | None = None
    aware_at: datetime | None = None
    vendor_aware_at: datetime | None = None
    network_cut_at: datetime | None = None
    publication_decided_at: datetime | None = None
    harm_judged_at: datetime | None = None
    cause: Cause = Cause.UNKNOWN
    suspects_attack: bool = False
    leak: Sureness = Sureness.POSSIBLE
    damage: Sureness = Sureness.POSSIBLE
    data: frozenset[DataClass] = frozenset({DataClass.UNKNOWN})
    persons_min: int = 0
    persons_max: int | None = None
    is_major: bool = True
    affects_care: bool = False
    expects_press: bool = False
    may_have_harmed: bool = False
    standing: Standing = Standing.OWN
    is_strongly_encrypted: bool = False
    is_recovered_unseen: bool = False
    is_same_data_kept: bool = False
    is_designated_operator: bool = False
    is_insured: bool = False

    @property
    def is_attack(self) -> bool:
        """Whether a cyber attack is suspected or known."""
        return self.suspects_attack or self.cause in ATTACKS

    @property
    def is_malicious(self) -> bool:
        """Whether somebody may have done it with a wrongful purpose."""
        return self.suspects_attack or self.cause in MALICIOUS

    @property
    def touches_persons(self) -> bool:
        """Whether personal data leaked, was lost or was damaged, or may have been (漏えい等)."""
        denied = self.leak == self.damage == Sureness.DENIED
        return bool(self.data) and not denied

    def exceeds(self, persons: int) -> bool:
        """Whether more people than this may be concerned."""
        return self.persons_max is None or self.persons_max > persons
