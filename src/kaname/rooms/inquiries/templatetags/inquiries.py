"""Who may read the personal text, for templates of other storeys that show an inquiry: `{% load inquiries %}`."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar.display import reads_english
from kaname.rooms.inquiries.access import personal_text_for
from kaname.rooms.inquiries.models import Inquiry

register = template.Library()


@register.filter
def read_by(inquiry: object, person: Person | None) -> bool:
    """Whether this person may read what was said."""
    return isinstance(inquiry, Inquiry) and personal_text_for(person, inquiry)


@register.filter
def month(day: date) -> str:
    """2026年11月."""
    return f"{day:%Y-%m}" if reads_english() else _("%(y)s年%(m)s月") % {"y": day.year, "m": day.month}
