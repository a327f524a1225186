"""The pages of decisions, without JavaScript: what each role sees, and that what was typed stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.services import change_person
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.decisions.models import Decision, DecisionAction, DecisionStatus
from kaname.foundation.decisions.services import MaterialChanged, act_as_proxy, act_on_step
from kaname.foundation.evidence.services import attach
from kaname.foundation.ledger.models import LedgerEntry

from .conftest import Effects, Hospital
from .factories import make_decision

LIST = "decisions:decision_list"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)  # type: ignore[arg-type]
    return client


def words_of(answer: Any) -> str:
    """The page, without the places where a headline may break."""
    return str(answer.content.decode().replace("<wbr>", ""))


def act_url(name: str, decision: Decision) -> str:
    return reverse(f"decisions:decision_{name}", args=[decision.pk])


def test_list_tells_whose_turn_it_is(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    page = signed_in(hospital.executive).get(reverse(LIST))
    assert "あなたの番は 1件" in words_of(page)
    other = words_of(signed_in(hospital.auditor).get(reverse(LIST)))
    assert "あなたの番は" not in other
    assert decision.number in other


def test_list_filters_and_leaves_as_excel(hospital: Hospital) -> None:
    make_decision(hospital.drafter, hospital.executive)
    client = signed_in(hospital.auditor)
    assert "VPN装置" in client.get(reverse(LIST), {"q": "VPN"}).content.decode()
    assert "VPN装置" not in client.get(reverse(LIST), {"status": "DECIDED"}).content.decode()
    assert client.get(reverse(LIST), {"format": "xlsx"}).content[:2] == b"PK"


def test_list_queries_do_not_grow(hospital: Hospital) -> None:
    client, counts = signed_in(hospital.executive), []
    client.get(reverse(LIST))
    for more in (1, 5):
        for _turn in range(more):
            make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
            make_decision(hospital.drafter, hospital.executive)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_detail_offers_the_answers_to_whose_turn_it_is(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    url = decision.get_absolute_url()
    text = words_of(signed_in(hospital.executive).get(url))
    for words in (
        "VPN装置を更新してよいか",
        "380万円で更新する。",
        "12月に保守が終わる",
        "承認する",
        "決める",
        "差し戻す",
    ):
        assert words in text
    assert act_url("act", decision) in text
    assert act_url("proxy", decision) not in text
    auditor = signed_in(hospital.auditor).get(url).content.decode()
    for name in ("act", "proxy", "return", "withdraw", "resubmit"):
        assert act_url(name, decision) not in auditor
    assert act_url("proxy", decision) in signed_in(hospital.deputy).get(url).content.decode()
    assert act_url("withdraw", decision) in signed_in(hospital.drafter).get(url).content.decode()


def test_detail_queries(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    client = signed_in(hospital.executive)
    client.get(decision.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(decision.get_absolute_url())
    assert (
        len(queries) <= 18
    )  # ten of them are the frame: session, person, roles, what waits, the fingerprint


def test_decide_on_the_page_leaves_one_entry(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    body = {"choice": "YES", "reason": "必要", "revision": decision.revision, "form_token": "once"}
    client = signed_in(hospital.executive)
    entries = LedgerEntry.objects.of(decision.institution)
    before = entries.count()
    answer = client.post(act_url("act", decision), body)
    assert (answer.status_code, answer.headers["Location"]) == (302, decision.get_absolute_url())
    assert entries.count() == before + 1
    assert client.post(act_url("act", decision), body).status_code == 302
    assert entries.count() == before + 1
    shown = words_of(client.get(decision.get_absolute_url()))
    assert "結論" in shown
    assert act_url("act", decision) not in shown


def test_refused_form_keeps_what_was_typed(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    answer = signed_in(hospital.executive).post(act_url("return", decision), {"order": 0, "reason": " "})
    assert answer.status_code == 422
    assert "差し戻す理由を書いてください" in answer.content.decode()
    proxy = signed_in(hospital.deputy).post(
        act_url("proxy", decision), {"choice": "NO", "proxy_reason": "出張のため"}
    )
    assert "出張のため" in proxy.content.decode()
    assert "理由が要ります" in proxy.content.decode()


def test_form_made_from_an_older_revision_is_told_so(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    body = {"choice": "YES", "revision": decision.revision - 1}
    assert signed_in(hospital.executive).post(act_url("act", decision), body).status_code == 409
    assert Decision.objects.get().status == DecisionStatus.PENDING


def test_changed_material_is_shown_and_stored_as_void(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    change_person(by=hospital.officer, person=hospital.staff, name="西村 昴", kind="EMPLOYEE")
    client = signed_in(hospital.executive)
    assert "資料が変わっています" in words_of(client.get(decision.get_absolute_url()))
    answer = client.post(act_url("act", decision), {"choice": "APPROVE"})
    assert "失効しました" in answer.content.decode()
    assert Decision.objects.get().status == DecisionStatus.VOID


def test_return_resubmit_and_withdraw_on_the_page(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    signed_in(hospital.executive).post(act_url("return", decision), {"order": 0, "reason": "費用が不明"})
    drafter = signed_in(hospital.drafter)
    assert "費用が不明" in words_of(drafter.get(decision.get_absolute_url()))
    mended = {
        "question": decision.question,
        "summary": "350万円",
        "text": "見積りを取り直した",
        "comment": "費用を直した",
    }
    drafter.post(act_url("resubmit", decision), mended)
    after = Decision.objects.get()
    assert (after.status, after.material, after.summary) == (
        DecisionStatus.PENDING,
        {"text": "見積りを取り直した", "evidence": []},
        "350万円",
    )
    drafter.post(act_url("withdraw", decision), {"reason": "不要になった"})
    assert Decision.objects.get().status == DecisionStatus.WITHDRAWN


def test_absent_approver_sees_the_proxy_afterwards(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    act_as_proxy(by=hospital.deputy, decision=decision, choice="YES", proxy_reason="出張中")
    client = signed_in(hospital.executive)
    assert "あなたの番は 1件" in words_of(client.get(reverse(LIST)))
    action = DecisionAction.objects.get(on_behalf_of=hospital.executive)
    seen = reverse("decisions:proxy_seen", args=[action.pk])
    assert seen in words_of(client.get(decision.get_absolute_url()))
    assert client.post(seen).status_code == 302
    assert seen not in words_of(client.get(decision.get_absolute_url()))


def test_general_request_from_the_form(hospital: Hospital) -> None:
    client = signed_in(hospital.drafter)
    body = {
        "question": "どの案にするか",
        "summary": "案Aがよい",
        "text": "比較表",
        "answers": "案A\n案B\n",
        "reviewer": hospital.officer.pk,
        "approver": hospital.executive.pk,
    }
    url = reverse("decisions:decision_new")
    refused = client.post(url, {**body, "question": ""})
    assert "案Aがよい" in refused.content.decode()
    assert client.post(url, body).status_code == 302
    made = Decision.objects.get()
    assert [str(o.label) for o in made.options] == ["案A", "案B", "承認しない"]
    assert [(s.kind, s.person) for s in made.ordered_steps()] == [
        ("DRAFT", hospital.drafter),
        ("REVIEW", hospital.officer),
        ("APPROVE", hospital.executive),
    ]


def test_approvers_on_offer_are_executives_but_not_oneself(hospital: Hospital) -> None:
    text = signed_in(hospital.executive).get(reverse("decisions:decision_new")).content.decode()
    assert "藤井 誠" in text
    make_hospital(name="ほかの病院")
    assert f'<option value="{hospital.executive.pk}"' not in text.split('name="approver"')[1]


@pytest.mark.parametrize(
    ("who", "new"), [("executive", 200), ("officer", 200), ("auditor", 403), ("staff", 403)]
)
def test_new_for_each_role(hospital: Hospital, who: str, new: int) -> None:
    assert signed_in(getattr(hospital, who)).get(reverse("decisions:decision_new")).status_code == new


def test_staff_and_strangers_see_nothing(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    assert signed_in(hospital.staff).get(decision.get_absolute_url()).status_code == 403
    stranger = signed_in(make_hospital(name="ほかの病院"))
    assert "VPN装置" not in stranger.get(reverse(LIST)).content.decode()
    paths = [decision.get_absolute_url(), act_url("pdf", decision)]
    assert [stranger.get(path).status_code for path in paths] == [404, 404]
    posts = [act_url(name, decision) for name in ("act", "proxy", "return", "withdraw", "resubmit")]
    assert [stranger.post(path, {"reason": "x"}).status_code for path in posts] == [404] * 5
    assert Client().get(decision.get_absolute_url()).status_code == 302


def test_pdf_is_a_pdf_with_the_fingerprint_of_the_ledger(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    act_on_step(by=hospital.executive, decision=decision, choice="NO", reason="予算がない")
    answer = signed_in(hospital.auditor).get(act_url("pdf", decision))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content[:5] == b"%PDF-"


def test_evidence_of_a_general_request_is_part_of_its_material(hospital: Hospital) -> None:
    body = {
        "question": "更新するか",
        "summary": "更新する",
        "answers": "承認する",
        "approver": hospital.executive.pk,
    }
    estimate = SimpleUploadedFile("見積.txt", "380万円".encode())
    signed_in(hospital.drafter).post(reverse("decisions:decision_new"), {**body, "attachments": [estimate]})
    made = Decision.objects.get()
    assert [file["name"] for file in made.material["evidence"]] == ["見積.txt"]
    assert "見積.txt" in words_of(signed_in(hospital.executive).get(made.get_absolute_url()))
    attach(by=hospital.drafter, record=made, files=[SimpleUploadedFile("差替.txt", b"400")])
    with pytest.raises(MaterialChanged):
        act_on_step(by=hospital.executive, decision=made, choice="A1")
