"""What a drill showed: marks, the evaluation, findings as directives, the report to an executive (経営管理編 3.4.1 ③)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step
from kaname.foundation.directives import services as directives
from kaname.foundation.ledger.findings import few
from kaname.rooms.incidents.choices import DrillMarkValue, DrillState
from kaname.rooms.incidents.drill_reads import course, standing_of
from kaname.rooms.incidents.drill_shown import tally, tally_in_words
from kaname.rooms.incidents.keys import DRILL
from kaname.rooms.incidents.models import Drill, DrillFinding, DrillMark

from .drill_people import require_facilitator

IMPROVES = "G-3.4.1-3"


def mark_expectation(*, by: Person, drill: Drill, expectation: str, value: str, note: str = "") -> DrillMark:
    """Say whether something expected was done, whatever the records show; the last word counts.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="drills.run") as entry:
        require_facilitator(by, drill)
        if drill.state not in (DrillState.RUNNING, DrillState.ENDED) or drill.is_evaluated:
            raise ValidationError(_("評価を書いた後は、印を変えられません。"))
        known = {e.key for inject in drill.scenario.injects for e in inject.expects}
        if expectation not in known or value not in DrillMarkValue:
            raise ValidationError({"value": _("できたかどうかを選んでください。")})
        row = DrillMark.objects.filter(drill=drill, expectation=expectation).first()
        row = row or DrillMark(institution=drill.institution, drill=drill, expectation=expectation)
        row.value, row.note = value, note.strip()
        row.marked_by, row.marked_at = by, clock.now()
        return entry.save(row)


def skip_inject(*, by: Person, drill: Drill, inject: str) -> Drill:
    """Say that an inject (its key) was left out: nothing that was expected of it counts, until it is marked otherwise.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="drills.run"):
        found = drill.scenario.inject(inject)
        if found is None:
            raise ValidationError({"inject": _("想定を選んでください。")})
        for wanted in found.expects:
            mark_expectation(by=by, drill=drill, expectation=wanted.key, value=DrillMarkValue.SKIPPED)
        return drill


def evaluate_drill(*, by: Person, drill: Drill, went_well: str, went_badly: str) -> Drill:
    """Write down what went well and what did not; it may be changed until it was reported to an executive.

    Raises PermissionDenied; ValidationError; StaleRecord. Source: 経営管理編 3.4.1 ③
    """
    with writing(by=by, action="drills.run") as entry:
        require_facilitator(by, drill)
        _require_ended(drill)
        require_text(went_well=went_well, went_badly=went_badly)
        if drill.decision_id is not None:
            raise ValidationError(_("結果は経営層に報告済みです。"))
        drill.went_well, drill.went_badly = went_well.strip(), went_badly.strip()
        drill.evaluated_by, drill.evaluated_on = by, clock.today()
        return entry.save(drill)


def add_finding(
    *,
    by: Person,
    drill: Drill,
    what: str,
    title: str,
    body: str,
    addressee: Person,
    due_on: date,
    addressee_role: str = "",
) -> DrillFinding:
    """Write down what was wanting, with the directive to whoever mends it. Raises PermissionDenied; ValidationError.

    Source: 経営管理編 3.4.1 ③
    """
    with writing(by=by, action="drills.run") as entry:
        require_house(by, drill)
        _require_ended(drill)
        require_text(what=what, title=title, body=body)
        directive = directives.issue_directive(
            by=by,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            obligation_id=IMPROVES,
            origin=ref_of(drill),
            addressee_role=addressee_role,
        )
        return entry.save(
            DrillFinding(institution=drill.institution, drill=drill, what=what.strip(), directive=directive)
        )


def report_drill(*, by: Person, drill: Drill, approver: Person) -> Decision:
    """Report result and improvements to an executive, who accepts them or asks for more.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="drills.run") as entry:
        require_facilitator(by, drill)
        _require_ended(drill)
        if not drill.is_evaluated:
            raise ValidationError(_("先に評価を書いてください。"))
        if drill.decision_id is not None:
            raise ValidationError(_("結果は経営層に報告済みです。"))
        decision = decisions.request_decision(
            by=by,
            kind=DRILL,
            subject=drill,
            question=_("訓練「%(title)s」の結果と改善を了承するか") % {"title": drill.title},
            summary=_in_short(drill),
            steps=[Step(StepKind.APPROVE, approver)],
        )
        drill.decision = decision
        entry.save(drill)
        return decision


def _in_short(drill: Drill) -> str:
    """What the executive reads first: how it went, what did not, and what is done about it."""
    findings = [row.what for row in drill.findings.order_by("pk")]
    rows = [tally_in_words(tally(course(standing_of(drill)))), drill.went_badly]
    if findings:
        rows.append(_("改善を指示した課題：%(what)s") % {"what": few(findings)})
    return "\n".join(rows)


def reopen_evaluation(*, by: Person | None, institution: Institution, drill: Drill) -> Drill:
    """The executive asked for more, or the request ended undecided: the evaluation may be changed and reported again."""
    with writing(by=by, action="drills.follow_decision", institution=institution) as entry:
        drill.decision = None
        return entry.save(drill)


def _require_ended(drill: Drill) -> None:
    if drill.state != DrillState.ENDED:
        raise ValidationError(_("訓練を終えてから書いてください。"))
