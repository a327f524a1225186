"""Who takes part in a drill: named, taken out again, given a role, told that it began (経営管理編 3.4.1 ③)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_active, require_house, require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.notices.registry import Due
from kaname.foundation.notices.services import tell_at_once
from kaname.rooms.incidents.choices import DrillPart, DrillState, TeamRole
from kaname.rooms.incidents.drill_reads import participants_of, parts_to_give, scenarios_kept_from
from kaname.rooms.incidents.models import Drill, DrillPerson

from .board import assign_role


def add_to_drill(
    *,
    by: Person,
    drill: Drill,
    person: Person | None = None,
    guest: str = "",
    part: str = DrillPart.PLAYER,
    role: str = "",
) -> DrillPerson:
    """Let somebody take part: a person of the hospital, or somebody from outside by name.

    Also while it is played, and until it was evaluated for whoever was forgotten. Who may give which part: see
    `drill_reads.parts_to_give`. Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="drills.run") as entry:
        require_house(by, drill)
        if drill.state == DrillState.CANCELLED or drill.is_evaluated:
            raise ValidationError(_("この訓練には、もう人を加えられません。"))
        if part not in DrillPart or (role and role not in TeamRole):
            raise ValidationError({"part": _("役目を選んでください。")})
        _require_giving(by, drill, part)
        if (person is None) == (not guest.strip()):
            raise ValidationError({"person": _("院内の人を選ぶか、院外の人の名前を書いてください。")})
        row = add_person(entry, drill, person, part, role=role, guest=guest.strip())
        if drill.state == DrillState.RUNNING:
            invite(drill, [row])
        return row


def _require_giving(by: Person, drill: Drill, part: str) -> None:
    if part not in parts_to_give(by, drill):
        raise PermissionDenied(
            _("加わる人を決めるのは、進行役と計画した人です。進行役を決められるのは、進行役だけです。")
        )


def add_person(entry: Entry, drill: Drill, person: Person | None, part: str, **more: Any) -> DrillPerson:
    """As part of another act. Raises ValidationError for somebody who is not here, or cannot run a drill that they would."""
    require_own(drill.institution, person=person)
    require_active(person, drill.held_on or clock.today(), "person")
    if person is not None and part == DrillPart.FACILITATOR:
        _require_fit_to_run(drill, person)
    return entry.save(
        DrillPerson(institution=drill.institution, drill=drill, person=person, part=part, **more)
    )


def _require_fit_to_run(drill: Drill, person: Person) -> None:
    """Who runs a drill reads its whole scenario on the screens: nobody who cannot open them, nobody who is to play it."""
    if not policy.may(person, "drills.run"):
        raise ValidationError(
            _("%(name)s さんは、訓練を進める画面を使えません。進行役には別の人を選んでください。")
            % {"name": person.name}
        )
    if drill.script["key"] in scenarios_kept_from(person):
        raise ValidationError(
            _(
                "%(name)s さんは、このシナリオの訓練に参加者か見学として加わる予定です。進行役には別の人を選ぶか、別のシナリオにしてください。"
            )
            % {"name": person.name}
        )


def remove_from_drill(*, by: Person, row: DrillPerson) -> Drill:
    """Take somebody who was added by mistake out of a planned drill. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="drills.run") as entry:
        drill = row.drill
        require_house(by, drill)
        _require_giving(by, drill, row.part)
        if drill.state != DrillState.PLANNED:
            raise ValidationError(
                _("始まった訓練からは外せません。加わらない人は「欠席にする」を選んでください。")
            )
        _require_another_facilitator(row)
        entry.delete(row)
        return drill


def set_attendance(*, by: Person, row: DrillPerson, attended: bool) -> DrillPerson:
    """Say whether somebody who was to take part does, while it is played or before it was evaluated.

    Who is absent can write nothing in it and is told nothing of it. Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="drills.run") as entry:
        require_facilitator(by, row.drill)
        if row.drill.state not in (DrillState.RUNNING, DrillState.ENDED) or row.drill.is_evaluated:
            raise ValidationError(_("出欠は、訓練を始めてから評価を書くまでの間に記録します。"))
        if not attended:
            _require_another_facilitator(row)
        row.attended = attended
        return entry.save(row)


def _require_another_facilitator(row: DrillPerson) -> None:
    if [other.pk for other in row.drill.facilitators] == [row.pk]:
        raise ValidationError(_("進行役がいなくなります。先に別の進行役を足してください。"))


def give_roles(by: Person, drill: Drill, at: datetime) -> None:
    """Who was planned for a role holds it from the start; a second one for the same role is the deputy."""
    assert drill.incident is not None
    planned: dict[str, list[Person]] = {}
    for row in drill.people.all():
        if row.role and row.person is not None and row.person.is_active_on(clock.today()):
            planned.setdefault(row.role, []).append(row.person)
    for role, (first, *others) in planned.items():
        deputy = others[0] if others else None
        assign_role(by=by, incident=drill.incident, role=role, person=first, deputy=deputy, starts_at=at)


def invite(drill: Drill, rows: list[DrillPerson]) -> None:
    """Only those who take part are ever told of an exercise; who cannot open its screens is told to play in the room."""
    assert drill.incident is not None
    inside = participants_of(drill.incident)
    tell_at_once(
        drill.institution,
        [
            Due(row.person, f"drill:started:{drill.pk}", *_told(drill, row.person), among=inside)
            for row in rows
            if row.person is not None and row.part != DrillPart.FACILITATOR
        ],
    )


def _told(drill: Drill, person: Person) -> tuple[Sentence, str]:
    if policy.may(person, "drills.view"):
        text = say(_n("【訓練】「%(what)s」が始まりました。"), what=drill.title)
        return text, drill.get_absolute_url()
    if drill.place:
        text = say(
            _n("【訓練】「%(what)s」が始まりました。%(place)sで加わってください。"),
            what=drill.title,
            place=drill.place,
        )
    else:
        text = say(
            _n("【訓練】「%(what)s」が始まりました。進行役のいるところで加わってください。"), what=drill.title
        )
    return text, ""


def require_facilitator(by: Person, drill: Drill) -> None:
    """Raise PermissionDenied for whoever does not run this drill."""
    require_house(by, drill)
    if not drill.is_run_by(by):
        raise PermissionDenied(_("訓練を進めるのは、進行役だけです。"))
