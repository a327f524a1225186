"""The safety plans: last fiscal year's carried out and closed, this year's approved and under way.

The words lie in `planning.yaml`. The days follow the fiscal year in which today lies: what would have been due before
this year's plan is left out, what would be due after it falls due on its last day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from kaname.foundation.calendar.era import (
    fiscal_year,
    fiscal_year_ends_on,
    fiscal_year_label,
    fiscal_year_starts_on,
)
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision
from kaname.outputs.sample.stage import LAST, Stage, files, fresh, read
from kaname.rooms.planning import services
from kaname.rooms.planning.services import TaskLine

Facts = dict[str, Any]
DIRECTOR, OFFICER = "saeki", "takagi"
BEGAN, DRAFTED_BEFORE, APPROVED_BEFORE = -412, 25, 14
NEW_MANAGER = -148


def tell(stage: Stage) -> None:
    """Last year's plan from its draft to its end, this year's from the last one's rest to today."""
    book = read("planning.yaml")
    first = fiscal_year_starts_on(fiscal_year(stage.today))
    drafted = (first - stage.today).days - DRAFTED_BEFORE
    stage.on(BEGAN, partial(_draft_last_year, stage, book, first, drafted))
    stage.on(BEGAN + 4, partial(_decide_plan, stage, "last"))
    stage.on(drafted, partial(_draft_this_year, stage, book, first))
    stage.on(drafted + DRAFTED_BEFORE - APPROVED_BEFORE, partial(_decide_plan, stage, "this"))
    closed = (first - stage.today).days + 9
    if closed <= LAST:
        stage.on(closed, partial(_end_last_year, stage, book))


def _planner(stage: Stage, offset: int) -> Any:
    return stage.person("miura" if offset > NEW_MANAGER else "yano")


def _title(day: date) -> str:
    return f"{fiscal_year_label(fiscal_year(day))} 医療情報システム安全管理計画"


def _draft_last_year(stage: Stage, book: Facts, first: date, drafted: int) -> None:
    by, began = _planner(stage, BEGAN), stage.day(BEGAN)
    last = first - ONE_DAY
    starts_on = max(began, fiscal_year_starts_on(fiscal_year(last)))
    plan = services.draft_plan(
        by=by, title=_title(last), starts_on=starts_on, ends_on=last, aims=book["aims"]
    )
    for statement, measure, target, *_results in book["goals"]:
        services.add_goal(by=by, plan=plan, statement=statement, measure=measure, target=target)
    heads = {t: services.add_measure(by=by, plan=plan, title=t, note=n) for t, n in book["measures"]}
    days = (stage.day(drafted) - starts_on).days - 10
    for head, title, owner, part, cost, done in [*book["last_year"], book["carried"][:6]]:
        due = starts_on + timedelta(days=max(1, int(days * part)))
        line = TaskLine(title, heads[head], "", stage.person(owner), None, due, cost)
        stage.rows["task", title] = services.add_task(by=by, plan=plan, line=line)
        if title != book["carried"][1]:
            stage.on_day(due - ONE_DAY, partial(_report, stage, title, owner, 100, done, ()))
    _report_carried(stage, book["carried"], stage.day(drafted - 12))
    stage.rows["plan", "last"] = plan
    _ask(stage, by, "last", "始めの年度の計画です。把握と文書化を優先します。")


def _report_carried(stage: Stage, facts: list[Any], day: date) -> None:
    _head, title, owner, _part, _cost, percent, done, _due = facts
    stage.on_day(day, partial(_report, stage, title, owner, percent, done, ()))


def _ask(stage: Stage, by: Any, key: str, summary: str) -> None:
    plan = fresh(stage.rows["plan", key])
    stage.rows["plan decision", key] = services.request_approval(
        by=by, plan=plan, approver=stage.person(DIRECTOR), summary=summary
    )


def _decide_plan(stage: Stage, key: str) -> None:
    reason = "目標と作業が結びついている。費用は予算の範囲である。"
    _approve(stage, stage.rows["plan decision", key], reason)


def _approve(stage: Stage, decision: Decision, reason: str) -> None:
    decisions.act_on_step(
        by=stage.person(DIRECTOR), decision=fresh(decision), choice="APPROVE", reason=reason
    )


