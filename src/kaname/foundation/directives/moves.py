"""What whoever looks at a directive can do about it now: the first move is the one the page puts forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person

from . import forms, rules
from .forms import ActForm
from .models import Directive
from .selectors import DirectiveView


@dataclass(frozen=True)
class Move:
    """One thing to do: what its button says, where it posts to, and its form."""

    name: str
    label: str | Promise
    form: ActForm
    is_primary: bool = False

    @property
    def url_name(self) -> str:
        return f"directives:directive_{self.name}"

    @property
    def kind(self) -> str:
        """The look of its button: one primary action on the page."""
        return "primary" if self.is_primary else "secondary"

    @property
    def is_open(self) -> bool:
        """Whether the form shows at once: the one put forward, and a button that asks for nothing."""
        return self.is_primary or not self.form.visible_fields()


def _report(person: Person, view: DirectiveView) -> bool:
    return rules.may_report(person, view.directive) and not view.in_the_way


def _remind(person: Person, view: DirectiveView) -> bool:
    return rules.may_remind(person, view.directive)


_MOVES: tuple[tuple[str, str | Promise, Callable[[Person, DirectiveView], bool]], ...] = (
    ("accept", _("了とする"), lambda p, v: rules.may_judge(p, v.directive)),
    ("return", _("差し戻す"), lambda p, v: rules.may_judge(p, v.directive)),
    ("acknowledge", _("受け取る"), lambda p, v: rules.may_acknowledge(p, v.directive)),
    ("report", _("報告する"), _report),
    ("confirm", _("経営層として確認する"), lambda p, v: rules.may_confirm(p, v.directive, v.newest)),
    ("remind", _("催促する"), _remind),
    ("hand_down", _("引き継いで指示する"), lambda p, v: rules.may_hand_down(p, v.directive)),
    ("withdraw", _("取り下げる"), lambda p, v: rules.may_withdraw(p, v.directive)),
)
_NEVER_FORWARD = frozenset({"hand_down", "withdraw"})


def moves_of(
    person: Person, view: DirectiveView, *, tried: str = "", form: ActForm | None = None
) -> list[Move]:
    """The moves open to this person. `tried` is the one that was refused, with its `form` as it was typed."""
    names = [name for name, _label, is_open in _MOVES if is_open(person, view) or name == tried]
    forward = tried or next((name for name in names if name not in _NEVER_FORWARD), "")
    labels = {name: label for name, label, _is_open in _MOVES}
    return [
        Move(name, labels[name], _form(name, person, view.directive, tried, form), is_primary=name == forward)
        for name in names
    ]


def _form(name: str, person: Person, directive: Directive, tried: str, form: ActForm | None) -> ActForm:
    if name == tried and form is not None:
        return form
    initial = forms.hand_down_values(directive) if name == "hand_down" else {}
    return _made(name, person, directive=directive, initial=initial)


def posted_form(name: str, *, by: Person, **values: Any) -> ActForm:
    """The form of a move as it was sent: `data`, `files`, `directive`."""
    return _made(name, by, **values)


def _made(name: str, person: Person, **values: Any) -> ActForm:
    """A form whose field ids carry its name, since several stand on one page."""
    values["auto_id"] = f"id_{name}_%s"
    return forms.HandDownForm(by=person, **values) if name == "hand_down" else forms.FORMS[name](**values)
