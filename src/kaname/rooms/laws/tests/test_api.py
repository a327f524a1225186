"""Laws and pledges over REST."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from kaname.foundation.access.tests.factories import make_hospital
from kaname.rooms.laws.models import Law, Pledge
from kaname.rooms.laws.shipped import shipped_laws

from .factories import make_document, make_law, make_text, sign


def call(person, method, path, body=None):
    client = Client()
    client.force_login(person.user)
    data = json.dumps(body) if body is not None else ""
    answer = client.generic(method, f"/api/v1{path}", data, "application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_laws_are_registered_changed_and_reviewed(manager, staff):
    document = make_document(manager, "規程")
    status, made = call(manager, "POST", "/laws", {"title": "甲", "kind": "ACT", "asks": "守る"})
    assert (status, made["key"]) == (201, "OWN-001")

    path = f"/laws/{made['id']}"
    said = {"owner": staff.pk, "documents": [document.pk], "revision": made["revision"]}
    status, changed = call(manager, "PATCH", path, said)
    assert (status, changed["owner"]["name"], changed["documents"]) == (200, "西村 空", [document.pk])
    assert call(manager, "PATCH", path, {"number": "1", "revision": made["revision"]})[0] == 409
    status, review = call(staff, "POST", f"{path}/review", {"note": "変わりない"})
    assert (status, review["result"]) == (201, "COMPLIANT")
    assert call(manager, "GET", "/laws/lacks")[1] == [{"law_id": made["id"], "kind": "DOCUMENT"}]
    assert [r["note"] for r in call(staff, "GET", f"{path}/reviews")[1]] == ["変わりない"]


def test_many_laws_are_reviewed_in_one_call(manager, staff):
    ids = [
        call(manager, "POST", "/laws", {"title": t, "kind": "ACT", "asks": "守る", "owner": staff.pk})[1][
            "id"
        ]
        for t in ("甲", "乙")
    ]

    status, made = call(staff, "POST", "/laws/reviews", {"laws": ids, "note": "条文と見比べた"})

    assert (status, [row["law_id"] for row in made]) == (201, ids)
    assert call(staff, "POST", "/laws/reviews", {"laws": [999_999], "note": "見た"})[0] == 404
    assert call(staff, "POST", "/laws/reviews", {"laws": [], "note": "見た"})[0] == 422


def test_first_list_and_its_changes(manager, officer):
    status, made = call(manager, "POST", "/laws/first")
    assert (status, made["count"]) == (201, len(shipped_laws()))
    status, taken = call(manager, "POST", "/law-changes/take-in")
    change = taken["items"][0]

    path = f"/law-changes/{change['id']}"
    told = {"addressee": manager.pk, "due_on": "2026-12-20"}
    assert call(officer, "POST", f"{path}/direct", told)[1]["state"] == "UNDER_REVIEW"
    other = f"/law-changes/{taken['items'][1]['id']}"
    assert call(officer, "POST", f"{other}/set-aside", {"reason": "関わらない"})[1]["state"] == "NOT_RELEVANT"
    assert call(officer, "POST", f"{other}/reconsider")[1]["state"] == "UNREVIEWED"
    assert call(officer, "GET", "/law-changes?state=UNDER_REVIEW")[1]["count"] == 1


def test_gaps(officer, manager, staff):
    law = make_law(officer)
    body = {
        "law": law.pk, "title": "掲示", "description": "貼り替える", "found_in": "AUDIT",
        "addressee": manager.pk, "due_on": "2026-12-20",
    }  # fmt: skip
    status, gap = call(officer, "POST", "/legal-gaps", body)
    assert (status, gap["state"], gap["directive"]["addressee"]["name"]) == (201, "OPEN", "中野 翔")
    assert call(officer, "GET", "/legal-gaps")[1]["count"] == 1
    assert call(staff, "GET", "/legal-gaps")[0] == 403


def test_pledges_of_ones_own_and_of_all(officer, staff, vendor):
    text = make_text(officer)
    said = {"text": text.pk, "signature": "西村空", "agreed": True}
    status, mine = call(staff, "POST", "/pledges/sign", said)
    assert (status, mine["way"]) == (201, "SCREEN")
    record = {"people": [vendor.pk], "way": "PAPER", "signed_on": "2026-11-20", "text": text.pk}
    assert call(officer, "POST", "/pledges", record)[0] == 201

    assert [row["id"] for row in call(staff, "GET", "/pledges")[1]["items"]] == [mine["id"]]
    assert call(vendor, "GET", f"/pledges/{mine['id']}")[0] == 404
    assert call(officer, "GET", "/pledges")[1]["count"] == 2
    states = {row["person"]["name"]: row["state"] for row in call(officer, "GET", "/pledges/standing")[1]}
    assert states == {"西村 空": "VALID", "山口 亮": "VALID", "森田 葵": "LACKING", "佐伯 恵": "LACKING"}
    withdrawn = call(officer, "POST", f"/pledges/{mine['id']}/withdraw", {"reason": "誤り"})[1]
    assert withdrawn["withdrawn_on"] == "2026-11-22"


def test_somebody_of_another_hospital_cannot_be_recorded(officer):
    text, other = make_text(officer), make_hospital("よその病院")
    record = {"people": [other.pk], "way": "PAPER", "signed_on": "2026-11-20", "text": text.pk}

    assert call(officer, "POST", "/pledges", record)[0] == 404
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("path", ["/laws/{law}", "/pledges/{pledge}", "/pledge-texts/{text}"])
def test_records_of_another_hospital_are_not_found(officer, path):
    other = make_hospital("よその病院")
    text = make_text(other)
    ids = {"law": make_law(other).pk, "text": text.pk, "pledge": sign(other, text).pk}

    assert call(officer, "GET", path.format(**ids))[0] == 404
    assert Law.objects.of(officer.institution).count() == 0
