"""Decisions over REST: the same rules as on the pages, for each role and never across hospitals."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaname.foundation.access.models import Person
from kaname.foundation.access.services import issue_token
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.decisions.models import Decision, DecisionStatus
from kaname.foundation.ledger.models import LedgerEntry

from .conftest import Hospital
from .factories import make_decision

API = "/api/v1/decisions"


class Caller:
    """Somebody who calls the API with a token of theirs."""

    def __init__(self, person: Person) -> None:
        _token, secret = issue_token(by=None, person=person, name="試験", may_write=True)
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str = "", **query: str | int) -> Any:
        return self.client.get(API + path, query)

    def post(self, path: str, **body: object) -> Any:
        return self.client.post(API + path, body, content_type="application/json")


def test_list_filters_by_status_and_mine(hospital: Hospital) -> None:
    waiting = make_decision(hospital.drafter, hospital.executive)
    other = make_decision(hospital.drafter, hospital.deputy)
    caller = Caller(hospital.executive)
    assert [d["id"] for d in caller.get().json()["items"]] == [other.pk, waiting.pk]
    assert [d["id"] for d in caller.get(mine=True).json()["items"]] == [waiting.pk]
    assert caller.get(status="DECIDED").json() == {"count": 0, "items": []}
    assert caller.get(status="NONSENSE").status_code == 422


def test_list_queries_do_not_grow(hospital: Hospital) -> None:
    caller, counts = Caller(hospital.executive), []
    for _turn in range(2):
        make_decision(hospital.drafter, hospital.executive)
        with CaptureQueriesContext(connection) as queries:
            caller.get()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_detail_shows_material_steps_and_history(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    body = Caller(hospital.auditor).get(f"/{decision.pk}").json()
    assert body["material"] == {"text": "現行機は12月に保守が終わる。", "evidence": []}
    assert [o["key"] for o in body["options"]] == ["YES", "NO"]
    assert [(s["kind"], s["person"]["name"]) for s in body["steps"]] == [
        ("DRAFT", "高橋 航"),
        ("APPROVE", "佐伯 恵"),
    ]
    assert [a["kind"] for a in body["actions"]] == ["REQUESTED"]


def test_decide_leaves_one_entry(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    caller = Caller(hospital.executive)
    before = LedgerEntry.objects.of(decision.institution).count()
    answer = caller.post(f"/{decision.pk}/decide", choice="YES", reason="必要")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["choice"]) == ("DECIDED", "YES")
    assert LedgerEntry.objects.of(decision.institution).count() == before + 1


def test_decide_as_proxy_is_recorded_as_such(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    answer = (
        Caller(hospital.deputy).post(f"/{decision.pk}/decide", choice="YES", proxy_reason="出張中").json()
    )
    assert answer["actions"][-1]["on_behalf_of"]["name"] == "佐伯 恵"
    assert answer["steps"][-1]["is_proxy"] is True


def test_refusals_say_what_to_do(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    answer = Caller(hospital.executive).post(f"/{decision.pk}/decide", choice="NO")
    assert 400 <= answer.status_code < 500
    assert "理由が要ります" in str(answer.json())


def test_return_and_withdraw(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    returned = Caller(hospital.executive).post(f"/{decision.pk}/return", order=0, reason="費用が不明")
    assert returned.json()["status"] == "RETURNED"
    withdrawn = Caller(hospital.drafter).post(f"/{decision.pk}/withdraw", reason="不要")
    assert withdrawn.json()["status"] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("who", "seen"),
    [("executive", 200), ("drafter", 200), ("officer", 200), ("auditor", 200), ("staff", 403)],
)
def test_each_role_reads_what_the_policy_says(hospital: Hospital, who: str, seen: int) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    caller = Caller(getattr(hospital, who))
    assert [caller.get().status_code, caller.get(f"/{decision.pk}").status_code] == [seen, seen]


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_roles_that_may_not_write(hospital: Hospital, who: str) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    caller = Caller(getattr(hospital, who))
    tries = [("decide", {"choice": "YES"}), ("return", {"reason": "不足"}), ("withdraw", {"reason": "不要"})]
    assert {caller.post(f"/{decision.pk}/{path}", **body).status_code for path, body in tries} == {403}
    assert Decision.objects.get().status == DecisionStatus.PENDING


def test_another_hospital_gets_404(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    stranger = Caller(make_hospital(name="ほかの病院"))
    answers = [
        stranger.get(f"/{decision.pk}"),
        stranger.post(f"/{decision.pk}/decide", choice="YES"),
        stranger.post(f"/{decision.pk}/return", reason="不足"),
        stranger.post(f"/{decision.pk}/withdraw", reason="不要"),
    ]
    assert [a.status_code for a in answers] == [404] * 4
    assert stranger.get().json()["count"] == 0
