"""The chart over the REST API says and does what the pages do."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from kaname.foundation.access import services as access
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.contacts import services

from .conftest import make_contact


@pytest.fixture
def call(manager):
    _row, secret = access.issue_token(by=None, person=manager, name="test", may_write=True)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def call(method, path, body=None):
        answer = client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "", "application/json"
        )
        return answer.status_code, answer.json()

    return call


def test_entries_are_made_confirmed_changed_and_taken_off(call, operator):
    inside = {"party": "INSIDE", "person": operator.pk, "phone_day": "内線 2400"}
    status, first = call("POST", "/contacts", inside)
    assert (status, first["number"], first["person"]["name"]) == (201, "C-001", "中野 翔")
    outside = {
        "party": "PREFECTURAL_POLICE",
        "organisation": "県警",
        "phone_night": "0120-000-111",
        "caller": first["id"],
    }
    status, made = call("POST", "/contacts", outside)
    assert (status, made["clocks"], made["caller"]) == (201, ["police"], first["id"])
    path = f"/contacts/{made['id']}"
    status, seen = call("POST", f"{path}/confirmations", {"reached": "当直", "is_night": True})
    assert (status, seen["method"], seen["confirmed_by"]["name"]) == (201, "PHONE", "三浦 香織")
    status, chart = call("GET", "/contact-chart")
    assert [(s["contact"]["name"], s["is_confirmed"]) for s in chart["inside"] + chart["outside"]] == [
        ("中野 翔", False),
        ("県警", True),
    ]
    status, changed = call("PATCH", path, {"note": "x", "caller": None, "revision": made["revision"]})
    assert (status, changed["note"], changed["caller"]) == (200, "x", None)
    assert call("PATCH", path, {"note": "y", "revision": made["revision"]})[0] == 409
    assert call("POST", f"{path}/remove", {"reason": "廃止"})[0] == 200
    assert call("GET", "/contacts")[1]["count"] == 1
    assert call("GET", "/contacts?removed=true&q=県警")[1]["count"] == 1
    assert call("POST", f"{path}/restore")[1]["removed_on"] is None


def test_links_corrections_and_their_judgement(call, manager):
    contact = make_contact(manager, mail="support@vendor.example.jp")
    status, link = call("POST", f"/contacts/{contact.pk}/links")
    assert (status, link["status"]) == (201, "WAITING")
    assert "digest" not in link
    row = contact.requests.get()
    services.answer_link(
        request=row, name="佐藤", seen=contact.reach_print, correction={"phone_day": "03-0000-9"}
    )
    assert call("GET", f"/contact-links/{row.pk}")[1]["correction"] == {"phone_day": "03-0000-9"}
    assert call("POST", f"/contact-links/{row.pk}/refuse", {"reason": ""})[0] == 422
    assert call("POST", f"/contact-links/{row.pk}/take")[1]["status"] == "TAKEN"
    assert call("POST", f"/contact-links/{row.pk}/withdraw")[0] == 422


def test_routes_texts_and_sheets(call, operator):
    route = {"channel": "電話", "deadline": "6時間以内", "responsible": operator.pk}
    assert call("PUT", "/reporting-routes/MHLW", route)[1]["missing"] == []
    assert call("PUT", "/reporting-routes/NOBODY", route)[0] == 422
    assert len(call("GET", "/reporting-routes")[1]) == 10
    text = {"audience": "WEB", "title": "題", "body": "{{hospital}}"}
    status, made = call("POST", "/announcement-templates", text)
    assert (status, made["places"]) == (201, ["hospital"])
    assert call("PUT", f"/announcement-templates/{made['id']}", text | {"body": "{{x}}"})[0] == 422
    assert call("PUT", f"/announcement-templates/{made['id']}", text | {"body": "文"})[1]["revision"] == 2
    assert call("POST", f"/announcement-templates/{made['id']}/retire")[1]["retired_on"]
    assert call("GET", "/announcement-templates")[1] == []
    status, paper = call("POST", "/contact-papers", {"place": "当直室"})
    assert (status, paper["is_current"]) == (201, True)
    assert call("POST", f"/contact-papers/{paper['id']}/remove")[0] == 200


def test_others_people_and_nonsense_are_refused(call, manager):
    stranger = make_hospital("別の病院")
    body = {"party": "INSIDE", "person": stranger.pk, "phone_day": "1"}
    assert call("POST", "/contacts", body)[0] == 404
    assert call("POST", "/contacts", {"party": "VENDOR", "organisation": "x", "phone_day": ""})[0] == 422
    assert (
        call(
            "POST", "/contacts", {"party": "VENDOR", "organisation": "x", "phone_day": "1", "systems": [-1]}
        )[0]
        == 404
    )
    assert (
        call("POST", "/contacts", {"party": "VENDOR", "organisation": "x\u0000", "phone_day": "1"})[0] == 422
    )
    other = make_contact(stranger)
    assert call("GET", f"/contacts/{other.pk}")[0] == 404
