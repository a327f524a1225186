"""The same verbs over REST, with a bearer token: shapes, roles, refusals, foreign institutions."""

from __future__ import annotations

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services
from kaname.foundation.directives.models import Directive

from .factories import day, make_directive, make_line

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/directives"


@pytest.fixture
def line():
    with clock.at(day("2026-06-01")):
        yield make_line(account=True)


def ask(client, person, method, path="", body=None):
    """Call as this person; status and JSON."""
    _row, secret = access.issue_token(by=None, person=person, name="test", may_write=True)
    extra = (
        {"data": body or {}, "content_type": "application/json"} if method == "post" else {"data": body or {}}
    )
    answer = getattr(client, method)(f"{ROOT}{path}", headers={"Authorization": f"Bearer {secret}"}, **extra)
    return answer.status_code, answer.json()


def test_list_without_a_token(client, line):
    assert client.get(ROOT).status_code == 401


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["2026-003", "2026-002", "2026-001"]),
        ({"to_me": True}, ["2026-001"]),
        ({"by_me": True}, ["2026-002"]),
        ({"overdue": True}, ["2026-003"]),
        ({"obligation_id": "G-3.4.2-1"}, ["2026-001"]),
        ({"status": "ACKNOWLEDGED"}, []),
        ({"limit": 1, "offset": 1}, ["2026-002"]),
    ],
)
def test_list(client, line, query, expected):
    make_directive(line.executive, line.manager, obligation_id="G-3.4.2-1")
    make_directive(line.manager, line.operator)
    make_directive(line.executive, line.operator, due_on=day("2026-06-01"))
    with clock.at(day("2026-06-02")):
        status, body = ask(client, line.manager, "get", body=query)
    assert (status, [item["number"] for item in body["items"]]) == (200, expected)


def test_list_hides_what_is_not_theirs(client, line):
    make_directive(line.executive, line.manager)
    foreign = make_line("さくら病院")
    make_directive(foreign.executive, foreign.manager)
    assert ask(client, line.vendor, "get") == (200, {"count": 0, "items": []})
    assert ask(client, line.auditor, "get")[1]["count"] == 1


def test_create(client, line):
    body = {"addressee": line.manager.pk, "title": "点検", "body": "点検する。", "due_on": "2026-06-30"}
    status, made = ask(client, line.executive, "post", body=body | {"obligation_id": "G-3.3.1-1"})
    assert status == 201
    assert made == made | {
        "number": "2026-001",
        "status": "ISSUED",
        "addressee": {"id": line.manager.pk, "name": "中野 翔"},
        "addressee_role": "PLANNING_MANAGER",
        "deadline_on": "2026-06-30",
        "is_overdue": False,
        "reports": [],
    }


@pytest.mark.parametrize(
    ("who", "to", "due", "status"),
    [
        ("executive", "manager", "2026-05-01", 422),
        ("manager", "executive", "2026-06-30", 422),
        ("operator", "vendor", "2026-06-30", 403),
        ("staff", "vendor", "2026-06-30", 403),
        ("auditor", "manager", "2026-06-30", 403),
    ],
)
def test_create_refused(client, line, who, to, due, status):
    body = {"addressee": getattr(line, to).pk, "title": "点検", "body": "点検する。", "due_on": due}
    assert ask(client, getattr(line, who), "post", body=body)[0] == status
    assert not Directive.objects.of(line.institution).exists()


def test_create_for_somebody_of_another_hospital(client, line):
    body = {
        "addressee": make_line("さくら病院").manager.pk,
        "title": "x",
        "body": "y",
        "due_on": "2026-06-30",
    }
    assert ask(client, line.executive, "post", body=body)[0] == 404


def test_the_whole_loop(client, line):
    pk = make_directive(line.executive, line.manager).pk

    def step(who, name, **body):
        status, answer = ask(client, getattr(line, who), "post", f"/{pk}/{name}", body)
        return status, answer.get("status")

    assert step("executive", "acknowledge")[0] == 403
    assert step("manager", "acknowledge") == (200, "ACKNOWLEDGED")
    assert step("manager", "report", body="済みました。") == (200, "REPORTED")
    assert step("executive", "return", reason=" ")[0] == 422
    assert step("executive", "return", reason="証拠を。", due_on="2026-07-15") == (200, "RETURNED")
    assert step("executive", "remind") == (200, "RETURNED")
    assert step("manager", "report", body="添えました。") == (200, "REPORTED")
    assert step("manager", "accept")[0] == 403
    assert step("officer", "accept", comment="よし。") == (200, "ACCEPTED")
    assert step("executive", "confirm") == (200, "ACCEPTED")
    reports = ask(client, line.auditor, "get", f"/{pk}")[1]["reports"]
    assert [(r["verdict"], r["judged_in_role"], r["confirmed_by"]) for r in reports] == [
        ("RETURNED", "EXECUTIVE", None),
        ("ACCEPTED", "SAFETY_OFFICER", {"id": line.executive.pk, "name": "佐伯 恵"}),
    ]
    assert all(r["ref"].startswith("directives.directivereport:") for r in reports)


def test_hand_down_and_withdraw(client, line):
    pk = make_directive(line.executive, line.manager).pk
    body = {"addressee": line.operator.pk, "title": "準備", "body": "準備する。", "due_on": "2026-06-10"}
    status, child = ask(client, line.manager, "post", f"/{pk}/hand-down", body)
    assert (status, child["parent_id"]) == (201, pk)
    assert ask(client, line.manager, "post", f"/{pk}/report", {"body": "済みました。"})[0] == 422
    assert (
        ask(client, line.executive, "post", f"/{pk}/withdraw", {"reason": "中止"})[1]["status"] == "WITHDRAWN"
    )
    assert ask(client, line.executive, "get", f"/{child['id']}")[1]["status"] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("acknowledge", {}),
        ("report", {"body": "x"}),
        ("accept", {}),
        ("return", {"reason": "x"}),
        ("confirm", {}),
        ("remind", {}),
        ("withdraw", {"reason": "x"}),
        ("hand-down", {"addressee": 1, "title": "x", "body": "y", "due_on": "2026-06-10"}),
    ],
)
def test_another_hospital_is_not_found(client, line, name, body):
    foreign = make_line("さくら病院")
    directive = make_directive(foreign.executive, foreign.manager)
    services.report(by=foreign.manager, directive=directive, body="済みました。")
    assert ask(client, line.executive, "get", f"/{directive.pk}")[0] == 404
    assert ask(client, line.executive, "post", f"/{directive.pk}/{name}", body)[0] == 404


def test_list_queries_do_not_grow(client, line, django_assert_max_num_queries):
    for _ in range(30):
        make_directive(line.executive, line.manager)
    _row, secret = access.issue_token(by=None, person=line.executive, name="test")
    with django_assert_max_num_queries(15):
        answer = client.get(ROOT, headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["count"] == 30
