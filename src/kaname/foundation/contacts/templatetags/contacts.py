"""A number as a telephone dials it: `{% load contacts %} tel:{{ phone|dial }}`."""

from __future__ import annotations

import re
import unicodedata

from django import template

register = template.Library()


@register.filter
def dial(phone: str) -> str:
    """The digits of a number before anything in words: 03-0000-1234（内線 5） becomes 0300001234."""
    plain = unicodedata.normalize("NFKC", phone)
    digits = re.sub(r"[\s\-‐-―−()]", "", plain.split("(内")[0].split("内線")[0])
    found = re.match(r"[0-9+*#]+", digits)
    return found[0] if found else re.sub(r"[^0-9+*#]", "", plain)
