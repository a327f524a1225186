"""Words for codes and moments of an incident: `{% load incidents %}`."""

from __future__ import annotations

from datetime import datetime

from django import template

from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import Moment
from kaname.rooms.incidents.moments import capacity_in_words
from kaname.rooms.incidents.shown import short_moment

register = template.Library()


@register.filter
def moment_label(code: str) -> str:
    """What it was about."""
    return str(Moment(code).label) if code in Moment else code


@register.filter
def capacity_label(code: str) -> str:
    """In which role it was decided."""
    return capacity_in_words(code)


@register.filter
def moment(at: datetime | None) -> str:
    """14:20 today, else 11/19 2:40."""
    return short_moment(at, clock.now()) if at else ""
