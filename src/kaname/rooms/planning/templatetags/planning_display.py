"""How planning shows a day that stands in a decision's material, and an amount of money."""

from __future__ import annotations

from datetime import date

from django import template

from kaname.foundation.calendar.display import show_date

register = template.Library()


@register.filter
def iso_day(text: object) -> str:
    """A day kept as 2026-09-30, as the reader wants it; anything else as it stands."""
    try:
        return show_date(date.fromisoformat(str(text)))
    except ValueError:
        return str(text or "")


@register.filter
def yen(amount: object) -> str:
    """1,200,000; nothing for None."""
    return f"{amount:,}" if isinstance(amount, int) else ""
