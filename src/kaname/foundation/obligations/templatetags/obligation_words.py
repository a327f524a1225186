"""An obligation in words, for pages of storeys below that keep only its id (directives)."""

from __future__ import annotations

from django import template

from kaname.foundation.obligations import catalogue

register = template.Library()
register.filter("obligation_in_words", catalogue.in_words)
