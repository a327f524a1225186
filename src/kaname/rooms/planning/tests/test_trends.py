"""Figures over time: what each was on past days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services as directives
from kaname.foundation.directives.metrics import days_to_close, directives_overdue
from kaname.foundation.directives.models import Directive
from kaname.foundation.obligations.engine import refresh
from kaname.foundation.obligations.metrics import obligations_met
from kaname.foundation.obligations.models import GOOD
from kaname.foundation.obligations.selectors import standings
from kaname.rooms.planning import services
from kaname.rooms.planning.metrics import plan_progress
from kaname.rooms.planning.selectors.trends import month_ends, trends

from .factories import make_running_plan, reread

pytestmark = pytest.mark.django_db


def test_month_ends_are_36_and_the_last_is_today():
    days = month_ends(date(2026, 6, 1))
    assert (len(days), days[-1], days[-2], days[0]) == (
        36,
        date(2026, 6, 1),
        date(2026, 5, 31),
        date(2023, 7, 31),
    )


def test_plan_progress_is_what_had_been_reported(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    with clock.at(date(2026, 7, 10)):
        services.report_progress(by=planner, task=reread(task), percent=40, note="始めた。")
    days = [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 9), date(2026, 7, 10), date(2027, 4, 1)]
    assert plan_progress(executive.institution, days=days) == [None, 0.0, 0.0, 40.0, None]


def test_overdue_directives_are_counted_as_they_stood(executive, planner):
    operator = make_person(executive.institution, "小林 航", roles=[Role.OPERATIONS_STAFF])
    one = directives.issue_directive(
        by=planner, addressee=operator, title="棚卸", body="行う", due_on=date(2026, 6, 20)
    )
    monthly = directives.issue_directive(
        by=planner,
        addressee=operator,
        title="月報",
        body="出す",
        due_on=date(2026, 6, 30),
        recurrence="MONTHLY",
    )
    with clock.at(date(2026, 7, 5)):
        for row in (one, monthly):
            directives.report(
                by=operator, directive=Directive._default_manager.get(pk=row.pk), body="終えた。"
            )
    with clock.at(date(2026, 7, 8)):
        for row in (one, monthly):
            directives.accept(by=planner, directive=Directive._default_manager.get(pk=row.pk))
    days = [date(2026, 5, 31), date(2026, 6, 20), date(2026, 6, 21), date(2026, 7, 1), date(2026, 7, 5)]
    days += [date(2026, 7, 30), date(2026, 7, 31)]
    assert directives_overdue(executive.institution, days=days) == [None, 0.0, 1.0, 2.0, 0.0, 0.0, 1.0]
    assert days_to_close(executive.institution, days=[date(2026, 6, 30), date(2026, 7, 31)]) == [None, 37.0]


def test_the_newest_count_of_overdue_directives_is_todays(executive, planner):
    operator = make_person(executive.institution, "小林 航", roles=[Role.OPERATIONS_STAFF])
    directives.issue_directive(
        by=planner, addressee=operator, title="棚卸", body="行う", due_on=date(2026, 6, 2)
    )
    on = date(2026, 6, 3)
    expected = Directive.objects.of(executive.institution).overdue(on).count()
    assert directives_overdue(executive.institution, days=[on]) == [float(expected)]


def test_obligations_met_are_those_of_the_verdicts(executive, planner):
    refresh(executive.institution)
    met = sum(row.status in GOOD for row in standings(executive.institution))
    today = clock.today()
    values = obligations_met(executive.institution, days=[today - timedelta(days=1), today])
    assert values == [None, float(met)]


def test_a_young_hospital_sees_a_year_and_not_three_empty_ones(executive, planner):
    make_running_plan(executive, planner)
    found = {t.metric.name: t for t in trends(executive.institution)}
    chart = found["planning.progress"].chart
    assert chart is not None
    assert [row[0] for row in chart.rows][:: len(chart.rows) - 1] == ["R7.6", "R8.6"]


def test_each_figure_is_asked_once_and_says_where_it_stands(executive, planner):
    make_running_plan(executive, planner)
    found = {t.metric.name: t for t in trends(executive.institution)}
    assert found["planning.progress"].sentence == "いま 0% です。"
    assert found["planning.progress"].chart is not None
