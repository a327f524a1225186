"""Plans over REST: the same services and policy as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.services import issue_token
from kaname.foundation.access.tests.factories import make_person

from .factories import decide, make_running_plan, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(executive: Person) -> Person:
    return make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)


def call(by: Person, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """One call with a fresh token of that person."""
    _token, secret = issue_token(by=None, person=by, name="試験", may_write=True)
    body = {"data": data, "content_type": "application/json"} if data is not None else {}
    headers = {"Authorization": f"Bearer {secret}"}
    return getattr(Client(), method)(f"/api/v1{path}", headers=headers, **body)


def test_a_plan_is_drafted_filled_and_approved(executive, planner):
    plan = call(planner, "post", "/plans", {"title": "令和8年度計画"}).json()
    assert (plan["fiscal_year"], plan["status"]) == (2026, "DRAFT")
    goal = call(planner, "post", f"/plans/{plan['id']}/goals", {"statement": "事故ゼロ"}).json()
    call(planner, "put", f"/plan-goals/{goal['id']}", {"statement": "重い事故ゼロ"})
    head = call(planner, "post", f"/plans/{plan['id']}/measures", {"title": "外部接続"}).json()
    task = {"title": "VPN", "measure_id": head["id"], "owner_id": planner.pk, "due_on": "2026-09-30"}
    made = call(planner, "post", f"/plans/{plan['id']}/tasks", task)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    asked = call(planner, "post", f"/plans/{plan['id']}/request", {"approver_id": executive.pk}).json()
    assert (asked["status"], asked["goals"][0]["statement"]) == ("REQUESTED", "重い事故ゼロ")


def test_progress_and_another_day_are_asked_for(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    said = call(planner, "post", f"/plan-tasks/{task.pk}/progress", {"percent": 50, "note": "発注した。"})
    assert (said.status_code, said.json()["percent"]) == (201, 50)
    data = {"new_due_on": "2026-12-25", "reason": "納期", "approver_id": executive.pk}
    asked = call(planner, "post", f"/plan-tasks/{task.pk}/reschedule", data)
    assert (asked.status_code, asked.json()["status"]) == (201, "REQUESTED")
    decide(reread(task).changes.get().decision, executive)
    one = call(planner, "get", f"/plan-tasks/{task.pk}").json()
    assert (one["due_on"], one["approved_due_on"], one["changes"][0]["status"]) == (
        "2026-12-25",
        "2026-09-30",
        "APPROVED",
    )


def test_a_list_is_narrowed_and_counted(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    assert call(planner, "get", "/plan-tasks?mine=true").json()["count"] == 1
    assert call(planner, "get", "/plan-tasks?late=true").json()["count"] == 0
    assert call(planner, "get", "/plan-tasks?q=ｖｐｎ").json()["items"][0]["id"] == task.pk
    assert call(planner, "get", "/plans?status=DRAFT").json() == {"count": 0, "items": []}


def test_what_is_refused_says_why(executive, planner):
    _plan, task = make_running_plan(executive, planner)
    refused = call(planner, "delete", f"/plan-tasks/{task.pk}")
    assert refused.status_code == 422
    assert "書き変えられません" in refused.json()["detail"]


def test_the_cycle_and_the_figures_are_read(executive, planner):
    make_running_plan(executive, planner)
    quarters = call(planner, "get", "/isms").json()
    assert [q["key"] for q in quarters] == ["PLAN", "DO", "CHECK", "ACT"]
    names = {t["name"]: t["values"][-1] for t in call(planner, "get", "/trends").json()}
    assert names["planning.progress"] == 0.0
