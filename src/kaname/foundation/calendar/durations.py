"""Lengths of time as a hospital says them: 「4時間」「1日12時間」, kept in whole minutes."""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HOUR, DAY = 60, 24 * 60
LONGEST = 365 * DAY
_UNITS = (("日|d|days?", DAY), ("時間|h|hours?", HOUR), ("分|m|min|minutes?", 1))
_WHOLE = re.compile(
    "".join(rf"(?:(\d{{1,6}})\s*(?:{names})\s*)?" for names, _minutes in _UNITS), re.IGNORECASE | re.ASCII
)


def read_minutes(text: str) -> int | None:
    """The minutes that a text says; None for nothing. ValidationError names how to write it."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if not plain:
        return None
    found = _WHOLE.fullmatch(plain)
    if found is None or not any(found.groups()):
        raise ValidationError(_("「4時間」「30分」「1日12時間」のように入力してください。"))
    minutes = sum(
        int(n) * size for n, (_names, size) in zip(found.groups(), _UNITS, strict=True) if n is not None
    )
    if minutes > LONGEST:
        raise ValidationError(_("1年以内の長さを入力してください。"))
    return minutes


def show_minutes(minutes: int | None) -> str:
    """A length in words, in days, hours and minutes; the empty text for None."""
    if minutes is None:
        return ""
    if not minutes:
        return _("0分")
    days, rest = divmod(minutes, DAY)
    if minutes <= 2 * DAY:
        days, rest = 0, minutes
    hours, left = divmod(rest, HOUR)
    words = [
        _("%(n)s日") % {"n": days} if days else "",
        _("%(n)s時間") % {"n": hours} if hours else "",
        _("%(n)s分") % {"n": left} if left else "",
    ]
    return _("%(days)s%(hours)s%(minutes)s") % dict(zip(("days", "hours", "minutes"), words, strict=True))


class Duration(forms.CharField):
    """A length of time, typed in words; its value is whole minutes or None."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("help_text", gettext_lazy("「4時間」「30分」「1日12時間」のように書きます。"))
        super().__init__(**kwargs)  # type: ignore[arg-type]

    def clean(self, value: object) -> int | None:  # type: ignore[override]
        return read_minutes(super().clean(value) or "")

    def prepare_value(self, value: object) -> object:
        return show_minutes(value) if isinstance(value, int) else value
