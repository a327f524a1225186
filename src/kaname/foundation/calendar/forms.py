"""The form field for a day in Japan: type it as you like, see it in both calendars, be asked if unclear."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import clock, display
from .parse import AmbiguousDate, UnreadableDate, parse_date, parse_moment


class DateInJapanInput(forms.TextInput):
    """A plain text box: a browser's own date picker would refuse 和暦 and show the reader's locale."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "text", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        super().__init__({**usual, "maxlength": "60", **(attrs or {})})


class BoundDate(forms.BoundField):
    """The field in a form, with what its present text means; the echo joins the help text."""

    def __init__(self, form: forms.BaseForm, field: DateInJapan, name: str) -> None:
        super().__init__(form, field, name)
        self.help_text = " ".join(str(part) for part in (self.help_text, self.echo) if part)

    @property
    def echo(self) -> str:
        """The day as read, in both calendars, or the empty text."""
        return echo(self.value())

    @property
    def readings(self) -> tuple[str, ...]:
        """If the text is ambiguous, what it may mean, each ready to be typed or clicked."""
        try:
            _read(self.value())
        except AmbiguousDate as question:
            return tuple(display.show_both(day) for day in question.readings)
        except UnreadableDate:
            pass
        return ()


class DateInJapan(forms.Field):
    """Accepts every form that `parse_date` reads; cleans to a `date`, or None if empty and not required.

    Error codes are `ambiguous`, `unreadable` and `required`. On redisplay the text stays as it was typed.
    """

    widget = DateInJapanInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("例：令和8年11月22日、R8.11.22、2026-11-22"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day that was meant, or ValidationError with a sentence saying what to type."""
        try:
            return _read(value)
        except AmbiguousDate as question:
            raise ValidationError(str(question), code="ambiguous") from question
        except UnreadableDate as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from unreadable

    def prepare_value(self, value: Any) -> Any:
        """A stored day in the reader's preferred form; typed text untouched."""
        return display.show_date(_day(value)) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another day is meant, however it is written."""
        try:
            return _read(initial) != _read(data)
        except (AmbiguousDate, UnreadableDate):
            return True

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundDate:
        """The field with its echo."""
        return BoundDate(form, self, field_name)


def echo(value: Any) -> str:
    """What a typed text or stored day means, in both calendars; empty if it cannot be read."""
    try:
        day = _read(value)
    except (AmbiguousDate, UnreadableDate):
        return ""
    return gettext("入力された日付：%(day)s") % {"day": display.show_both(day)} if day else ""


def _read(value: Any) -> date | None:
    if isinstance(value, date):
        return _day(value)
    text = str(value if value is not None else "").strip()
    return parse_date(text, today=clock.today()) if text else None


def _day(value: date) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value


class MomentInJapan(forms.Field):
    """A moment as people write it in a hurry: 14:20 (today), 11/19 2:40, 2026-11-19 02:40. Cleans to an instant or None.

    Error codes are `ambiguous`, `unreadable` and `required`. On redisplay the text stays as it was typed.
    """

    widget = DateInJapanInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("例：14:20（今日）、11/19 2:40"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """The instant that was meant, or ValidationError with a sentence saying what to type."""
        if isinstance(value, datetime):
            return value
        text = str(value if value is not None else "").strip()
        try:
            return parse_moment(text, now=clock.now()) if text else None
        except AmbiguousDate as question:
            raise ValidationError(str(question), code="ambiguous") from question
        except UnreadableDate as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from unreadable

    def prepare_value(self, value: Any) -> Any:
        """A stored instant as a day and a wall clock in Japan; typed text untouched."""
        if not isinstance(value, datetime):
            return value
        return f"{display.show_date(clock.day_of(value))} {clock.in_japan(value):%H:%M}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another minute is meant."""
        try:
            return _minute(self.to_python(initial)) != _minute(self.to_python(data))
        except ValidationError:
            return True


def _minute(value: datetime | None) -> datetime | None:
    return value.replace(second=0, microsecond=0) if value else None
