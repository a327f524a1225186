"""The register over the REST API says and does what the pages do."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from kaname.foundation.access import services as access
from kaname.foundation.access.tests.factories import make_hospital

from .conftest import make_system


@pytest.fixture
def call(operator):
    _row, secret = access.issue_token(by=None, person=operator, name="test", may_write=True)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def call(method, path, body=None):
        answer = client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body else "", "application/json"
        )
        return answer.status_code, answer.json()

    return call


def test_a_system_is_entered_read_changed_and_taken_out_of_use(call, operator):
    status, made = call(
        "POST",
        "/systems",
        {"name": "電子カルテ", "purpose": "診療の記録", "criticality": "VITAL", "owner": operator.pk},
    )
    assert (status, made["number"], made["owner"]["name"]) == (201, "S-001", "中野 翔")
    path = f"/systems/{made['id']}"
    status, changed = call("PATCH", path, {"owner": None, "placement": "CLOUD", "revision": made["revision"]})
    assert (status, changed["owner"], changed["placement"], changed["purpose"]) == (
        200,
        None,
        "CLOUD",
        "診療の記録",
    )
    assert call("PATCH", path, {"note": "x", "revision": made["revision"]})[0] == 409
    assert (
        call("POST", f"{path}/retire", {"ends_on": "2026-11-22", "reason": "更新"})[1]["ends_on"]
        == "2026-11-22"
    )
    assert call("GET", "/systems")[1]["count"] == 0
    assert call("GET", "/systems?ended=true")[1]["items"][0]["name"] == "電子カルテ"
    assert call("POST", f"{path}/restore")[1]["ends_on"] is None


def test_what_cannot_be_is_refused_with_its_field(call, operator):
    make_system(operator)
    body = {"name": "電子カルテ", "purpose": "記録", "criticality": "VITAL"}
    status, told = call("POST", "/systems", body)
    assert (status, told["errors"][0]["field"]) == (422, "name")
    assert call("POST", "/systems", body | {"name": "別", "department": 999_999})[0] == 404
    assert call("POST", "/systems", body | {"name": "別", "owner": make_hospital("別の病院").pk})[0] == 404
    assert call("GET", "/systems?q=カルテ&criticality=VITAL")[1]["count"] == 1
