"""Checks that several services of this room share."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock


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
