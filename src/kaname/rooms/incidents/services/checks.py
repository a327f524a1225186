"""Checks that the services of this room share."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import IncidentStatus
from kaname.rooms.incidents.drill_reads import met_injects, participants_of
from kaname.rooms.incidents.models import Incident


def require_running(by: Person, incident: Incident, **named: Person | None) -> None:
    """Raise PermissionDenied for another hospital's; ValidationError once it has ended.

    In an exercise only those who take part may write, and only they (`named`) may be given anything.
    """
    require_house(by, incident)
    if incident.is_exercise:
        _require_participants(incident, by=by, **named)
    if not incident.is_running:
        if incident.is_exercise:
            raise ValidationError(_("この訓練は終わっています。"))
        raise ValidationError(
            _("この事故は「%(state)s」です。続きがあるときは、新しく知らせてください。")
            % {"state": incident.get_status_display()}
        )


def _require_participants(incident: Incident, **people: Person | None) -> None:
    inside = participants_of(incident)
    for name, person in people.items():
        if person is None or person.pk in inside:
            continue
        if name == "by":
            raise ValidationError(_("訓練の画面に書けるのは、その訓練に加わる人だけです。"))
        raise ValidationError({name: _("%(who)s さんはこの訓練に加わっていません。") % {"who": person.name}})


def require_real(incident: Incident) -> None:
    """Raise ValidationError for an exercise: nothing of it leaves the hospital or binds anybody afterwards."""
    if incident.is_exercise:
        raise ValidationError(
            _(
                "訓練では使いません。届け出や公表は「判断」と「連絡」として記録し、課題は訓練の画面から指示します。"
            )
        )


def require_open(by: Person, incident: Incident, **named: Person | None) -> None:
    """As `require_running`; ValidationError also while it is only an alarm."""
    require_running(by, incident, **named)
    if incident.status == IncidentStatus.ALARM:
        raise ValidationError(_("まだ通報の段階です。先に「対応を始める」を選んでください。"))


def require_inject(incident: Incident, inject: str) -> None:
    """Raise ValidationError on an inject that the players of this drill have not met."""
    if inject and inject not in met_injects(incident):
        raise ValidationError({"inject": _("この訓練でまだ出ていない想定です。選び直してください。")})


def require_past(**moments: datetime | None) -> None:
    """Raise ValidationError on a moment that is still to come."""
    for name, moment in moments.items():
        if moment is not None and moment > clock.now():
            raise ValidationError({name: _("これからの時刻です。起きた時刻を書いてください。")})
