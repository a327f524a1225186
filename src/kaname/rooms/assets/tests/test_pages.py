"""The register on its pages: written, found, taken out of use; few queries however long."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.rooms.assets.models import InformationSystem

from .conftest import TODAY, make_system


@pytest.fixture
def client(operator):
    client = Client()
    client.force_login(operator.user)
    return client


def url(name, *args):
    return reverse(f"assets:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_a_system_is_entered_changed_and_taken_out_of_use(client, operator):
    empty = client.get(url("system_list"))
    assert "診療に使う情報システムを登録します。" in text(empty)
    entered = {
        "name": "電子カルテ", "purpose": "診療の記録", "criticality": "VITAL", "owner": operator.pk,
        "placement": "ON_PREMISES", "holds_patient_data": "on", "remote_maintenance": "UNKNOWN",
    }  # fmt: skip
    made = client.post(url("system_new"), entered, follow=True)
    assert "登録しました。" in text(made)
    system = InformationSystem.objects.get()
    assert (system.number, system.owner, system.holds_patient_data) == ("S-001", operator, True)

    page = client.get(url("system_change", system.pk))
    changed = entered | {
        "number": "S-001", "starts_on": TODAY.isoformat(), "remote_maintenance": "ON_REQUEST", "remote_path": "専用線",
        "revision": page.context["form"]["revision"].value(),
    }  # fmt: skip
    assert "保存しました。" in text(client.post(url("system_change", system.pk), changed, follow=True))

    said = {"ends_on": "令和8年11月22日", "reason": "更新", "revision": 2}
    gone = client.post(url("system_retire", system.pk), said, follow=True)
    assert "令和8年11月22日" in text(gone)
    assert "電子カルテ" not in text(client.get(url("system_list")))
    assert "電子カルテ" in text(client.get(url("system_list"), {"state": "ENDED"}))
    back = client.post(url("system_restore", system.pk), {"revision": 3}, follow=True)
    assert "使っているものに戻しました。" in text(back)


def test_what_is_wrong_is_said_at_its_field_and_keeps_what_was_typed(client):
    wrong = {"name": "電子カルテ", "purpose": "記録", "criticality": "VITAL", "placement": "CLOUD",
             "remote_maintenance": "NONE", "remote_path": "VPN"}  # fmt: skip
    refused = client.post(url("system_new"), wrong)
    assert refused.status_code == 422
    assert "経路は、リモート保守があるときだけ書いてください。" in text(refused)
    assert 'value="電子カルテ"' in text(refused)


def test_sentences_say_what_is_not_known(client, operator):
    make_system(operator)
    shown = text(client.get(url("system_list")))
    assert "使っている情報システムは1件です。" in shown
    assert "管理者のいないものが1件あります。" in shown
    assert "リモート保守を確かめていないものが1件あります。" in shown
    detail = text(client.get(InformationSystem.objects.get().get_absolute_url()))
    assert "管理者が決まっていません。" in detail


def test_search_finds_by_name_number_purpose_and_vendor(client, operator):
    make_system(operator, vendor_name="碧海システムズ株式会社")
    make_system(operator, "透析管理", purpose="透析の経過")
    for word, found in (
        ("碧海", "電子カルテ"),
        ("S-002", "透析管理"),
        ("ｓ－００１", "電子カルテ"),
        ("経過", "透析管理"),
    ):
        shown = text(client.get(url("system_list"), {"q": word}))
        assert [name for name in ("電子カルテ", "透析管理") if f">{name}</a>" in shown] == [found], word


def test_the_list_needs_few_queries_however_long(client, operator):
    counts = []
    for n in (2, 12):
        for number in range(n):
            make_system(operator, f"部門システム{n}-{number}", owner=operator)
        client.get(url("system_list"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url("system_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
