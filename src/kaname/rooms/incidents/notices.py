"""Who is told what about incidents: an alarm, a duty that falls due or is late, a check of the board that is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .choices import IncidentStatus, TeamRole
from .clocks.reckoning import ClockState
from .models import Incident
from .selectors import clocks_for
from .services.alarm import alarm_notices


@notice_source
def alarms_raised(institution: Institution, *, on: date) -> Iterable[Due]:
    """At once by the service; here for whoever came into office since."""
    for row in (
        Incident.objects.of(institution).real().filter(status=IncidentStatus.ALARM).select_related("alarm_by")
    ):
        yield from alarm_notices(row, on)


@notice_source
def duties_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """The safety officer, and whoever keeps the authorities informed, learn of each duty that presses or is late."""
    rows = list(Incident.objects.of(institution).real().filter(status=IncidentStatus.OPEN).order_by("pk"))
    if not rows:
        return
    now = clock.now()
    officers = list(Person.objects.of(institution).holding((Role.SAFETY_OFFICER,), on))
    for row in rows:
        told = {p.pk: p for p in (*officers, *_in_charge(row))}
        for duty in clocks_for(row, now=now):
            if duty.state not in (ClockState.WARNED, ClockState.LATE) or duty.due is None:
                continue
            late = duty.state == ClockState.LATE
            text = say(
                _("%(to)sへの連絡が期限を過ぎています（%(number)s）")
                if late
                else _("%(to)sへの連絡の期限が近づいています（%(number)s）"),
                to=duty.rule.recipient.ja,
                number=row.number,
            )
            key = f"incident:duty:{row.pk}:{duty.rule.id}:{duty.due.due_at:%Y%m%d%H%M}:{'late' if late else 'soon'}"
            for person in told.values():
                yield Due(person, key, text, row.get_absolute_url())


def _in_charge(incident: Incident) -> list[Person]:
    rows = incident.team.filter(ends_at__isnull=True, role__in=(TeamRole.COMMANDER, TeamRole.AUTHORITIES))
    return [m.person for m in rows.select_related("person")]
