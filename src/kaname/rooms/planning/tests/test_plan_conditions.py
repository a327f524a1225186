"""What plans prove, at the edges."""

from __future__ import annotations

from datetime import date

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.obligations.models import Verdict
from kaname.rooms.planning import services
from kaname.rooms.planning.conditions.plans import plan_covers_period, plan_tasks_on_time

from .factories import approve, decide, make_plan, make_planner, make_running_plan, make_task, reread

pytestmark = pytest.mark.django_db
NEEDS = ["OWNER", "DUE_DATE"]


def covers(person, on: date, months: int = 12):
    return plan_covers_period(person.institution, on=on, months=months, tasks_need=NEEDS)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_a_plan_covers_its_period_and_no_day_more(executive, planner, on, expected):
    make_running_plan(executive, planner, starts_on=date(2026, 7, 1))
    found = covers(executive, on)
    assert (found.holds, found.until) == (expected, date(2027, 3, 31) if expected else None)


def test_before_the_plan_begins_the_finding_says_when_it_will_change(executive, planner):
    make_running_plan(executive, planner, starts_on=date(2026, 7, 1))
    assert covers(executive, date(2026, 6, 30)).changes_on == date(2026, 7, 1)


def test_without_a_plan_or_with_a_draft_nothing_is_covered(executive, planner):
    assert not covers(executive, date(2026, 6, 1)).holds
    make_task(planner, make_plan(planner))
    assert not covers(executive, date(2026, 6, 1)).holds


def test_an_approved_successor_carries_on(executive, planner):
    make_running_plan(executive, planner)
    following = make_plan(planner, "令和9年度", starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31))
    make_task(planner, following, due_on=date(2027, 9, 30))
    approve(following, executive)
    assert covers(executive, date(2027, 3, 31)).until == date(2028, 3, 31)


@pytest.mark.parametrize(
    ("months", "until"), [(12, date(2027, 3, 31)), (6, date(2026, 9, 30)), (36, date(2027, 3, 31))]
)
def test_a_plan_looks_ahead_no_further_than_the_hospital_decided(executive, planner, months, until):
    make_running_plan(executive, planner)
    assert covers(executive, date(2026, 6, 1), months).until == until


def test_a_task_whose_owner_leaves_needs_another(executive, planner):
    plan = make_plan(planner)
    leaving = make_person(executive.institution, "西田 彩", roles=[Role.OPERATIONS_STAFF])
    make_task(planner, plan, owner=leaving)
    approve(plan, executive)
    access.end_person(by=executive, person=leaving, ends_on=date(2026, 8, 31))
    assert covers(executive, date(2026, 8, 31)).until == date(2026, 8, 31)
    assert not covers(executive, date(2026, 9, 1)).holds


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 9, 29), True), (date(2026, 9, 30), True), (date(2026, 10, 1), False)],
)
def test_tasks_are_on_time_through_their_due_day(executive, planner, on, expected):
    make_running_plan(executive, planner)
    found = plan_tasks_on_time(executive.institution, on=on)
    assert (found.holds, found.until) == (expected, date(2026, 9, 30) if expected else None)


def test_a_day_moved_by_decision_is_the_day_that_counts(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    with clock.at(date(2026, 10, 5)):
        change = services.request_reschedule(
            by=planner, task=task, new_due_on=date(2026, 12, 25), reason="納期", approver=executive
        )
        assert not plan_tasks_on_time(executive.institution, on=date(2026, 10, 5)).holds
        decide(change.decision, executive)
    assert plan_tasks_on_time(executive.institution, on=date(2026, 10, 5)).until == date(2026, 12, 25)


def test_finished_and_dropped_tasks_are_not_late(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    services.report_progress(by=planner, task=task, percent=100, note="終わった。")
    found = plan_tasks_on_time(executive.institution, on=date(2026, 10, 1))
    assert (found.holds, found.until) == (True, None)


def test_without_a_running_plan_nothing_is_on_time(executive):
    assert not plan_tasks_on_time(executive.institution, on=date(2026, 6, 1)).holds


def test_another_hospitals_plan_proves_nothing_here(executive, planner):
    other = make_hospital("みさき病院")
    make_running_plan(other, make_planner(other))
    assert not covers(executive, date(2026, 6, 1)).holds
    assert not plan_tasks_on_time(executive.institution, on=date(2026, 6, 1)).holds


def test_the_verdict_follows_from_the_decision(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    row = Verdict.objects.of(executive.institution).get(
        obligation_id="G-1.2.1-review-1", valid_to__isnull=True
    )
    assert {f["condition"]: f["holds"] for f in row.findings if f["condition"].startswith("plan_")} == {
        "plan_covers_period": True,
        "plan_tasks_on_time": True,
    }
    assert reread(task).due_on == date(2026, 9, 30)
