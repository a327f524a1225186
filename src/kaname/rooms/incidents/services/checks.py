"""Checks that the services of this room share."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import IncidentStatus
from kaname.rooms.incidents.models import Incident


def require_running(by: Person, incident: Incident) -> None:
    """Raise PermissionDenied for another hospital's; ValidationError once it has ended."""
    require_house(by, incident)
    if not incident.is_running:
        raise ValidationError(
            _("この事故は「%(state)s」です。続きがあるときは、新しく知らせてください。")
            % {"state": incident.get_status_display()}
        )


def require_open(by: Person, incident: Incident) -> None:
    """As `require_running`; ValidationError also while it is only an alarm."""
    require_running(by, incident)
    if incident.status == IncidentStatus.ALARM:
        raise ValidationError(_("まだ通報の段階です。先に「対応を始める」を選んでください。"))


def require_past(**moments: datetime | None) -> None:
    """Raise ValidationError on a moment that is still to come."""
    for name, moment in moments.items():
        if moment is not None and moment > clock.now():
            raise ValidationError({name: _("これからの時刻です。起きた時刻を書いてください。")})
