"""Reads of drills: rows a person may see, the clock as it stands, and what came of each inject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, Prefetch

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

from .choices import DrillPart, DrillState
from .drills.assessing import Act, Came, Course, Mark, course_of, settled
from .drills.reckoning import Reading, Span, read_clock
from .drills.scenario import Inject
from .keys import EXERCISE
from .models import Drill, DrillPerson, Incident, LogLine


def drill_rows(person: Person) -> Any:
    """The drills this person may see, the newest first."""
    return with_people(Drill.objects.visible_to(person)).select_related("planned_by", "incident", "decision")


def with_people(rows: Any) -> Any:
    """With those who take part."""
    people = DrillPerson.objects.select_related("person").order_by("pk")
    return rows.prefetch_related(Prefetch("people", queryset=people))


def has_executive(people: Iterable[DrillPerson]) -> bool:
    """Whether an executive of today is among those who take part."""
    there = [row for row in people if row.is_there]
    if not there:
        return False
    executives = Person.objects.of(there[0].institution).holding((Role.EXECUTIVE,), clock.today())
    return bool(executives.filter(pk__in=[row.person_id for row in there]).exists())


def ended_drills(institution: Institution) -> list[Drill]:
    """What was played to its end, the newest first."""
    rows = with_people(Drill.objects.of(institution).filter(state=DrillState.ENDED))
    rows = rows.prefetch_related("people__person__memberships")
    return list(rows.select_related("incident", "decision").order_by("-started_at", "-pk"))


def running_drills(person: Person) -> Any:
    """The drills in which this person takes part now, for whoever may open them."""
    if not policy.may(person, "drills.view"):
        return Drill.objects.none()
    rows = Drill.objects.of(person.institution).filter(state=DrillState.RUNNING)
    return rows.filter(people__person=person, people__attended=True)


def participants_of(incident: Incident) -> frozenset[int]:
    """The numbers of the people of the hospital who take part in the drill of an exercise; nobody marked absent."""
    rows = DrillPerson.objects.filter(drill__incident=incident, person__isnull=False, attended=True)
    return frozenset(rows.values_list("person_id", flat=True))


def parts_to_give(person: Person, drill: Drill) -> tuple[DrillPart, ...]:
    """Which parts of a drill this person may give to others and take away; nothing for most.

    Who runs it gives every part. Whoever planned it for another to run names those who play and look on, but nobody who
    reads the scenario. If nobody who runs it is here any more, whoever may plan drills names who takes over.
    """
    if not policy.may(person, "drills.run") or drill.state == DrillState.CANCELLED or drill.is_evaluated:
        return ()
    if drill.is_run_by(person):
        return tuple(DrillPart)
    today = clock.today()
    if policy.may(person, "drills.plan") and not any(
        row.person.is_active_on(today) for row in drill.facilitators if row.person
    ):
        return tuple(DrillPart)
    return (DrillPart.PLAYER, DrillPart.OBSERVER) if drill.planned_by_id == person.pk else ()


def scenarios_kept_from(person: Person) -> set[str]:
    """The keys of the scenarios that this person plays or looks on at, now or one of these days: they must not read them."""
    rows = Drill.objects.of(person.institution).filter(state__in=(DrillState.PLANNED, DrillState.RUNNING))
    rows = rows.filter(
        people__person=person,
        people__attended=True,
        people__part__in=(DrillPart.PLAYER, DrillPart.OBSERVER),
    )
    return set(rows.values_list("script__key", flat=True))


def met_injects(incident: Incident) -> frozenset[str]:
    """The keys of what the players of an exercise were told so far; nothing outside exercises."""
    drill = Drill.objects.filter(incident=incident).first()
    if drill is None:
        return frozenset()
    return frozenset(inject.key for inject in standing_of(drill).met)


@dataclass(frozen=True)
class DrillStanding:
    """How a drill stands at a moment."""

    drill: Drill
    now: datetime
    spans: list[Span]
    reading: Reading

    @property
    def met(self) -> list[Inject]:
        """What the players were told so far, in order; on paper, everything."""
        if self.drill.state == DrillState.PLANNED:
            return []
        rows = self.drill.scenario.injects
        return [row for row in rows if self.drill.on_paper or row.second <= self.reading.second]

    @property
    def to_come(self) -> list[Inject]:
        """What they will be told."""
        met = len(self.met)
        return list(self.drill.scenario.injects[met:])

    @property
    def wall(self) -> str:
        """The scenario's own day and time."""
        return self.drill.scenario.wall(self.reading.second)


def standing_of(drill: Drill, now: datetime | None = None) -> DrillStanding:
    """The clock of a drill as it stands; after a new start of the server it stands still."""
    now = now or clock.now()
    spans = [row.as_span() for row in drill.spans.all()]
    lines = (
        LogLine.objects.filter(incident_id=drill.incident_id) if drill.incident_id else LogLine.objects.none()
    )
    # Only a clock that was left running by another start of the server needs the last record.
    is_foreign = bool(spans) and spans[-1].ended_at is None and spans[-1].run != settings.KANAME_RUN
    last = lines.aggregate(at=Max("recorded_at"))["at"] if is_foreign else None
    reading = read_clock(spans, now=now, run=settings.KANAME_RUN, last_record=last)
    if reading.is_interrupted:
        spans[-1] = replace(spans[-1], ended_at=reading.stood_still_at)
    return DrillStanding(drill, now, spans, reading)


def acts_of(incident: Incident) -> list[Act]:
    """What was recorded in an exercise, in order of time: decisions as such, lines of the log by their kind."""
    rows = incident.lines.select_related("decision", "recorded_by", "decision__decided_by").order_by(
        "occurred_at", "pk"
    )
    corrected = {line.corrects_id for line in rows if line.corrects_id}
    return [_act(line) for line in rows if line.pk not in corrected]


def _act(line: LogLine) -> Act:
    decision = line.decision
    if decision is None or decision.decided_by is None:
        return Act(line.occurred_at, line.text, line.recorded_by.name, "", line.kind, line.inject)
    return Act(
        at=line.occurred_at,
        text=decision.question.removeprefix(EXERCISE),
        who=decision.decided_by.title_and_name,
        moment="" if decision.proposal.get("undoes") else str(decision.proposal.get("moment", "")),
        kind=line.kind,
        inject=line.inject,
    )


def course(standing: DrillStanding) -> list[Course]:
    """Every inject with what came of it; after the end, what nobody did was missed."""
    drill = standing.drill
    if drill.incident is None:
        return []
    marks = {row.expectation: Mark(Came(row.value), row.note) for row in drill.marks.all()}
    found = course_of(
        drill.scenario,
        standing.spans,
        acts_of(drill.incident),
        marks,
        now=standing.now,
        timed=not drill.on_paper,
    )
    return settled(found) if drill.state == DrillState.ENDED else found
