"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import InstitutionRecord


def require_own(institution: Institution, **records: InstitutionRecord | None) -> None:
    """Raise ValidationError on the field that names a record of another institution."""
    for name, record in records.items():
        if record is not None and record.institution_id != institution.pk:
            raise ValidationError({name: _("この病院の記録から選んでください。")})


def require_active(person: Person | None, day: date, field: str) -> None:
    """Raise ValidationError unless the person belongs to the hospital on that day."""
    if person is not None and not person.is_active_on(day):
        raise ValidationError(
            {
                field: _("%(name)s さんは、%(day)s には在籍していません。日付か人を選び直してください。")
                % {"name": person.name, "day": day.isoformat()}
            }
        )


def require_text(**texts: str) -> None:
    """Raise ValidationError on a field that must say something."""
    for name, text in texts.items():
        if not text.strip():
            raise ValidationError({name: _("入力してください。")})


def require_order(starts_on: date, ends_on: date | None, field: str = "ends_on") -> None:
    """Raise ValidationError when a period ends before it starts."""
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({field: _("終了日は開始日と同じ日か、その後にしてください。")})
