"""Whom something is for, as a rule rather than a list of names: so that whoever joins tomorrow is in it.

A rule narrows the people of the hospital by kind of person, role, department and newness. What it does not name does
not narrow; a rule that names nothing is everybody. Its JSON form lies on the record whose audience it is.
Source: 経営管理編 3.1.2 ④, 3.2.2 ①（統制の対象者）
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import PersonKind
from kaname.foundation.access.roles import Role

MOST_DAYS = 365
# What the catalogues of obligations call a kind of person, where our name is another.
_KINDS_OF_CATALOGUES = {"VENDOR": PersonKind.VENDOR_STAFF}


@dataclass(frozen=True)
class Audience:
    """A rule: people of one of these kinds, with one of these roles, in one of these departments (or below), who
    came within `newcomer_days`."""

    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    departments: tuple[int, ...] = ()
    newcomer_days: int | None = None

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Audience:
        """The rule that a record holds."""
        return cls(
            kinds=tuple(stored.get("kinds", ())),
            roles=tuple(stored.get("roles", ())),
            departments=tuple(stored.get("departments", ())),
            newcomer_days=stored.get("newcomer_days"),
        )

    def as_json(self) -> dict[str, Any]:
        """For a JSONField; parts that do not narrow are left out, so equal rules are equal there too."""
        parts: dict[str, Any] = {
            "kinds": sorted(set(self.kinds)),
            "roles": sorted(set(self.roles)),
            "departments": sorted(set(self.departments)),
            "newcomer_days": self.newcomer_days,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def is_everybody(self) -> bool:
        """Whether the rule narrows nothing."""
        return not self.as_json()


EVERYBODY = Audience()


def checked(rule: Any, *, departments: Iterable[int] = ()) -> Audience:
    """The rule in a JSON value that came from outside; `departments` are those that exist.

    Raises ValidationError in words for what is no rule.
    """
    if not isinstance(rule, Mapping) or set(rule) - {"kinds", "roles", "departments", "newcomer_days"}:
        raise ValidationError(
            _("対象者の決め方が読み取れません。区分・役割・部門・着任からの日数で決めてください。")
        )
    audience = Audience(
        kinds=_known(rule.get("kinds"), PersonKind.values, _("区分")),
        roles=_known(rule.get("roles"), Role.values, _("役割")),
        departments=_known(rule.get("departments"), list(departments), _("部門")),
        newcomer_days=_days(rule.get("newcomer_days")),
    )
    return Audience.of_json(audience.as_json())


def _known(values: Any, known: list[Any], what: str) -> tuple[Any, ...]:
    chosen = values or []
    if not isinstance(chosen, list | tuple) or any(value not in known for value in chosen):
        raise ValidationError(
            _("対象者の%(what)sに、選べないものがあります。選び直してください。") % {"what": what}
        )
    return tuple(chosen)


def _days(value: Any) -> int | None:
    if value in (None, "", 0):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_DAYS:
        raise ValidationError(_("着任からの日数は、1日から365日の間で入れてください。"))
    return value


def kinds_of(names: Iterable[str]) -> frozenset[str]:
    """The kinds of person that a catalogue of obligations names."""
    return frozenset(str(_KINDS_OF_CATALOGUES.get(name, name)) for name in names)
