"""What plans prove for the obligations: that one holds today with somebody behind every task, and that nothing is late.

A plan counts from its approval, for the days of its period. Source: 経営管理編 1.2.1 見直し・改善 ①.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.ledger.findings import Finding, Mend, Value, condition, fails, holds, mend, once, say
from kaname.rooms.planning.models import Plan, PlanTask
from kaname.rooms.planning.selectors.plans import plans_adopted, tasks_adopted

PLANS = ["planning.plan", "planning.plantask"]


def _plans(institution: Institution) -> list[Plan]:
    return once(("planning.plans", institution.pk), lambda: plans_adopted(institution))


def _tasks(institution: Institution) -> list[PlanTask]:
    return once(("planning.tasks", institution.pk), lambda: tasks_adopted(institution))


@condition("plan_covers_period", reads=[*PLANS, "access.person"])
def plan_covers_period(
    institution: Institution, *, on: date, months: int, tasks_need: Sequence[str]
) -> Finding:
    """Whether an approved plan covers today, and each of its tasks has what it needs (OWNER, DUE_DATE).

    A plan looks ahead no further than `months` from its first day: what it says of later days does not count. The
    last day is that of the unbroken chain of approved plans, or the last one of an owner who leaves before.
    """
    plans = _plans(institution)
    current = [p for p in plans if p.starts_on <= on <= _last_day(p, months)]
    if not current:
        return _not_covered(plans, on, months)
    tasks = [t for t in _tasks(institution) if t.plan_id in {p.pk for p in current} and t.is_open]
    if lacking := [t for t in tasks if not _is_complete(t, on, tasks_need)]:
        return _incomplete(lacking)
    last = _covered_until(plans, on, months)
    leaving = _leaving(tasks, tasks_need)
    until = min([last, *(day for _task, day in leaving)])
    if until < last:
        first = next(task for task, day in leaving if day == until)
        text = _n("%(plan)sが%(last)sまでを含みます。作業「%(task)s」の担当者の在籍は%(until)sまでです。")
        sentence = say(text, plan=str(current[0]), last=last, task=first.title, until=until)
    elif any(_last_day(p, months) == until < p.ends_on for p in plans):
        text = _n(
            "%(plan)sが承認されています。計画は開始から%(months)sか月までを数えるので、%(until)sまでに次の計画が要ります。"
            "作業にはすべて担当者と期限があります。"
        )
        sentence = say(text, plan=str(current[0]), months=months, until=until)
    else:
        text = _n("%(plan)sが承認されており、%(until)sまでを含みます。作業にはすべて担当者と期限があります。")
        sentence = say(text, plan=str(current[0]), until=until)
    return holds(sentence, proofs=current, until=until)


def _last_day(plan: Plan, months: int) -> date:
    return min(plan.ends_on, add_months(plan.starts_on, months) - ONE_DAY)


def _covered_until(plans: list[Plan], on: date, months: int) -> date:
    last = on
    while ends := [_last_day(p, months) for p in plans if p.starts_on <= last <= _last_day(p, months)]:
        last = max(ends) + ONE_DAY
    return last - ONE_DAY


def _not_covered(plans: list[Plan], on: date, months: int) -> Finding:
    coming = min((p.starts_on for p in plans if p.starts_on > on), default=None)
    past = [p for p in plans if _last_day(p, months) < on]
    if past:
        newest = max(past, key=lambda p: _last_day(p, months))
        if newest.ends_on >= on:
            text = _n(
                "承認された計画（%(plan)s）は%(ended)sまでしか数えません（開始から%(months)sか月まで）。次の計画が要ります。"
            )
            sentence = say(text, plan=str(newest), ended=_last_day(newest, months), months=months)
            return fails(sentence, proofs=[newest], changes_on=coming, mend=_write_plan())
        text = _n("承認された計画（%(plan)s）は%(ended)sで終わり、今日を含む計画がありません。")
        sentence = say(text, plan=str(newest), ended=_last_day(newest, months))
        return fails(sentence, proofs=[newest], changes_on=coming, mend=_write_plan())
    return fails(say(_n("承認された安全管理計画がありません。")), changes_on=coming, mend=_write_plan())


def _write_plan() -> Mend:
    return mend(_n("計画を作る"), "planning:overview")


def _is_complete(task: PlanTask, on: date, needs: Sequence[str]) -> bool:
    has_owner = task.owner is not None and task.owner.is_active_on(on)
    return (has_owner or "OWNER" not in needs) and (task.due_on is not None or "DUE_DATE" not in needs)


def _incomplete(lacking: list[PlanTask]) -> Finding:
    first = lacking[0]
    text = _n("担当者か期限のない作業が %(n)s 件あります。最初は「%(task)s」です。")
    step = mend(_n("作業を開く"), "planning:task_detail", first.pk)
    return fails(say(text, n=len(lacking), task=first.title), proofs=lacking, mend=step)


def _leaving(tasks: list[PlanTask], needs: Sequence[str]) -> list[tuple[PlanTask, date]]:
    """Open tasks whose owner leaves, with the owner's last day."""
    if "OWNER" not in needs:
        return []
    return [(t, t.owner.ends_on) for t in tasks if t.owner is not None and t.owner.ends_on is not None]


@condition("plan_tasks_on_time", reads=PLANS)
def plan_tasks_on_time(institution: Institution, *, on: date) -> Finding:
    """Whether no task of a running plan is open past its due day; a day moved by decision is the day that counts."""
    plans = [p for p in _plans(institution) if p.is_running and p.starts_on <= on]
    if not plans:
        coming = min((p.starts_on for p in _plans(institution) if p.starts_on > on), default=None)
        sentence = say(_n("実施中の安全管理計画がありません。"))
        return fails(sentence, changes_on=coming, mend=_write_plan())
    running = {p.pk for p in plans}
    tasks = [t for t in _tasks(institution) if t.plan_id in running and t.is_open and t.due_on]
    if late := [t for t in tasks if t.due_on and t.due_on < on]:
        return _late(sorted(late, key=lambda t: (t.due_on or on, t.pk)))
    until = min((t.due_on for t in tasks if t.due_on), default=None)
    if until is None:
        return holds(say(_n("計画の作業に、期限を待つものはありません。")), proofs=plans)
    text = _n("計画の作業に遅れはありません。次の期限は%(until)sです。")
    return holds(say(text, until=until), proofs=plans, until=until)


def _late(late: list[PlanTask]) -> Finding:
    first = late[0]
    assert first.due_on is not None
    name = first.owner.name if first.owner else ""
    values: dict[str, Value] = {"task": first.title, "due": first.due_on, "name": name}
    step = mend(_n("作業を開く"), "planning:task_detail", first.pk)
    if len(late) == 1:
        text = _n("作業「%(task)s」の期限（%(due)s）が過ぎています。担当は %(name)s さんです。")
        return fails(say(text, **values), proofs=late, mend=step)
    text = _n(
        "期限を過ぎた作業が %(n)s 件あります。最も古いのは「%(task)s」（期限 %(due)s、担当 %(name)s さん）です。"
    )
    return fails(say(text, **values, n=len(late)), proofs=late, mend=step)
