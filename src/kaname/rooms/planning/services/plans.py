"""Plans: drafted, changed, put before an executive, adopted, ended; the next one begun from the last.

Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year, fiscal_year_ends_on, fiscal_year_starts_on
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision
from kaname.rooms.planning.models import Plan, PlanGoal, PlanStatus, PlanTask, TaskStatus
from kaname.rooms.planning.selectors import plans as selectors

from .checks import require_draft, require_order, require_running

MANAGE = "planning.manage"
APPROVE = "planning.approve_plan"


def draft_plan(
    *,
    by: Person,
    title: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    aims: str = "",
    follows: Plan | None = None,
) -> Plan:
    """Begin a safety plan; without days it is for the present fiscal year (1 April to 31 March).

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 見直し・改善 ①
    """
    with writing(by=by, action=MANAGE) as entry:
        year = fiscal_year(starts_on or clock.today())
        plan = Plan(institution=by.institution, drafted_by=by, follows=follows)
        if follows is not None:
            require_house(by, follows)
        _describe(
            plan, title, starts_on or fiscal_year_starts_on(year), ends_on or fiscal_year_ends_on(year), aims
        )
        return entry.save(plan)


def change_plan(
    *, by: Person, plan: Plan, title: str, starts_on: date, ends_on: date, aims: str = ""
) -> Plan:
    """Change what a draft says of itself. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action=MANAGE) as entry:
        require_house(by, plan)
        require_draft(plan)
        _describe(plan, title, starts_on, ends_on, aims)
        return entry.save(plan)


def _describe(plan: Plan, title: str, starts_on: date, ends_on: date, aims: str) -> None:
    require_text(title=title)
    sentence = _("期間の末日は、初日以後の日にしてください。")
    require_order(starts_on, ends_on, field="ends_on", sentence=sentence)
    plan.title, plan.aims = title.strip(), aims.strip()
    plan.starts_on, plan.ends_on, plan.fiscal_year = starts_on, ends_on, fiscal_year(starts_on)


def discard_plan(*, by: Person, plan: Plan) -> None:
    """Throw a draft away that was never put before anybody; the ledger keeps that it was.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action=MANAGE, note=plan.title) as entry:
        require_house(by, plan)
        require_draft(plan)
        if plan.decision_id:
            raise ValidationError(_("承認を求めたことのある計画は捨てられません。書き直してください。"))
        for row in (*plan.tasks.all(), *plan.measures.all(), *plan.goals.all()):
            entry.delete(row)
        entry.delete(plan)


def request_approval(*, by: Person, plan: Plan, approver: Person, summary: str = "") -> Decision:
    """Put a draft before an executive, as a whole. Every task must have an owner and a due day.

    Raises PermissionDenied; ValidationError naming what is missing.
    Source: 経営管理編 1.2.1 見直し・改善 ①
    """
    with writing(by=by, action=MANAGE) as entry:
        require_house(by, plan)
        require_draft(plan)
        if lacking := selectors.what_a_plan_lacks(plan):
            raise ValidationError(lacking)
        plan.status = PlanStatus.REQUESTED
        entry.save(plan)
        plan.decision = request_decision(
            by=by,
            kind=APPROVE,
            subject=plan,
            question=_("「%(title)s」を承認しますか") % {"title": plan.title},
            summary=summary or plan.aims,
            steps=[Step(StepKind.APPROVE, approver)],
        )
        entry.save(plan)
    return plan.decision


def adopt_plan(*, plan: Plan, decision: Decision) -> Plan:
    """Put a plan into force as decided, and close in the plan before it what this one carries over.

    Called by the deciding transaction. Raises ValidationError.
    """
    by = decision.decided_by
    assert by is not None
    if lacking := selectors.what_a_plan_lacks(plan):
        raise ValidationError(lacking)
    with writing(by=by, action="planning.approve", note=plan.title) as entry:
        plan.status, plan.decision = PlanStatus.APPROVED, decision
        plan.approved_by, plan.approved_on = by, clock.today()
        entry.save(plan)
        for task in plan.tasks.select_related("carried_from"):
            task.approved_due_on = task.due_on
            entry.save(task)
            _carry_over(entry, task.carried_from)
    return plan


def _carry_over(entry: Entry, earlier: PlanTask | None) -> None:
    if earlier is not None and earlier.is_open:
        earlier.status = TaskStatus.CARRIED_OVER
        entry.save(earlier)


def reopen_draft(*, plan: Plan, note: str) -> Plan:
    """A plan that was not approved, or whose request was withdrawn or void, is a draft again."""
    with writing(by=None, action=MANAGE, institution=plan.institution, note=note) as entry:
        plan.status = PlanStatus.DRAFT
        return entry.save(plan)


def end_plan(*, by: Person, plan: Plan, review: str, results: Mapping[int, str] | None = None) -> Plan:
    """Close a plan after its last day with what was reached: `results` by goal, and the year looked back on.

    Nothing may be open: each task is done, dropped by decision, or carried over by an approved next plan.
    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.1 見直し・改善 ①②
    """
    with writing(by=by, action=MANAGE, note=plan.title) as entry:
        require_house(by, plan)
        require_running(plan)
        require_text(review=review)
        _require_over(plan)
        for goal in plan.goals.all():
            _save_result(entry, goal, (results or {}).get(goal.pk, goal.result))
        plan.status, plan.ended_on, plan.review = PlanStatus.ENDED, clock.today(), review.strip()
        return entry.save(plan)


def _require_over(plan: Plan) -> None:
    if plan.ends_on >= clock.today():
        raise ValidationError(_("計画を終えられるのは、期間の末日の翌日からです。"))
    open_tasks = plan.tasks.filter(status=TaskStatus.OPEN).count()
    if open_tasks:
        raise ValidationError(
            _(
                "終わっていない作業が %(n)s 件あります。"
                "完了の報告か中止の決裁をするか、次の計画に引き継いで承認を受けてください。"
            )
            % {"n": open_tasks}
        )


def record_results(*, by: Person, plan: Plan, results: Mapping[int, str]) -> Plan:
    """Write down what was reached of the goals so far, by goal. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action=MANAGE) as entry:
        require_house(by, plan)
        require_running(plan)
        for goal in plan.goals.all():
            _save_result(entry, goal, results.get(goal.pk, goal.result))
    return plan


def _save_result(entry: Entry, goal: PlanGoal, result: str) -> None:
    if goal.result != result.strip():
        goal.result = result.strip()
        entry.save(goal)
