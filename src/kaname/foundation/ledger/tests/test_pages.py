"""The ledger browser and its API."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.policy import POLICY
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.ledger import checkpoints, standalone
from kaname.foundation.ledger.history import Change
from kaname.foundation.ledger.labels import LABELS
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.ledger.selectors import changes_of, history_of


def test_every_action_has_a_label():
    assert set(POLICY) - set(LABELS) == set()


@pytest.fixture
def browser(director) -> Client:
    client = Client()
    client.force_login(director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_entry_says_what_changed_in_words(director, last):
    change = changes_of(LedgerEntry.objects.get(seq=last - 4))[0]
    person = Person.objects.get(name="中野 翔")
    assert (change.ref, change.kind, change.name, change.deed) == (
        f"access.person:{person.pk}",
        "人",
        "中野 翔",
        "変更",
    )
    assert change.changes == (Change("title", "役職", "主任", "係長"),)


def test_a_record_has_its_history(director):
    person = Person.objects.get(name="中野 翔")
    steps = history_of(f"access.person:{person.pk}", director.institution)
    assert [s.change.deed for s in steps] == ["作成", *["変更"] * 6]
    labels = {c.label: c.after for c in steps[0].change.changes}
    assert labels["区分"] == "職員（直接雇用）"
    assert labels["メール"] == "（内容は見せず、照合用の値だけを残しています）"


def test_the_pages_show_who_did_what(browser, director, last):
    checkpoints.seal(director.institution, reason="daily")
    person = Person.objects.get(name="中野 翔")
    for url in (
        reverse("ledger:entry_list"),
        reverse("ledger:entry_list")
        + f"?action=access.manage_accounts&person={director.pk}&period=week&kind=access.person",
        reverse("ledger:entry", args=[last - 4]),
        reverse("ledger:record", args=[f"access.person:{person.pk}"]),
    ):
        page = browser.get(url)
        assert page.status_code == 200, url
        assert "中野 翔" in page.content.decode(), url


def test_the_list_costs_the_same_whatever_its_length(browser, director, django_assert_max_num_queries):
    browser.get(reverse("ledger:entry_list"))
    with django_assert_max_num_queries(15):
        browser.get(reverse("ledger:entry_list"))


def test_another_hospitals_ledger_answers_404(browser, director):
    other = make_hospital("べつの病院")
    make_person(other.institution, "小川 実")
    theirs = max(LedgerEntry.objects.filter(institution=other.institution).values_list("seq", flat=True))
    assert theirs < 20
    for url in (
        reverse("ledger:entry", args=[10_000]),
        reverse("ledger:entry_proof", args=[10_000]),
        reverse("ledger:record", args=[f"access.person:{other.pk}"]),
        reverse("ledger:record", args=["nothing.at_all:99999999999999999999999"]),
    ):
        assert browser.get(url).status_code == 404
    assert "小川" not in browser.get(reverse("ledger:entry_list")).content.decode()


def test_staff_may_not_read_the_ledger(director):
    staff = make_person(director.institution, "林 さくら", roles=["STAFF"], account=True)
    client = Client()
    client.force_login(staff.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("ledger:entry_list")).status_code == 403


def test_proof_and_export_are_downloads(browser, director, tmp_path):
    checkpoints.seal(director.institution, reason="daily")
    proof = json.loads(browser.get(reverse("ledger:entry_proof", args=[3])).content)
    assert standalone.verify_proof(proof) == []
    packed = b"".join(browser.post(reverse("ledger:export")).streaming_content)
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path / "zip")
    assert standalone.verify_export(tmp_path / "zip" / "kaname-ledger") == []


def test_api_lists_proves_and_tells_history(browser, director, last):
    checkpoints.seal(director.institution, reason="daily")
    person = Person.objects.get(name="中野 翔")
    page = browser.get("/api/v1/ledger/entries?limit=2").json()
    assert (page["count"], [i["seq"] for i in page["items"]]) == (last, [last, last - 1])
    entry = browser.get(f"/api/v1/ledger/entries/{last - 4}").json()
    assert (entry["entry"]["action"], entry["entry"]["action_label"]) == (
        "access.manage_accounts",
        "人とアカウントの管理",
    )
    assert entry["changes"][0]["changes"] == [
        {"field": "title", "label": "役職", "before": "主任", "after": "係長"}
    ]
    assert standalone.verify_proof(browser.get(f"/api/v1/ledger/entries/{last - 4}/proof").json()) == []
    assert len(browser.get(f"/api/v1/ledger/records/access.person:{person.pk}/history").json()) == 7
    assert browser.get("/api/v1/ledger/entries/10000").status_code == 404
    assert browser.get("/api/v1/ledger/records/access.person:99999/history").status_code == 404
