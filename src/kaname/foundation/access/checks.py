"""Checks that the services of every room begin with: whose record it is, whether something was said, who is here."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock

from .models import Institution, Person
from .records import InstitutionRecord


def require_own(institution: Institution, **records: InstitutionRecord | None) -> None:
    """Raise ValidationError on the field that names a record of another institution."""
    for name, record in records.items():
        if record is not None and record.institution_id != institution.pk:
            raise ValidationError({name: _("この病院の記録から選んでください。")})


def require_house(by: Person, record: InstitutionRecord | None) -> None:
    """Raise PermissionDenied when what is to be changed is another institution's."""
    if record is not None and record.institution_id != by.institution_id:
        raise PermissionDenied(_("ほかの病院の記録です。"))


def require_text(**texts: str) -> None:
    """Raise ValidationError on a field that must say something."""
    for name, text in texts.items():
        if not text.strip():
            raise ValidationError({name: _("入力してください。")})


def require_active(person: Person | None, day: date, field: str) -> None:
    """Raise ValidationError unless the person belongs to the hospital on that day."""
    if person is not None and not person.is_active_on(day):
        raise ValidationError(
            {
                field: _("%(name)s さんは、%(day)s には在籍していません。日付か人を選び直してください。")
                % {"name": person.name, "day": day.isoformat()}
            }
        )


def require_not_future(**days: date) -> None:
    """Raise ValidationError on a day that is still to come."""
    for name, day in days.items():
        if day > clock.today():
            raise ValidationError({name: _("今日までの日を入力してください。")})
