"""What people do with safety plans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.policy import allowed_roles
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.planning import services
from kaname.rooms.planning.models import ChangeStatus, PlanProgress, PlanStatus, PlanTask, TaskStatus
from kaname.rooms.planning.services import TaskLine

from .factories import approve, decide, make_plan, make_running_plan, make_task, reread

pytestmark = pytest.mark.django_db


def last_action(person) -> str:
    return LedgerEntry.objects.of(person.institution).order_by("-seq").first().action


def test_a_plan_is_for_the_present_fiscal_year_unless_days_are_named(planner):
    plan = services.draft_plan(by=planner, title="今年度の計画")
    assert (plan.fiscal_year, plan.starts_on, plan.ends_on) == (2026, date(2026, 4, 1), date(2027, 3, 31))
    assert last_action(planner) == "planning.manage"


@pytest.mark.parametrize("role", list(Role))
def test_only_managers_draft_a_plan(executive, role):
    person = make_person(executive.institution, "試験 一郎", roles=[role])
    if role in allowed_roles("planning.manage"):
        assert make_plan(person).status == PlanStatus.DRAFT
        return
    with pytest.raises(PermissionDenied):
        make_plan(person)


def test_a_plan_is_approved_as_a_whole(executive, planner):
    plan, task = make_running_plan(executive, planner)
    assert (plan.status, plan.approved_by, plan.approved_on) == (
        PlanStatus.APPROVED,
        executive,
        date(2026, 6, 1),
    )
    assert task.approved_due_on == date(2026, 9, 30)


def test_a_plan_without_tasks_cannot_be_put_before_anybody(executive, planner):
    with pytest.raises(ValidationError, match="作業がありません"):
        approve(make_plan(planner), executive)


@pytest.mark.parametrize("line", [TaskLine("担当なし", due_on=date(2026, 9, 30)), None])
def test_every_task_needs_an_owner_and_a_due_day_before_approval(executive, planner, line):
    plan = make_plan(planner)
    services.add_task(by=planner, plan=plan, line=line or TaskLine("期限なし", owner=planner))
    with pytest.raises(ValidationError, match="担当者か期限のない作業"):
        approve(plan, executive)


def test_a_plan_that_is_not_approved_is_a_draft_again(executive, planner):
    plan = make_plan(planner)
    make_task(planner, plan)
    assert approve(plan, executive, "REJECT").status == PlanStatus.DRAFT


def test_a_plan_that_waits_or_is_approved_cannot_be_rewritten(executive, planner):
    plan = make_plan(planner)
    task = make_task(planner, plan)
    services.request_approval(by=planner, plan=plan, approver=executive)
    for attempt in (
        lambda: make_task(planner, reread(plan)),
        lambda: services.remove_task(by=planner, task=reread(task)),
        lambda: services.add_goal(by=planner, plan=reread(plan), statement="新しい目標"),
        lambda: services.change_plan(
            by=planner, plan=reread(plan), title="別名", starts_on=plan.starts_on, ends_on=plan.ends_on
        ),
    ):
        with pytest.raises(ValidationError):
            attempt()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (TaskLine(" "), "title"),
        (TaskLine("作業", starts_on=date(2026, 9, 1), due_on=date(2026, 8, 31)), "due_on"),
        (TaskLine("作業", due_on=date(2027, 4, 1)), "due_on"),
        (TaskLine("作業", starts_on=date(2026, 3, 31)), "starts_on"),
        (TaskLine("作業", obligation_id="G-9-9"), "obligation_id"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(planner, line, field):
    with pytest.raises(ValidationError) as refused:
        services.add_task(by=planner, plan=make_plan(planner), line=line)
    assert list(refused.value.message_dict) == [field]


def test_a_task_is_not_given_to_another_hospitals_person(planner):
    stranger = make_hospital("みさき病院")
    with pytest.raises(ValidationError, match="この病院に在籍"):
        make_task(planner, make_plan(planner), owner=stranger)


def test_progress_is_reported_by_the_owner_and_full_means_done(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    services.report_progress(by=planner, task=task, percent=40, note="見積りを取った。")
    services.report_progress(by=planner, task=reread(task), percent=100, note="更新した。")
    done = reread(task)
    assert (done.status, done.progress_percent, done.done_on) == (TaskStatus.DONE, 100, date(2026, 6, 1))
    assert [r.percent for r in PlanProgress.objects.of(planner.institution)] == [40, 100]
    assert "planning.report_progress" in LedgerEntry.objects.of(planner.institution).values_list(
        "action", flat=True
    )


def test_a_member_of_staff_reports_only_on_their_own_task(executive, planner):
    plan = make_plan(planner)
    staff = make_person(executive.institution, "西田 彩", roles=[Role.STAFF])
    own, other = make_task(planner, plan, owner=staff), make_task(planner, plan, "別の作業")
    approve(plan, executive)
    services.report_progress(by=staff, task=reread(own), percent=10, note="始めた。")
    assert list(PlanTask.objects.visible_to(staff)) == [own]
    with pytest.raises(PermissionDenied):
        services.report_progress(by=staff, task=reread(other), percent=10, note="始めた。")


def test_a_manager_takes_a_completion_back_and_its_owner_cannot(executive, planner):
    plan = make_plan(planner)
    staff = make_person(executive.institution, "西田 彩", roles=[Role.STAFF])
    task = make_task(planner, plan, owner=staff)
    approve(plan, executive)
    services.report_progress(by=staff, task=reread(task), percent=100, note="終わった。")
    with pytest.raises(ValidationError):
        services.report_progress(by=staff, task=reread(task), percent=90, note="残りがあった。")
    services.report_progress(by=planner, task=reread(task), percent=90, note="証拠が足りない。")
    assert (reread(task).status, reread(task).done_on) == (TaskStatus.OPEN, None)


def test_a_task_is_not_done_while_a_directive_from_it_is_open(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    operator = make_person(executive.institution, "小林 航", roles=[Role.OPERATIONS_STAFF])
    issue_directive(
        by=planner,
        addressee=operator,
        title="見積り",
        body="取ること",
        due_on=date(2026, 8, 1),
        origin=ref_of(task),
    )
    with pytest.raises(ValidationError, match="指示"):
        services.report_progress(by=planner, task=task, percent=100, note="終わった。")


def test_a_due_day_moves_only_by_decision_and_both_days_stay_on_record(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    change = services.request_reschedule(
        by=planner, task=task, new_due_on=date(2026, 12, 25), reason="半導体の納期", approver=executive
    )
    assert reread(task).due_on == date(2026, 9, 30)
    decide(change.decision, executive)
    moved, change = reread(task), reread(change)
    assert (moved.due_on, moved.approved_due_on) == (date(2026, 12, 25), date(2026, 9, 30))
    assert (change.status, change.old_due_on) == (ChangeStatus.APPROVED, date(2026, 9, 30))


def test_a_refused_change_leaves_the_day_as_it_was(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    change = services.request_reschedule(
        by=planner, task=task, new_due_on=date(2026, 12, 25), reason="納期", approver=executive
    )
    decide(change.decision, executive, "REJECT")
    assert (reread(task).due_on, reread(change).status) == (date(2026, 9, 30), ChangeStatus.REJECTED)


def test_a_task_is_dropped_only_by_decision(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    change = services.request_drop(by=planner, task=task, reason="統合により不要", approver=executive)
    assert reread(task).is_open
    decide(change.decision, executive)
    assert reread(task).status == TaskStatus.DROPPED


def test_a_request_is_void_once_the_task_is_done(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    change = services.request_drop(by=planner, task=task, reason="不要", approver=executive)
    services.report_progress(by=planner, task=reread(task), percent=100, note="終わった。")
    change = reread(change)
    assert (change.status, change.decision.status) == (ChangeStatus.CLOSED, DecisionStatus.VOID)


@pytest.mark.parametrize(
    "day", [date(2026, 9, 30), date(2026, 5, 31), date(2027, 4, 1)], ids=["same", "past", "beyond the plan"]
)
def test_a_new_day_that_makes_no_sense_is_refused(executive, planner, day):
    _plan, task = make_running_plan(executive, planner)
    with pytest.raises(ValidationError) as refused:
        services.request_reschedule(by=planner, task=task, new_due_on=day, reason="納期", approver=executive)
    assert list(refused.value.message_dict) == ["new_due_on"]


def test_only_one_change_of_a_task_waits_at_a_time(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    services.request_drop(by=planner, task=task, reason="不要", approver=executive)
    with pytest.raises(ValidationError, match="既に決裁を待っています"):
        services.request_drop(by=planner, task=reread(task), reason="不要", approver=executive)


def test_the_next_plan_takes_over_what_is_not_finished(executive, planner):
    plan = make_plan(planner)
    services.add_goal(by=planner, plan=plan, statement="重大な事故ゼロ", target="0件")
    heading = services.add_measure(by=planner, plan=plan, title="外部接続の強化")
    done = make_task(planner, plan, "終わる作業")
    left = make_task(planner, plan, "残る作業", measure=heading)
    approve(plan, executive)
    services.report_progress(by=planner, task=reread(done), percent=100, note="終わった。")
    services.report_progress(by=planner, task=reread(left), percent=30, note="始めた。")
    following = services.draft_next_plan(
        by=planner,
        plan=reread(plan),
        title="令和9年度",
        starts_on=date(2027, 4, 1),
        ends_on=date(2028, 3, 31),
    )
    (carried,) = following.tasks.all()
    assert (carried.title, carried.progress_percent, carried.due_on) == ("残る作業", 30, date(2027, 9, 30))
    assert [g.statement for g in following.goals.all()] == ["重大な事故ゼロ"]
    assert carried.measure.title == "外部接続の強化"
    with clock.at(date(2027, 3, 1)):
        approve(following, executive)
    assert reread(left).status == TaskStatus.CARRIED_OVER


def test_a_plan_ends_after_its_last_day_when_nothing_is_open(executive, planner):
    plan, task = make_running_plan(executive, planner)
    with clock.at(plan.ends_on), pytest.raises(ValidationError, match="末日の翌日"):
        services.end_plan(by=planner, plan=plan, review="よく進んだ。")
    with clock.at(plan.ends_on + timedelta(days=1)):
        with pytest.raises(ValidationError, match="終わっていない作業"):
            services.end_plan(by=planner, plan=reread(plan), review="よく進んだ。")
        services.report_progress(by=planner, task=reread(task), percent=100, note="終わった。")
        ended = services.end_plan(by=planner, plan=reread(plan), review="よく進んだ。")
    assert (ended.status, ended.ended_on) == (PlanStatus.ENDED, date(2027, 4, 1))


def test_a_task_changes_hands_without_a_decision_but_with_a_reason(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    operator = make_person(executive.institution, "小林 航", roles=[Role.OPERATIONS_STAFF])
    with pytest.raises(ValidationError):
        services.hand_over(by=planner, task=task, owner=operator, reason=" ")
    services.hand_over(by=planner, task=task, owner=operator, reason="異動のため")
    assert reread(task).owner == operator


def test_nothing_is_done_to_another_hospitals_plan(executive, planner):
    plan, task = make_running_plan(executive, planner)
    stranger = make_hospital("みさき病院")
    for attempt in (
        lambda: make_task(stranger, plan),
        lambda: services.hand_over(by=stranger, task=task, owner=stranger, reason="横取り"),
        lambda: services.report_progress(by=stranger, task=task, percent=50, note="横取り"),
        lambda: services.request_drop(by=stranger, task=task, reason="横取り", approver=executive),
        lambda: services.end_plan(by=stranger, plan=plan, review="横取り"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_draft_that_nobody_saw_can_be_thrown_away(planner):
    plan = make_plan(planner)
    make_task(planner, plan)
    services.add_goal(by=planner, plan=plan, statement="目標")
    services.discard_plan(by=planner, plan=plan)
    assert not type(plan).objects.of(planner.institution).exists()
