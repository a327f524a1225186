"""Decisions of the moment: written down as they fall, by whom and in which role (経営管理編 1.2.2, 3.4.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision
from kaname.rooms.incidents.choices import LineKind, Moment, Precision
from kaname.rooms.incidents.keys import DECIDE, EXERCISE
from kaname.rooms.incidents.models import Incident, LogLine
from kaname.rooms.incidents.moments import capacity_of

from .checks import require_inject, require_open
from .log import add_line


def decide_on_the_spot(
    *,
    by: Person,
    incident: Incident,
    moment: str,
    text: str,
    choice: str = "DO",
    reason: str = "",
    decided_by: Person | None = None,
    decided_at: datetime | None = None,
    system: Any = None,
    key: str = "",
    undoes: Decision | None = None,
    inject: str = "",
    precision: str = Precision.EXACT,
    source: str = "",
) -> Decision:
    """Write down a decision of the moment: what (`text`), done or not (`choice` DO, DO_NOT), by whom, why.

    `moment` says what it is about. Who decided is `by` unless named; somebody else confirms it afterwards. The same
    `key` twice returns the decision that is there. `precision` and `source` are of the time at which it fell; `inject` names
    what it answers in a drill. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.2 説明責任 ①, 3.4.1 ①
    """
    with writing(by=by, action="incidents.request") as entry:
        require_open(by, incident, decided_by=decided_by)
        require_inject(incident, inject)
        known = (
            LogLine.objects.filter(incident=incident, key=key).exclude(decision=None).first() if key else None
        )
        if known is not None and known.decision is not None:
            return known.decision
        if moment not in Moment:
            raise ValidationError({"moment": _("何についての判断かを選んでください。")})
        decider, at = decided_by or by, decided_at or clock.now()
        require_own(by.institution, system=system, decided_by=decider)
        _require_during(incident, at)
        decision = decisions.record_on_the_spot(
            by=by,
            kind=DECIDE,
            question=exercise_text(incident, text),
            choice=choice,
            reason=reason,
            decided_by=decider,
            decided_at=at,
            subject=incident,
            proposal={
                "moment": moment,
                "role": capacity_of(decider, incident, moment),
                "system": ref_of(system) if system is not None else "",
                "undoes": undoes.number if undoes is not None else "",
            },
        )
        add_line(
            entry,
            by,
            incident,
            LineKind.DECISION,
            _told(decision),
            occurred_at=at,
            decision=decision,
            key=key,
            inject=inject,
            precision=precision,
            source=source.strip(),
        )
        return decision


def _require_during(incident: Incident, at: datetime) -> None:
    if at < incident.occurred_at and at < incident.alarm_at:
        raise ValidationError({"decided_at": _("事故が起きる前の時刻です。決めた時刻を確かめてください。")})


def exercise_text(incident: Incident, text: str) -> str:
    """A question as it stands among other decisions: whatever comes from an exercise says so first."""
    return f"{EXERCISE}{text.strip()}" if incident.is_exercise and not text.startswith(EXERCISE) else text


def _told(decision: Decision) -> str:
    assert decision.decided_by is not None
    chosen = f"［{decision.chosen.label}］" if decision.chosen and not decision.chosen.is_approval else ""
    who = decision.decided_by.title_and_name
    text = f"{chosen}{decision.question.removeprefix(EXERCISE)}（{who}）"
    return f"{text}\n" + _("理由：%(reason)s") % {"reason": decision.reason} if decision.reason else text


def undo_decision(
    *, by: Person, incident: Incident, decision: Decision, reason: str, decided_by: Person | None = None
) -> Decision:
    """Take a decision of the moment back, by a new one with its reason; the first stays as it was.

    Raises PermissionDenied; ValidationError.
    """
    if decision.subject_ref != ref_of(incident) or decision.kind != DECIDE:
        raise ValidationError(_("この事故の判断ではありません。"))
    if not reason.strip():
        raise ValidationError({"reason": _("取り消す理由を書いてください。")})
    with writing(by=by, action="incidents.request"):
        require_open(by, incident)
        rows = Decision.objects.of(by.institution).filter(kind=DECIDE, subject_ref=ref_of(incident))
        if any(row.proposal.get("undoes") == decision.number for row in rows):
            raise ValidationError(_("この判断は既に取り消されています。"))
        return decide_on_the_spot(
            by=by,
            incident=incident,
            moment=str(decision.proposal["moment"]),
            text=_("取り消す：%(what)s") % {"what": decision.question.removeprefix(EXERCISE)},
            choice="DO_NOT" if decision.choice == "DO" else "DO",
            reason=reason,
            decided_by=decided_by,
            undoes=decision,
        )
