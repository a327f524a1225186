"""Checks and small acts that several services of this room share."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.texts import clean_line, clean_text
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries.choices import RESPONSIBLE_ROLES
from kaname.rooms.inquiries.models import Inquiry

__all__ = ["MAX_BODY", "MAX_LINE", "clean_line", "clean_text", "require_open", "require_responsible"]
MAX_BODY = 10_000
MAX_LINE = 200


def require_open(inquiry: Inquiry) -> None:
    """Raise ValidationError unless the inquiry still waits for its answer."""
    if not inquiry.is_open:
        raise ValidationError(
            _("この問合せは「%(status)s」です。続きがあるときは、新しく受け付けてください。")
            % {"status": inquiry.get_status_display()}
        )


def require_responsible(person: Person, field: str) -> None:
    """Raise ValidationError unless the person is here and can open what comes in."""
    today = clock.today()
    if not person.is_active_on(today):
        raise ValidationError({field: _("%(name)s さんは、いま在籍していません。") % {"name": person.name}})
    if person.roles_on(today).isdisjoint(RESPONSIBLE_ROLES):
        raise ValidationError(
            {
                field: _(
                    "%(name)s さんは届いた問合せを開けません。先に「窓口担当」などの役割を付けるか、別の人を選んでください。"
                )
                % {"name": person.name}
            }
        )
