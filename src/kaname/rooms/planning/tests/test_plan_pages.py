"""Pages of plans, the ISMS cycle and the figures, through the client."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision
from kaname.rooms.planning import services
from kaname.rooms.planning.models import Plan, PlanStatus, PlanTask
from kaname.rooms.planning.services import TaskLine

from .factories import approve, decide, make_plan, make_running_plan, make_task, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(executive: Person) -> Person:
    """The planning manager, who can sign in."""
    return make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def text_of(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_plan_is_written_and_put_before_the_executive_on_its_pages(executive, planner):
    client = browser(planner)
    client.post(
        reverse("planning:plan_new"),
        {"title": "令和8年度計画", "starts_on": "2026/4/1", "ends_on": "2027/3/31"},
    )
    plan = Plan.objects.of(planner.institution).get()
    client.post(reverse("planning:goal_new", args=[plan.pk]), {"statement": "事故ゼロ", "target": "0件"})
    client.post(reverse("planning:measure_new", args=[plan.pk]), {"title": "外部接続の強化"})
    task = {
        "title": "VPNの更新",
        "owner": planner.pk,
        "due_on": "2026/9/30",
        "measure": plan.measures.get().pk,
    }
    client.post(reverse("planning:task_new", args=[plan.pk]), task)
    client.post(reverse("planning:plan_request", args=[plan.pk]), {"approver": executive.pk})
    assert reread(plan).status == PlanStatus.REQUESTED
    shown = text_of(client, "planning:plan_detail", plan.pk)
    assert "経営層の承認を待っています" in shown
    decision = text_of(browser(executive), "decisions:decision_detail", reread(plan).decision_id)
    assert "VPNの更新" in decision
    assert "外部接続の強化" in decision


def test_what_is_late_stands_first(executive, planner):
    plan, task = make_running_plan(executive, planner)
    with clock.at(date(2026, 10, 1)):
        shown = text_of(browser(planner), "planning:plan_detail", plan.pk)
        assert "1 件が期限を過ぎています" in shown
        assert shown.index(task.title) < shown.index('id="tasks"')


def test_an_owner_reports_on_the_page_of_the_task(executive, planner):
    plan = make_plan(planner)
    staff = make_person(executive.institution, "西田 彩", roles=[Role.STAFF], account=True)
    task = make_task(planner, plan, owner=staff)
    approve(plan, executive)
    client = browser(staff)
    assert task.get_absolute_url() in text_of(client, "planning:my_tasks")
    client.post(reverse("planning:task_report", args=[task.pk]), {"percent": 100, "note": "更新した。"})
    shown = text_of(client, "planning:task_detail", task.pk)
    assert "更新した。" in shown
    assert "完了" in shown
    assert client.get(reverse("planning:plan_detail", args=[plan.pk])).status_code == 403


def test_a_report_that_is_refused_keeps_what_was_typed(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    answer = browser(planner).post(
        reverse("planning:task_report", args=[task.pk]), {"percent": 140, "note": "だいたい終わった。"}
    )
    assert answer.status_code == 422
    assert "だいたい終わった。" in answer.content.decode()


def test_old_and_new_day_are_shown_after_the_decision(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    client = browser(planner)
    client.post(
        reverse("planning:task_reschedule", args=[task.pk]),
        {"new_due_on": "2026/12/25", "reason": "納期", "approver": executive.pk},
    )
    assert "日程の変更の決裁を待っています" in text_of(client, "planning:task_detail", task.pk)
    decide(Decision.objects.of(executive.institution).latest("pk"), executive)
    shown = text_of(client, "planning:task_detail", task.pk)
    assert "令和8年9月30日 から 令和8年12月25日 へ" in shown


def test_another_hospitals_plan_and_task_are_not_found(executive, planner):
    plan, task = make_running_plan(executive, planner)
    other = make_hospital("みさき病院")
    stranger = make_person(other.institution, "別府 一", roles=[Role.PLANNING_MANAGER], account=True)
    client = browser(stranger)
    for name, pk in (
        ("plan_detail", plan.pk), ("plan_pdf", plan.pk), ("task_detail", task.pk), ("task_reschedule", task.pk)
    ):  # fmt: skip
        assert client.get(reverse(f"planning:{name}", args=[pk])).status_code == 404


def test_a_colleague_of_the_staff_does_not_see_somebody_elses_task(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    staff = make_person(executive.institution, "西田 彩", roles=[Role.STAFF], account=True)
    assert browser(staff).get(reverse("planning:task_detail", args=[task.pk])).status_code == 404


def test_the_plan_and_the_figures_are_papers(executive, planner):
    plan, _task = make_running_plan(executive, planner)
    client = browser(planner)
    for url in (reverse("planning:plan_pdf", args=[plan.pk]), reverse("planning:metrics_pdf")):
        answer = client.get(url)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_lists_need_few_queries_however_long(executive, planner):
    plan = make_plan(planner)
    lines = [(None, TaskLine(f"作業{n}", owner=planner, due_on=date(2026, 9, 1))) for n in range(30)]
    services.put_tasks(by=planner, plan=plan, lines=lines)
    approve(plan, executive)
    client = browser(planner)
    urls = (reverse("planning:task_list"), reverse("planning:overview"), reverse("planning:my_tasks"))
    client.get(urls[0])
    for url in (*urls, reverse("planning:plan_detail", args=[plan.pk])):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= 20, url


def test_the_isms_page_says_what_is_not_measured_yet(executive, planner):
    make_running_plan(executive, planner)
    shown = text_of(browser(planner), "planning:isms")
    assert "まだ測っていない記録です" in shown
    assert "計画：情報セキュリティ方針と安全管理計画が承認され" in shown


def test_the_figures_have_a_chart_and_a_table(executive, planner):
    make_running_plan(executive, planner)
    shown = text_of(browser(planner), "planning:metrics")
    assert "安全管理計画の進捗" in shown
    assert "chart-planning-progress-title" in shown
    assert "数字で読む" in shown


def test_a_draft_is_thrown_away_only_before_anybody_was_asked(executive, planner):
    plan = make_plan(planner)
    make_task(planner, plan)
    browser(planner).post(reverse("planning:plan_discard", args=[plan.pk]))
    assert not PlanTask.objects.of(planner.institution).exists()
