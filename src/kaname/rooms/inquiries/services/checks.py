"""Checks and small acts that several services of this room share."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries.choices import RESPONSIBLE_ROLES
from kaname.rooms.inquiries.models import Inquiry

MAX_BODY = 10_000
MAX_LINE = 200


def clean_text(text: str) -> str:
    """A text as it was meant: plain line ends, and none of the control characters that no keyboard types."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def clean_line(text: str) -> str:
    """The same in one line."""
    return " ".join(clean_text(text).split())


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
