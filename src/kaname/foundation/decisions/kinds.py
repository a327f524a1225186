"""What can be decided: each room registers its kinds of decision, and this storey knows no room.

@decision_kind("documents.approve")
class ApproveVersion(DecisionKind):
    label = _("規程の承認")
    options = (Option("APPROVE", _("承認する")), Option("REJECT", _("承認しない"), is_approval=False))

    def material(self, subject: DocumentVersion) -> dict[str, Any]: ...
    def apply(self, decision: Decision) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

    from .models import Decision

GENERAL = "decisions.general"
Text = str | Promise
Words = Sequence[tuple[str, Text]] | Callable[[str], object]


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen. An answer that is no approval always needs a reason."""

    key: str
    label: Text
    is_approval: bool = True
    needs_reason: bool = False

    @property
    def requires_reason(self) -> bool:
        """Whether the person who decides must say why."""
        return self.needs_reason or not self.is_approval

    def as_json(self) -> dict[str, Any]:
        """As it is stored with the request, in Japanese."""
        with translation.override("ja"):
            label = str(self.label)
        return {
            "key": self.key,
            "label": label,
            "is_approval": self.is_approval,
            "needs_reason": self.needs_reason,
        }


class DecisionKind:
    """One kind of decision: its answers, the material it rests on, and its effect."""

    key: str = ""
    label: Text = ""
    options: Sequence[Option] = (
        Option("APPROVE", _("承認する")),
        Option("REJECT", _("承認しない"), is_approval=False),
    )
    decider_roles: frozenset[str] = frozenset({Role.EXECUTIVE})
    """Whoever takes the last step must hold one of these roles."""
    request_action: str = "decisions.request"
    """Who may ask for it, by the policy table: a room whose people do not govern names its own action."""
    needs_review_on: bool = False
    """Whether an approval must name the day on which it is looked at again."""
    needs_ends_on: bool = False
    """Whether an approval must name its last day."""
    one_at_a_time: bool = True
    """Whether a subject may have only one open request of this kind."""
    effect_hint: Text = _("空のままなら今日からです。")
    """From which day an answer counts when none is entered."""
    material_template: str = ""
    """A template fragment that shows `material` (with `decision` and `subject`); else a plain table does."""
    material_labels: dict[str, Text] = {}
    """Words for the keys of `material`, and for those inside it, in the plain table and on paper."""
    material_choices: Mapping[str, Words] = {}
    """Words for the codes that stand under a key of `material`: choices, or a function of the code."""

    def material(self, subject: Any) -> dict[str, Any]:
        """What about the subject is decided on, as plain values. When it changes, the request is void."""
        return {}

    def material_of(self, decision: Decision) -> dict[str, Any]:
        """All that is decided on: the request's own proposal, and what the subject says now."""
        subject = decision.subject
        return {**decision.proposal, **(self.material(subject) if subject is not None else {})}

    def usual_effect_on(self, decision: Decision) -> date:
        """From which day an approval counts when none is entered."""
        return clock.today()

    def in_words(self, decision: Decision, key: str, code: str) -> str:
        """A text of `material` as people say it; itself where it is no code."""
        words = self.material_choices.get(key)
        if words is None:
            return code
        return str(words(code) if callable(words) else dict(words).get(code, code))

    def check(self, decision: Decision) -> None:
        """Raise ValidationError when this cannot be requested, or no longer be decided."""

    def why_not_on_the_spot(self, decider: Person, decision: Decision) -> str:
        """Why this person may not decide it on the spot, by word of mouth; empty where they may. Kinds say who may."""
        return str(_("この種類の件は、その場の判断にはできません。決裁を起案してください。"))

    def apply(self, decision: Decision) -> None:
        """The effect of an approval, in the deciding transaction; services run `by=decision.decided_by`."""

    def decline(self, decision: Decision) -> None:
        """The effect, if any, of choosing an answer that is no approval."""

    def close(self, decision: Decision) -> None:
        """The effect, if any, of a request that ended undecided; `decision.status` is WITHDRAWN or VOID."""

    def subject_url(self, subject: models.Model | None) -> str:
        """Where the reader can see the subject itself."""
        address = getattr(subject, "get_absolute_url", None)
        return str(address()) if address else ""


K = TypeVar("K", bound=type[DecisionKind])
_kinds: dict[str, DecisionKind] = {}


class UnknownKind(LookupError):
    """A kind of decision that no room registered: a mistake in the program."""


def decision_kind(key: str) -> Callable[[K], K]:
    """Register a kind under a product-wide key such as `documents.approve`; ValueError if it is taken."""

    def register(kind: K) -> K:
        known = _kinds.get(key)
        if known is not None and type(known).__qualname__ != kind.__qualname__:
            raise ValueError(f"decision kind {key} is registered twice")
        _kinds[key] = kind()
        _kinds[key].key = key
        return kind

    return register


def get_kind(key: str) -> DecisionKind:
    """The kind registered under this key; UnknownKind if there is none."""
    try:
        return _kinds[key]
    except KeyError as missing:
        raise UnknownKind(key) from missing


def kind_choices() -> list[tuple[str, Text]]:
    """Keys and labels of all kinds, for filters."""
    return [(key, kind.label) for key, kind in sorted(_kinds.items())]
