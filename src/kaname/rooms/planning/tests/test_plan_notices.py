"""Whom plans tell what, when; and what they say in a report."""

from __future__ import annotations

from datetime import date

import pytest

from kaname.foundation.calendar import clock
from kaname.foundation.summaries.registry import Period
from kaname.rooms.planning import services
from kaname.rooms.planning.plan_notices import plans_ending, tasks_due
from kaname.rooms.planning.summaries import plan_in_period

from .factories import approve, make_plan, make_running_plan, make_task, reread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 9, 15), []),
        (date(2026, 9, 16), ["plan-task-due"]),
        (date(2026, 9, 30), ["plan-task-due"]),
        (date(2026, 10, 1), ["plan-task-late"]),
    ],
)
def test_the_owner_is_told_two_weeks_before_and_when_late(executive, planner, on, expected):
    make_running_plan(executive, planner)
    found = list(tasks_due(executive.institution, on=on))
    assert [(d.person, d.key.partition(":")[0]) for d in found] == [(planner, e) for e in expected]


@pytest.mark.parametrize(
    ("on", "told"), [(date(2027, 1, 29), 0), (date(2027, 1, 30), 1), (date(2027, 3, 31), 1)]
)
def test_the_planning_manager_is_told_that_a_plan_ends(executive, planner, on, told):
    make_running_plan(executive, planner)
    assert len(list(plans_ending(executive.institution, on=on))) == told


def test_nobody_is_told_when_an_approved_plan_follows(executive, planner):
    make_running_plan(executive, planner)
    following = make_plan(planner, "令和9年度", starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31))
    make_task(planner, following, due_on=date(2027, 9, 30))
    approve(following, executive)
    assert list(plans_ending(executive.institution, on=date(2027, 3, 1))) == []


def test_a_report_says_how_the_plan_goes(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    with clock.at(date(2026, 10, 5)):
        found = plan_in_period(executive.institution, period=Period(date(2026, 7, 1), date(2026, 9, 30)))
        later = plan_in_period(executive.institution, period=Period(date(2026, 10, 1), date(2026, 12, 31)))
    assert found is not None
    assert found.attention == ()
    assert later is not None
    assert later.attention[0].values["task"] == task.title


def test_without_an_approved_plan_there_is_nothing_to_say(executive, planner):
    make_plan(planner)
    assert plan_in_period(executive.institution, period=Period(date(2026, 4, 1), date(2026, 6, 1))) is None


def test_finished_work_is_counted_in_its_period(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    services.report_progress(by=planner, task=reread(task), percent=100, note="終わった。")
    found = plan_in_period(executive.institution, period=Period(date(2026, 4, 1), date(2026, 6, 30)))
    assert found is not None
    assert found.sentences[1].values == {"n": 1}
