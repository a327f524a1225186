"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.calendar import clock


def require_own(institution: Institution, **records: InstitutionRecord | None) -> None:
    """Raise ValidationError on the field that names a record of another institution."""
    for name, record in records.items():
        if record is not None and record.institution_id != institution.pk:
            raise ValidationError({name: _("この病院の記録から選んでください。")})


def require_text(**texts: str) -> None:
    """Raise ValidationError on a field that must say something."""
    for name, text in texts.items():
        if not text.strip():
            raise ValidationError({name: _("入力してください。")})


def require_not_future(**days: date) -> None:
    """Raise ValidationError on a day that is still to come."""
    for name, day in days.items():
        if day > clock.today():
            raise ValidationError({name: _("今日までの日を入力してください。")})


def require_keeper(owner: Person | None) -> None:
    """Raise ValidationError unless somebody is here and may review laws."""
    if owner is None:
        return
    if not owner.is_active_on(clock.today()):
        raise ValidationError({"owner": _("%(name)s さんは在籍していません。") % {"name": owner.name}})
    if not policy.may(owner, "laws.review"):
        raise ValidationError(
            {
                "owner": _(
                    "%(name)s さんは法令を見直す役割を持っていません。院内の役割を持つ人を選んでください。"
                )
                % {"name": owner.name}
            }
        )
