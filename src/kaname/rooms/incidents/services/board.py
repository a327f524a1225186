"""The command page: how care goes on, what is asked of whom, who answers for what."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.choices import CareState, LineKind, TeamRole
from kaname.rooms.incidents.models import CareFunction, Incident, IncidentTask, TeamMember

from .checks import require_open, require_past
from .log import add_line


def set_function(
    *,
    by: Person,
    function: CareFunction,
    state: str,
    impact: str = "",
    owner: Person | None = None,
    next_check_at: datetime | None = None,
) -> CareFunction:
    """Say how a function of care goes on now; the log keeps each change.

    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.2 説明責任 ①
    """
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, function.incident, owner=owner)
        if state not in CareState:
            raise ValidationError({"state": _("状態を選んでください。")})
        if state != CareState.NORMAL and not impact.strip():
            raise ValidationError(
                {"impact": _("患者への影響を書いてください。ないときは「なし」と書きます。")}
            )
        require_own(by.institution, owner=owner)
        if next_check_at is not None and next_check_at <= clock.now():
            raise ValidationError({"next_check_at": _("次の確認は、これからの時刻にしてください。")})
        function.state, function.impact = state, impact.strip()
        function.owner, function.next_check_at = owner, next_check_at
        function.changed_at = clock.now()
        text = f"{function.name}：{function.get_state_display()}"
        if function.impact:
            text += f"（{function.impact}）"
        add_line(entry, by, function.incident, LineKind.BOARD, text)
        return entry.save(function)


def add_function(*, by: Person, incident: Incident, name: str) -> CareFunction:
    """Put a function on the board that is not on it yet. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident)
        require_text(name=name)
        rows = CareFunction.objects.filter(incident=incident)
        if rows.filter(name=name.strip()).exists():
            raise ValidationError({"name": _("同じ名前の機能が既にあります。")})
        return entry.save(
            CareFunction(
                institution=incident.institution,
                incident=incident,
                name=name.strip(),
                order=rows.count(),
                changed_at=clock.now(),
            )
        )


def ask_task(
    *,
    by: Person,
    incident: Incident,
    text: str,
    assignee: Person | None = None,
    due_at: datetime | None = None,
) -> IncidentTask:
    """Ask somebody for something within the next hours. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident, assignee=assignee)
        require_text(text=text)
        require_own(by.institution, assignee=assignee)
        require_active(assignee, clock.today(), "assignee")
        task = entry.save(
            IncidentTask(
                institution=incident.institution,
                incident=incident,
                text=text.strip(),
                assignee=assignee,
                due_at=due_at,
                asked_by=by,
                asked_at=clock.now(),
            )
        )
        add_line(entry, by, incident, LineKind.TASK, _asked(task))
        return task


def _asked(task: IncidentTask) -> str:
    parts = [task.assignee.name if task.assignee else ""]
    if task.due_at is not None:
        parts.append(_("%(at)sまで") % {"at": f"{clock.in_japan(task.due_at):%H:%M}"})
    more = "、".join(part for part in parts if part)
    return f"{task.text}（{more}）" if more else task.text


def finish_task(*, by: Person, task: IncidentTask, outcome: str = "") -> IncidentTask:
    """Say that it is done, perhaps with what came of it. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, task.incident)
        if task.done_at is not None:
            raise ValidationError(_("既に済んでいます。"))
        task.done_by, task.done_at, task.outcome = by, clock.now(), outcome.strip()
        text = _("済んだ：%(task)s") % {"task": task.text}
        add_line(entry, by, task.incident, LineKind.TASK, f"{text}　{task.outcome}".strip())
        return entry.save(task)


def assign_role(
    *,
    by: Person,
    incident: Incident,
    role: str,
    person: Person,
    deputy: Person | None = None,
    handover: str = "",
    starts_at: datetime | None = None,
) -> TeamMember:
    """Give a role to somebody. Who held it before leaves a note for the hand-over, which must say something.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.2 説明責任 ①
    """
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident, person=person, deputy=deputy)
        if role not in TeamRole:
            raise ValidationError({"role": _("役割を選んでください。")})
        require_own(by.institution, person=person, deputy=deputy)
        require_active(person, clock.today(), "person")
        require_past(starts_at=starts_at)
        if deputy is not None and deputy.pk == person.pk:
            raise ValidationError({"deputy": _("代理には別の人を選んでください。")})
        at = starts_at or clock.now()
        before = TeamMember.objects.filter(incident=incident, role=role, ends_at__isnull=True).first()
        if before is not None:
            if before.person_id != person.pk:
                require_text(handover=handover)
            before.ends_at, before.handover = at, handover.strip()
            entry.save(before)
        member = entry.save(
            TeamMember(
                institution=incident.institution,
                incident=incident,
                role=role,
                person=person,
                deputy=deputy,
                starts_at=at,
            )
        )
        text = str(member) + (_("（代理 %(name)s）") % {"name": deputy.name} if deputy else "")
        note = _("引継ぎ：%(note)s") % {"note": handover.strip()} if handover.strip() else ""
        told = "\n".join(part for part in (text, note) if part)
        add_line(entry, by, incident, LineKind.ROLE, told, occurred_at=starts_at)
        return member
