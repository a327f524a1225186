"""What the safety plan says of a period: what was finished, what is late, which days were moved.

Source: 経営管理編 1.2.1 管理責任 ②, 見直し・改善 ①②
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Cell, Period, Purpose, Section, section, summary

from .models import ChangeKind, ChangeStatus, Plan, PlanTask, PlanTaskChange
from .selectors.plans import current_plan
from .selectors.views import PlanView

REPORTS = (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW)


@summary("planning.plan", purposes=REPORTS, order=30)
def plan_in_period(institution: Institution, *, period: Period) -> Section | None:
    """How far the plan is, what was finished in the period, what is overdue and what was moved by decision."""
    on = min(period.ends_on, clock.today())
    plan = current_plan(institution, on)
    if plan is None or plan.approved_on is None or plan.approved_on > on:
        return None
    view = PlanView(plan, on)
    done = [t for t in view.tasks if t.done_on and period.starts_on <= t.done_on <= period.ends_on]
    moved = _moved(plan, period)
    sentences = [_standing(view), say(_n("期間中に %(n)s 件の作業が完了しました。"), n=len(done))]
    if moved:
        sentences.append(say(_n("決裁を経て期限を変えた作業は %(n)s 件です。"), n=len(moved)))
    return section(
        _n("安全管理計画の進み具合"),
        *sentences,
        attention=[_late(task) for task in view.late],
        headings=(_n("作業"), _n("担当者"), _n("期限"), _n("進捗（%）")),
        rows=[_row(task) for task in [*view.late, *_ahead(view, on)]],
        refs=[plan],
    )


def _standing(view: PlanView) -> Sentence:
    text = _n("%(plan)sの作業 %(n)s 件のうち %(done)s 件が完了し、進捗は %(percent)s%% です。")
    return say(text, plan=view.plan.title, n=len(view.counted), done=view.done, percent=view.percent)


def _moved(plan: Plan, period: Period) -> list[PlanTaskChange]:
    rows = PlanTaskChange.objects.of(plan.institution).filter(
        task__plan=plan, kind=ChangeKind.RESCHEDULE, status=ChangeStatus.APPROVED
    )
    decided = rows.select_related("decision")
    return [
        row
        for row in decided
        if row.decision and row.decision.decided_at and _within(clock.day_of(row.decision.decided_at), period)
    ]


def _within(day: date, period: Period) -> bool:
    return period.starts_on <= day <= period.ends_on


def _late(task: PlanTask) -> Sentence:
    text = _n("作業「%(task)s」が期限（%(due)s）を過ぎています。担当は %(name)s さんです。")
    name = task.owner.name if task.owner else ""
    return say(text, task=task.title, due=task.due_on or task.plan.ends_on, name=name)


def _ahead(view: PlanView, on: date) -> list[PlanTask]:
    """What falls due within a month after the day."""
    last = on + timedelta(days=30)
    rows = [t for t in view.tasks if t.is_open and t.due_on and on <= t.due_on <= last]
    return sorted(rows, key=lambda t: (t.due_on or on, t.number))


def _row(task: PlanTask) -> tuple[Cell, ...]:
    return task.title, task.owner.name if task.owner else "", task.due_on, task.progress_percent
