"""Drills: planned, begun, held, jumped forward, ended (経営管理編 3.4.1 ③)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.ledger.findings import ask
from kaname.rooms.incidents.choices import (
    DrillPart,
    DrillState,
    Gravity,
    IncidentStatus,
    LineKind,
    Precision,
)
from kaname.rooms.incidents.drill_reads import (
    standing_of,
)
from kaname.rooms.incidents.drills.reckoning import SPEEDS
from kaname.rooms.incidents.drills.scenario import parse, shipped_scenarios
from kaname.rooms.incidents.keys import EXERCISE
from kaname.rooms.incidents.models import Drill, DrillSpan, Incident

from .alarm import first_board, first_sheet
from .checks import require_past
from .drill_people import add_person, give_roles, invite, require_facilitator
from .log import add_line

PLAN_TYPE = "CONTINUITY_PLAN"


def plan_drill(
    *,
    by: Person,
    planned_on: date,
    scenario: str = "",
    script: dict[str, Any] | None = None,
    title: str = "",
    purpose: str = "",
    place: str = "",
    facilitator: Person | None = None,
) -> Drill:
    """Plan a drill for a day, with one of Kaname's scenarios (its key) or the hospital's own (`script`, see `read_file`).

    Whoever plans it runs it, unless somebody else is named. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.4.1 ③
    """
    with writing(by=by, action="drills.plan") as entry:
        if script is None and scenario not in shipped_scenarios():
            raise ValidationError({"scenario": _("シナリオを選ぶか、自院のファイルを選んでください。")})
        script = script if script is not None else shipped_scenarios()[scenario]
        found = parse(script)
        drill = Drill(institution=by.institution, planned_by=by, script=script)
        _set_plan(drill, title or str(found.title), planned_on, purpose, place)
        entry.save(drill)
        add_person(entry, drill, facilitator or by, DrillPart.FACILITATOR)
        return drill


def change_drill(
    *, by: Person, drill: Drill, planned_on: date, title: str, purpose: str = "", place: str = ""
) -> Drill:
    """Change what is planned. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="drills.plan") as entry:
        _require_state(by, drill, DrillState.PLANNED)
        _set_plan(drill, title, planned_on, purpose, place)
        return entry.save(drill)


def _set_plan(drill: Drill, title: str, planned_on: date, purpose: str, place: str) -> None:
    require_text(title=title)
    drill.title, drill.planned_on = title.strip(), planned_on
    drill.purpose, drill.place = purpose.strip(), place.strip()


def cancel_drill(*, by: Person, drill: Drill, reason: str) -> Drill:
    """Say that a planned drill does not take place, and why. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="drills.plan", note=reason.strip()) as entry:
        _require_state(by, drill, DrillState.PLANNED)
        require_text(reason=reason)
        drill.state, drill.cancelled_reason = DrillState.CANCELLED, reason.strip()
        return entry.save(drill)


def start_drill(*, by: Person, drill: Drill, speed: int = 1) -> Drill:
    """Begin to play: the exercise opens on the screens of an incident, its clock runs, those who take part are told.

    Raises PermissionDenied; ValidationError; StaleRecord. Source: 経営管理編 3.4.1 ③
    """
    with writing(by=by, action="drills.run") as entry:
        require_facilitator(by, drill)
        _require_state(by, drill, DrillState.PLANNED)
        _require_speed(speed)
        now = clock.now()
        _begin(entry, by, drill, now)
        give_roles(by, drill, now)
        _run_on(entry, drill, now, speed, 0)
        invite(drill, list(drill.people.all()))
        return drill


def enter_paper_drill(*, by: Person, drill: Drill, started_at: datetime, ended_at: datetime) -> Drill:
    """Say that it was played on paper, from when to when; what was written on paper is then entered line by line.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="drills.run") as entry:
        require_facilitator(by, drill)
        _require_state(by, drill, DrillState.PLANNED)
        require_past(started_at=started_at, ended_at=ended_at)
        if ended_at <= started_at:
            raise ValidationError({"ended_at": _("終えた時刻は、始めた時刻より後にしてください。")})
        drill.on_paper = True
        _begin(entry, by, drill, started_at)
        give_roles(by, drill, started_at)
        entry.save(
            DrillSpan(
                institution=drill.institution,
                drill=drill,
                started_at=started_at,
                ended_at=ended_at,
                from_second=0,
            )
        )
        return drill


def _begin(entry: Entry, by: Person, drill: Drill, at: datetime) -> None:
    plan = next(
        iter(ask("document_approvals", drill.institution, on=clock.day_of(at), types=[PLAN_TYPE])), None
    )
    drill.incident = _exercise(entry, by, drill, at)
    drill.state, drill.started_at = DrillState.RUNNING, at
    drill.plan = plan.label[:200] if plan else ""
    entry.save(drill)