def _draft_this_year(stage: Stage, book: Facts, first: date) -> None:
    offset = (first - stage.today).days - DRAFTED_BEFORE
    by, last = _planner(stage, offset), fiscal_year_ends_on(fiscal_year(first))
    before = fresh(stage.rows["plan", "last"])
    plan = services.draft_next_plan(by=by, plan=before, title=_title(first), starts_on=first, ends_on=last)
    stage.rows["plan", "this"] = plan
    heads = {row.title: row for row in plan.measures.all()}
    _carry(stage, by, plan, heads, book["carried"])
    for facts in book["tasks"]:
        if stage.day(facts["due"]) > first:
            _plan_task(stage, by, plan, heads, facts)
    _ask(stage, by, "this", "昨年度の残りを引き継ぎ、外部接続と復旧を重点とする計画です。")


def _carry(stage: Stage, by: Any, plan: Any, heads: dict[str, Any], facts: list[Any]) -> None:
    head, title, owner, _part, cost, _percent, _done, due = facts
    task = plan.tasks.get(title=title)
    day = min(max(stage.day(due), plan.starts_on + timedelta(days=30)), plan.ends_on)
    line = TaskLine(title, heads[head], "", stage.person(owner), plan.starts_on, day, cost)
    stage.rows["task", title] = services.change_task(by=by, task=task, line=line)
    if day - timedelta(days=4) <= stage.day(LAST):
        done = partial(_report, stage, title, owner, 100, "全館を新しい方式に切り替えた。", ())
        stage.on_day(day - timedelta(days=4), done)


def _plan_task(stage: Stage, by: Any, plan: Any, heads: dict[str, Any], facts: Facts) -> None:
    due = min(stage.day(facts["due"]), plan.ends_on)
    line = TaskLine(
        title=facts["title"],
        measure=heads[facts["measure"]],
        detail=facts.get("detail", ""),
        owner=stage.person(facts["owner"]),
        starts_on=max(plan.starts_on, _begins(stage, facts, due)),
        due_on=due,
        cost_yen=facts["cost"],
        obligation_id=facts.get("obligation", ""),
    )
    stage.rows["task", facts["title"]] = services.add_task(by=by, plan=plan, line=line)
    begins = (plan.starts_on - stage.today).days
    for offset, percent, note, names in facts["reports"]:
        if offset > begins:
            stage.on(offset, partial(_report, stage, facts["title"], facts["owner"], percent, note, names))
    if "change" in facts and facts["change"][0] > begins:
        asked, _new, _why = facts["change"]
        stage.on(asked, partial(_reschedule, stage, facts))
        stage.on(asked + 3, partial(_decide_change, stage, facts["title"]))


def _begins(stage: Stage, facts: Facts, due: date) -> date:
    """Three months before a task is due, and no later than two weeks before the first report on it."""
    days = [due - timedelta(days=90), *(stage.day(r[0] - 14) for r in facts["reports"][:1])]
    return min(days)


def _report(stage: Stage, title: str, owner: str, percent: int, note: str, names: Any) -> None:
    services.report_progress(
        by=stage.person(owner),
        task=fresh(stage.rows["task", title]),
        percent=percent,
        note=note,
        files=files(names),
    )


def _reschedule(stage: Stage, facts: Facts) -> None:
    task = fresh(stage.rows["task", facts["title"]])
    _asked, new, why = facts["change"]
    stage.rows["change", facts["title"]] = services.request_reschedule(
        by=stage.person(facts["owner"]),
        task=task,
        new_due_on=min(stage.day(new), task.plan.ends_on),
        reason=why,
        approver=stage.person(DIRECTOR),
    )


def _decide_change(stage: Stage, title: str) -> None:
    reason = "納期はやむを得ない。それまでの守り方が決まっている。"
    _approve(stage, stage.rows["change", title].decision, reason)


def _end_last_year(stage: Stage, book: Facts) -> None:
    plan = fresh(stage.rows["plan", "last"])
    reached = {goal[0]: goal[3] for goal in book["goals"]}
    results = {goal.pk: reached[goal.statement] for goal in plan.goals.all()}
    services.end_plan(by=stage.person(OFFICER), plan=plan, review=book["last_review"], results=results)
    _note_results(stage, book)


def _note_results(stage: Stage, book: Facts) -> None:
    """What has been reached of this year's goals is written down some weeks before today."""
    if stage.day(-30) > stage.rows["plan", "this"].starts_on:
        stage.on(-30, partial(_record_results, stage, {goal[0]: goal[4] for goal in book["goals"]}))


def _record_results(stage: Stage, reached: dict[str, str]) -> None:
    plan = fresh(stage.rows["plan", "this"])
    results = {goal.pk: reached[goal.statement] for goal in plan.goals.all()}
    services.record_results(by=stage.person("miura"), plan=plan, results=results)
