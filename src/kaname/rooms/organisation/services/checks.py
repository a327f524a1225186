"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def require_order(starts_on: date, ends_on: date | None, field: str = "ends_on") -> None:
    """Raise ValidationError when a period ends before it starts."""
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({field: _("終了日は開始日と同じ日か、その後にしてください。")})