def _exercise(entry: Entry, by: Person, drill: Drill, at: datetime) -> Incident:
    """The incident on whose screens the drill is played: taken up from the first moment, with the board of care."""
    now = clock.now()
    incident = Incident(
        institution=by.institution,
        is_exercise=True,
        title=f"{EXERCISE}{drill.title}"[:120],
        what=str(drill.scenario.situation),
        occurred_at=at,
        occurred_precision=Precision.EXACT,
        alarm_by=by,
        alarm_at=now,
        declared_by=by,
        declared_at=now,
        severity=Gravity.MAJOR,
        status=IncidentStatus.OPEN,
        fiscal_year=fiscal_year(clock.day_of(at)),
    )
    incident.serial = next_in_year(Incident, by.institution, incident.fiscal_year, is_exercise=True)
    incident.number = f"訓{incident.fiscal_year}-{incident.serial:02d}"
    entry.save(incident)
    entry.save(first_sheet(incident))
    entry.save_all(first_board(incident))
    text = _("訓練を始めた：%(what)s") % {"what": drill.scenario.title}
    add_line(entry, by, incident, LineKind.STATE, text, occurred_at=at)
    return incident


def pause_drill(*, by: Person, drill: Drill) -> Drill:
    """Stop the scenario's clock; what is written meanwhile is kept. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="drills.run") as entry:
        _require_playing(by, drill)
        if not _stop_clock(entry, drill):
            raise ValidationError(_("訓練は既に一時停止しています。"))
        _note(entry, by, drill, _("訓練を一時停止した（想定の時刻 %(at)s）"))
        return drill


def resume_drill(*, by: Person, drill: Drill, speed: int = 1) -> Drill:
    """Let the scenario's clock run on from where it stands, in real time or faster; also changes its speed.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="drills.run") as entry:
        _require_playing(by, drill)
        _require_speed(speed)
        reading = standing_of(drill).reading
        if reading.is_running and reading.speed == speed:
            raise ValidationError(_("訓練は既にこの速さで進んでいます。"))
        _stop_clock(entry, drill)
        _run_on(entry, drill, clock.now(), speed, reading.second)
        said = _("訓練を再開した（想定の時刻 %(at)s）")
        if speed != 1:
            said = _("訓練を%(n)s倍の速さで進めた（想定の時刻 %(at)s）").replace("%(n)s", str(speed))
        _note(entry, by, drill, said)
        return drill


def jump_drill(*, by: Person, drill: Drill, to: str) -> Drill:
    """Set the scenario's clock forward to an inject (its key), which the players then learn.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="drills.run") as entry:
        _require_playing(by, drill)
        standing = standing_of(drill)
        inject = next((row for row in standing.to_come if row.key == to), None)
        if inject is None:
            raise ValidationError({"to": _("これから出す想定を選んでください。")})
        _stop_clock(entry, drill)
        _run_on(entry, drill, clock.now(), standing.reading.speed, inject.second)
        said = _("想定「%(title)s」へ進めた（想定の時刻 %(at)s）")
        _note(entry, by, drill, said.replace("%(title)s", str(inject.title).replace("%", "%%")))
        return drill


def _run_on(entry: Entry, drill: Drill, at: datetime, speed: int, second: int) -> None:
    entry.save(
        DrillSpan(
            institution=drill.institution,
            drill=drill,
            started_at=at,
            speed=speed,
            from_second=second,
            run=settings.KANAME_RUN,
        )
    )


def _stop_clock(entry: Entry, drill: Drill) -> bool:
    """End the span that runs, after a new start of the server at the moment at which it stood still."""
    span = drill.spans.filter(ended_at__isnull=True).first()
    if span is None:
        return False
    span.ended_at = standing_of(drill).reading.stood_still_at or clock.now()
    entry.save(span)
    return True


def _note(entry: Entry, by: Person, drill: Drill, text: str) -> None:
    assert drill.incident is not None
    add_line(entry, by, drill.incident, LineKind.STATE, text % {"at": standing_of(drill).wall})


def end_drill(*, by: Person, drill: Drill) -> Drill:
    """End the play: the log is closed and what nobody did counts as missed. Raises PermissionDenied; ValidationError.

    Source: 経営管理編 3.4.1 ③
    """
    with writing(by=by, action="drills.run") as entry:
        _require_playing(by, drill)
        assert drill.incident is not None
        _stop_clock(entry, drill)
        incident = drill.incident
        last = drill.spans.order_by("-pk").first()
        drill.state = DrillState.ENDED
        drill.ended_at = last.ended_at if drill.on_paper and last is not None else clock.now()
        add_line(entry, by, incident, LineKind.STATE, _("訓練を終えた"), occurred_at=drill.ended_at)
        incident.status, incident.closed_on = IncidentStatus.CLOSED, clock.today()
        entry.save(incident)
        return entry.save(drill)


def _require_playing(by: Person, drill: Drill) -> None:
    require_facilitator(by, drill)
    _require_state(by, drill, DrillState.RUNNING)


def _require_state(by: Person, drill: Drill, state: DrillState) -> None:
    require_house(by, drill)
    if drill.state != state:
        raise ValidationError(
            _("この訓練は「%(state)s」です。画面を開き直してください。")
            % {"state": drill.get_state_display()}
        )


def _require_speed(speed: int) -> None:
    if speed not in SPEEDS:
        raise ValidationError({"speed": _("速さは、実時間か10倍から選んでください。")})
