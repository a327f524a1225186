"""An incident over REST: the same services, the same refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kaname.foundation.access.tests.factories import make_hospital
from kaname.rooms.incidents import services
from kaname.rooms.incidents.models import Incident, LogLine

from .conftest import NIGHT, know_attack


def ask(person, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    client = Client()
    client.force_login(person.user)
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    answer = getattr(client, method)(f"/api/v1{path}", **data)
    return answer.status_code, answer.json() if answer.content else None


def test_an_incident_from_the_alarm_to_the_report(house):
    status, made = ask(house.nurse, "post", "/incidents", {"what": "脅迫文", "place": "2階"})
    assert (status, made["status"], made["severity"]) == (201, "ALARM", None)
    at = f"/incidents/{made['id']}"
    assert ask(house.nurse, "get", at)[0] == 200
    assert ask(house.nurse, "post", f"{at}/declare", {"title": "停止", "severity": "MAJOR"})[0] == 403
    declared = ask(house.operator, "post", f"{at}/declare", {"title": "停止", "severity": "MAJOR"})[1]
    assert (declared["status"], declared["severity"]) == ("OPEN", "MAJOR")

    cut = {"moment": "NETWORK", "text": "線を切る", "key": "kit-1"}
    first = ask(house.operator, "post", f"{at}/decisions", cut)[1]
    assert ask(house.operator, "post", f"{at}/decisions", cut)[1]["id"] == first["id"]
    undone = ask(house.operator, "post", f"{at}/decisions/{first['id']}/undo", {"reason": "戻す"})
    assert (undone[0], undone[1]["undoes"]) == (201, first["number"])
    assert [row["undone"] for row in ask(house.officer, "get", f"{at}/decisions")[1]] == [True, False]

    facts = {"change_note": "分かった", "cause": "RANSOMWARE", "suspects_attack": True, "data": ["MEDICAL"]}
    assert ask(house.officer, "post", f"{at}/facts", facts)[1]["version"] == 2
    rows = {row["id"]: row for row in ask(house.officer, "get", f"{at}/clocks")[1]}
    assert (rows["ppc_prelim"]["due"], rows["ppc_prelim"]["state"]) == ("2026-11-23", "RUNNING")
    assert rows["ppc_final"]["raw_deadline"] == "2027-01-17"
    assert rows["ppc_final"]["due"] == "2027-01-18"
    assert rows["ppc_final"]["why"]
    assert rows["ppc_final"]["legal_force"] == "LAW"

    draft = ask(house.planner, "post", f"{at}/reports", {"clock": "police"})[1]
    sent = ask(
        house.planner,
        "post",
        f"/incident-reports/{draft['id']}/sent",
        {"channel": "電話", "recipient": "窓口"},
    )
    assert (sent[0], sent[1]["state"], len(sent[1]["body_sha256"])) == (200, "SENT", 64)
    assert ask(house.planner, "patch", f"/incident-reports/{draft['id']}", {"body": "変える"})[0] == 422


def test_a_line_sent_twice_with_its_key_is_kept_once(house, incident):
    body = {"text": "線を抜いた", "key": "kit-7", "occurred_at": NIGHT.isoformat()}
    first = ask(house.operator, "post", f"/incidents/{incident.pk}/log", body)
    again = ask(house.operator, "post", f"/incidents/{incident.pk}/log", body)
    assert (first[0], again[1]["id"]) == (201, first[1]["id"])
    assert LogLine.objects.filter(incident=incident, key="kit-7").count() == 1
    assert ask(house.operator, "get", f"/incidents/{incident.pk}/log?limit=1")[1]["count"] == 3


def test_board_tasks_team_and_evidence(house, incident):
    at = f"/incidents/{incident.pk}"
    board = ask(house.officer, "get", f"{at}/functions")[1]
    changed = ask(
        house.operator,
        "patch",
        f"/incident-functions/{board[0]['id']}",
        {"state": "STOPPED", "impact": "振替"},
    )
    assert changed[1]["state"] == "STOPPED"
    task = ask(house.officer, "post", f"{at}/tasks", {"text": "隔離", "assignee": house.operator.pk})[1]
    assert (
        ask(house.operator, "post", f"/incident-tasks/{task['id']}/done", {"outcome": "済"})[1]["outcome"]
        == "済"
    )
    team = ask(house.officer, "post", f"{at}/team", {"role": "COMMANDER", "person": house.executive.pk})
    assert team[1]["person"]["id"] == house.executive.pk
    item = ask(house.operator, "post", f"{at}/evidence", {"name": "ログ"})[1]
    kept = ask(house.operator, "post", f"/incident-evidence/{item['id']}/preserved", {"method": "書き出し"})
    assert kept[1]["state"] == "PRESERVED"
    assert any(not row["is_done"] for row in ask(house.officer, "get", f"{at}/closing")[1])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/log", {"text": ""}),
        ("/log", {"text": "x", "kind": "STATE"}),
        ("/log", {"text": "x", "occurred_at": "2999-01-01T00:00:00Z"}),
        ("/facts", {"change_note": "x"}),
        ("/facts", {"change_note": "x", "data": ["NOTHING"]}),
        ("/decisions", {"moment": "CARE", "text": "続ける"}),
        ("/reports", {"clock": "nobody"}),
        ("/tasks", {"text": " "}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(house, incident, path, body):
    before = LogLine.objects.count()
    assert ask(house.operator, "post", f"/incidents/{incident.pk}{path}", body)[0] == 422
    assert LogLine.objects.count() == before


def test_a_list_and_its_filter(house, incident):
    services.raise_alarm(by=house.nurse, what="別の知らせ")
    found = ask(house.officer, "get", "/incidents?status=OPEN")[1]
    assert (found["count"], found["items"][0]["id"]) == (1, incident.pk)


def test_another_hospitals_rows_are_not_found(house, incident):
    other = make_hospital("ひがし病院")
    know_attack(house, incident)
    for path in ("", "/log", "/facts", "/clocks", "/reports", "/decisions", "/closing"):
        assert ask(other, "get", f"/incidents/{incident.pk}{path}")[0] == 404
    assert Incident.objects.visible_to(other).count() == 0
