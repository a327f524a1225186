"""Moments of an incident as people write them: `{% load incidents %}`."""

from __future__ import annotations

from datetime import datetime

from django import template

from kaname.foundation.calendar import clock
from kaname.rooms.incidents.shown import short_moment

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """14:20 today, else 11/19 2:40."""
    return short_moment(at, clock.now()) if at else ""
