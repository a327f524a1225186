"""Corrections of the holiday table: the calendar keeps the rows and knows no ledger, so they are written here.

`Holiday` lies below access and cannot be a `Recorded`; the same guard stands around it by signals.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver

from kaname.foundation.calendar.models import Holiday

from .models import Person
from .records import UnrecordedWrite, recording
from .writes import writing


@receiver([pre_save, pre_delete], sender=Holiday)
def _guard(sender: type[Holiday], **_kwargs: Any) -> None:
    if not recording.get():
        raise UnrecordedWrite("holidays are written by access.holidays")


def save_holiday(*, by: Person, on: date, name: str = "", is_closed: bool = True) -> Holiday:
    """Correct the table for one day: closed under a name, or open although the bundled table says closed.

    Raises PermissionDenied; ValidationError when a closed day has no name.
    """
    with writing(by=by, action="calendar.manage") as entry:
        row = Holiday.objects.filter(on=on).first() or Holiday(on=on)
        row.name, row.is_closed = name, is_closed
        saved: Holiday = entry.save(row)  # type: ignore[type-var]
        return saved


def remove_holiday(*, by: Person, holiday: Holiday) -> None:
    """Take a correction back: the bundled table holds again for that day."""
    with writing(by=by, action="calendar.manage") as entry:
        entry.delete(holiday)  # type: ignore[arg-type]
