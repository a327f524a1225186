"""The pages and the API: thin ways to the same services, and no file makes them stumble."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaname.foundation.access import services as access
from kaname.outputs.kit import services
from kaname.outputs.kit.models import KitIssue
from kaname.rooms.incidents.models import Incident, LogLine

from .conftest import PHRASE, content_of, entry_of, file_of


@pytest.fixture
def browser(house) -> Client:
    client = Client()
    client.force_login(house.operator.user)
    return client


def upload(client: Client, raw: bytes, phrase: str = PHRASE) -> Any:
    return client.post(reverse("kit:merge"), {"file": SimpleUploadedFile("r.json", raw), "phrase": phrase})


def test_the_page_says_what_changed_and_asks_few_questions(house, django_assert_max_num_queries):
    client = Client()
    client.force_login(house.planner.user)
    services.make_kit(by=house.planner, phrase=PHRASE)
    for n in range(20):
        services.register_copy(by=house.planner, place=f"場所{n}", medium="USB", holder=house.operator)
    client.get(reverse("kit:overview"))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("kit:overview")).content.decode()
    assert "場所19" in page
    assert "控えは20か所にあり、どれも使えます" in page


def test_a_kit_comes_as_a_file_and_a_mistyped_phrase_makes_none(house):
    client = Client()
    client.force_login(house.planner.user)
    wrong = client.post(reverse("kit:new"), {"phrase": PHRASE, "phrase_again": "ちがう合言葉をいれる"})
    assert wrong.status_code == 422
    assert "二つの合言葉が違います" in wrong.content.decode()
    assert PHRASE not in wrong.content.decode()
    assert not KitIssue.objects.exists()
    made = client.post(reverse("kit:new"), {"phrase": PHRASE, "phrase_again": f" {PHRASE}"})
    assert made.status_code == 200
    assert made["Content-Disposition"].startswith("attachment")
    assert made["Cache-Control"] == "private, no-store"


def test_the_paper_says_the_same(house):
    client = Client()
    client.force_login(house.operator.user)
    answer = client.get(reverse("kit:paper_pdf"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_a_record_is_opened_looked_at_and_taken_in(house, browser):
    assert upload(browser, file_of(content_of(house, entry_of(1)))).url == reverse("kit:merge_check")
    shown = browser.get(reverse("kit:merge_check")).content.decode()
    assert "脅迫文" in shown
    assert "石井 蓮が令和8年11月19日 2:20に記入" in shown
    assert not Incident.objects.exists()
    done = browser.post(
        reverse("kit:merge_check"), {"title": "夜間の停止", "severity": "MAJOR", "seen": _seen(shown)}
    )
    assert done.url == Incident.objects.get().get_absolute_url()
    assert LogLine.objects.filter(key=f"kit:{1:032x}").count() == 1
    assert browser.get(reverse("kit:merge_check")).url == reverse("kit:merge")


def _seen(page: str) -> str:
    """The print that the page bears of what it shows."""
    return re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]


def test_what_another_window_opened_is_not_taken_in_unseen(house, browser):
    upload(browser, file_of(content_of(house, entry_of(1))))
    first = _seen(browser.get(reverse("kit:merge_check")).content.decode())
    upload(browser, file_of(content_of(house, entry_of(2, text="別の記録"))))
    answer = browser.post(reverse("kit:merge_check"), {"title": "停止", "severity": "MAJOR", "seen": first})
    assert answer.status_code == 422
    assert "別のファイルが開かれました" in answer.content.decode()
    assert not Incident.objects.exists()
    second = _seen(answer.content.decode())
    assert second != first
    done = browser.post(reverse("kit:merge_check"), {"title": "停止", "severity": "MAJOR", "seen": second})
    assert done.status_code == 302
    assert LogLine.objects.filter(key=f"kit:{2:032x}").count() == 1


def test_what_waits_lies_encrypted_and_without_its_phrase(house, browser):
    upload(browser, file_of(content_of(house, entry_of(1))))
    kept = json.dumps(dict(browser.session))
    assert "脅迫文" not in kept
    assert "\\u8105" not in kept
    assert PHRASE not in kept


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"x", "記録のファイルではありません"),
        (b"[" * 100_000, "記録のファイルではありません"),
        (b"\x00" * (2 * 1024 * 1024 + 1), "大きすぎます"),
        (json.dumps({"header": json.dumps({"format": "kaname-kit-record", "version": 1, "iterations": 10**9}), "data": "",
                     "sha256": "0" * 64}).encode(), "壊れています"),
    ],
)  # fmt: skip
def test_no_file_makes_the_page_stumble(house, browser, raw, said):
    answer = upload(browser, raw)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.fixture
def call(house):
    """Call the API as somebody."""

    def _call(who: str, method: str, path: str, **given: Any) -> Any:
        _row, secret = access.issue_token(by=None, person=getattr(house, who), name="t", may_write=True)
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        return getattr(client, method)(f"/api/v1{path}", **given)

    return _call


def test_the_api_makes_registers_and_merges(house, call):
    made = call("planner", "post", "/kit/issues", data={"phrase": PHRASE}, content_type="application/json")
    assert made.status_code == 200
    assert b"kaname-kit" in made.content
    assert call("operator", "get", "/kit/issues").json()["count"] == 1
    body = {"place": "当直室", "medium": "USB", "holder_id": house.operator.pk}
    copy = call("operator", "post", "/kit/copies", data=body, content_type="application/json")
    assert (copy.status_code, copy.json()["is_stale"], copy.json()["changed"]) == (201, False, [])
    assert [row["place"] for row in call("operator", "get", "/kit/copies").json()] == ["当直室"]
    record = {"file": SimpleUploadedFile("r.json", file_of(content_of(house, entry_of(1)))), "phrase": PHRASE}
    merged = call("operator", "post", "/kit/merges", data={**record, "title": "停止"})
    assert (merged.status_code, merged.json()["added"], merged.json()["there"]) == (200, 1, 0)
    record["file"] = SimpleUploadedFile("r.json", file_of(content_of(house, entry_of(1))))
    again = call("operator", "post", "/kit/merges", data={**record, "title": "停止"})
    assert (again.json()["added"], again.json()["there"]) == (0, 1)
    for who in ("nurse", "vendor"):
        assert call(who, "get", "/kit/copies").status_code == 403
