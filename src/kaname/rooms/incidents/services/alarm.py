"""The alarm, and what becomes of it: taken up, or no incident after all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.checks import require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due
from kaname.foundation.notices.services import tell_at_once
from kaname.rooms.incidents.choices import (
    CARE_FUNCTIONS,
    Gravity,
    IncidentStatus,
    LineKind,
    Precision,
)
from kaname.rooms.incidents.models import CareFunction, FactSheet, Incident

from .checks import require_past, require_running
from .log import add_line

INVESTIGATION_DAYS = 90
ANSWERING = (Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF)


def raise_alarm(
    *,
    by: Person,
    what: str,
    place: str = "",
    occurred_at: datetime | None = None,
    precision: str = Precision.ABOUT,
    system: Any = None,
) -> Incident:
    """Say that something is wrong (異常を知らせる); whoever answers for the systems is told at once.

    `occurred_at`: since when, now if not said. The moment of the alarm stands as the hospital's awareness until
    somebody confirms or corrects it in the fact sheet. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.4.3 ①
    """
    with writing(by=by, action="incidents.alarm") as entry:
        require_text(what=what)
        require_past(occurred_at=occurred_at)
        require_own(by.institution, system=system)
        if precision not in Precision:
            raise ValidationError({"precision": _("時刻の確かさを選び直してください。")})
        now = clock.now()
        incident = Incident(
            institution=by.institution,
            title=_first_words(what),
            what=what.strip(),
            place=place.strip(),
            occurred_at=occurred_at or now,
            occurred_precision=precision,
            system=system,
            alarm_by=by,
            alarm_at=now,
            fiscal_year=fiscal_year(clock.today()),
        )
        incident.serial = next_in_year(Incident, by.institution, incident.fiscal_year, is_exercise=False)
        incident.number = f"{incident.fiscal_year}-{incident.serial:02d}"
        entry.save(incident)
        entry.save(first_sheet(incident))
        add_line(
            entry,
            by,
            incident,
            LineKind.STATE,
            _("%(name)s が異常を知らせた：%(what)s") % {"name": by.title_and_name, "what": incident.what},
        )
        tell_at_once(incident.institution, alarm_notices(incident, clock.today()))
        return incident


def _first_words(what: str) -> str:
    line = what.strip().splitlines()[0]
    return line if len(line) <= 60 else f"{line[:59]}…"


def first_sheet(incident: Incident) -> FactSheet:
    """The alarm as the first version of the facts: noticed and known at the moment it was raised, the rest unknown."""
    return FactSheet(
        institution=incident.institution,
        incident=incident,
        version=1,
        known_at=incident.alarm_at,
        written_by=incident.alarm_by,
        detected_at=incident.alarm_at,
        aware_at=incident.alarm_at,
        data=["UNKNOWN"],
        overview=incident.what,
    )


def alarm_notices(incident: Incident, on: date) -> list[Due]:
    """Everybody who answers for the systems learns of an alarm, each once."""
    people = Person.objects.of(incident.institution).holding(ANSWERING, on).exclude(pk=incident.alarm_by_id)
    text = say(_n("異常の知らせがありました：%(what)s"), what=str(incident))
    return [
        Due(person, f"incident:alarm:{incident.pk}", text, incident.get_absolute_url())
        for person in people.order_by("pk")
    ]


def declare(*, by: Person, incident: Incident, title: str, severity: str) -> Incident:
    """Take an alarm up as an incident: its name, how grave it is, the board of care, a day for the investigation.

    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.2 説明責任 ①
    """
    with writing(by=by, action="incidents.work") as entry:
        require_running(by, incident)
        if incident.status != IncidentStatus.ALARM:
            raise ValidationError(_("対応は既に始まっています。"))
        _name(incident, title, severity)
        incident.status = IncidentStatus.OPEN
        incident.declared_by, incident.declared_at = by, clock.now()
        incident.investigation_due_on = clock.today() + timedelta(days=INVESTIGATION_DAYS)
        entry.save(incident)
        entry.save_all(first_board(incident))
        text = _("事故として対応を始めた（%(how)s）") % {"how": incident.get_severity_display()}
        add_line(entry, by, incident, LineKind.STATE, text)
        return incident


def first_board(incident: Incident) -> list[CareFunction]:
    """The functions of care that every board begins with, all as usual."""
    return [
        CareFunction(
            institution=incident.institution,
            incident=incident,
            name=str(name),
            order=order,
            changed_at=clock.now(),
        )
        for order, name in enumerate(CARE_FUNCTIONS)
    ]


def rename(*, by: Person, incident: Incident, title: str, severity: str) -> Incident:
    """Change what it is called and how grave it is. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="incidents.work") as entry:
        require_running(by, incident)
        before = incident.get_severity_display()
        _name(incident, title, severity)
        if before and before != incident.get_severity_display():
            text = _("重大さを「%(before)s」から「%(after)s」に改めた") % {
                "before": before,
                "after": incident.get_severity_display(),
            }
            add_line(entry, by, incident, LineKind.STATE, text)
        return entry.save(incident)


def _name(incident: Incident, title: str, severity: str) -> None:
    require_text(title=title)
    if severity not in Gravity:
        raise ValidationError({"severity": _("重大さを選んでください。迷うときは「重大」にします。")})
    incident.title, incident.severity = title.strip(), severity


def set_occurred(
    *, by: Person, incident: Incident, occurred_at: datetime, precision: str, source: str
) -> Incident:
    """Correct when it began, with how that is known. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="incidents.work") as entry:
        require_running(by, incident)
        require_text(source=source)
        require_past(occurred_at=occurred_at)
        if precision not in Precision:
            raise ValidationError({"precision": _("時刻の確かさを選び直してください。")})
        incident.occurred_at, incident.occurred_precision = occurred_at, precision
        incident.occurred_source = source.strip()
        text = _("起きた時刻を %(at)s に改めた（根拠：%(source)s）") % {
            "at": f"{clock.in_japan(occurred_at):%m/%d %H:%M}",
            "source": source.strip(),
        }
        add_line(entry, by, incident, LineKind.STATE, text)
        return entry.save(incident)


def dismiss(*, by: Person, incident: Incident, reason: str) -> Incident:
    """Say why an alarm was no incident. Only before it was taken up: an incident ends by being closed.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="incidents.work", note=reason.strip()) as entry:
        require_house(by, incident)
        require_text(reason=reason)
        if incident.status != IncidentStatus.ALARM:
            raise ValidationError(_("対応を始めた事故は取り消せません。終結の手続きで終えてください。"))
        incident.status, incident.dismissed_reason = IncidentStatus.DISMISSED, reason.strip()
        text = _("事故ではないと判断した：%(reason)s") % {"reason": reason.strip()}
        add_line(entry, by, incident, LineKind.STATE, text)
        return entry.save(incident)
