"""How the state of a directive shows: by colour, shape and word."""

from __future__ import annotations

from django import template

from kaname.foundation.directives.lists import badge_of
from kaname.foundation.directives.models import Directive, DirectiveStatus
from kaname.web.lists import Badge

register = template.Library()
_SIGNS = {
    DirectiveStatus.ISSUED: "○",
    DirectiveStatus.ACKNOWLEDGED: "◐",
    DirectiveStatus.REPORTED: "◆",
    DirectiveStatus.RETURNED: "↩",
    DirectiveStatus.ACCEPTED: "✓",
    DirectiveStatus.WITHDRAWN: "－",
}


@register.filter
def state_badge(directive: Directive) -> Badge:
    """The badge of a directive: its word and tone."""
    return badge_of(directive)


@register.filter
def state_sign(directive: Directive) -> str:
    """The shape of its state."""
    return "✕" if directive.is_late else _SIGNS[DirectiveStatus(directive.status)]
