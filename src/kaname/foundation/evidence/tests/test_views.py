"""Evidence leaves only as a sandboxed attachment, and only to who may see its record (hostile cases 34, 55)."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.evidence import services, store
from kaname.foundation.evidence.models import Evidence
from kaname.foundation.ledger.models import LedgerEntry

from .factories import PDF, make_file

_SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser(director) -> Client:
    client = Client()
    client.force_login(director.user, backend=_BACKEND)
    return client


@pytest.mark.parametrize(
    ("name", "content"), [("図.svg", _SVG), ("頁.html", b"<html><script>x</script>"), ("a.pdf", PDF)]
)
@pytest.mark.parametrize("url", ["/evidence/{}/content/", "/api/v1/evidence/{}/content"])
def test_every_kind_goes_out_as_a_sandboxed_attachment(browser, director, name, content, url):
    (row,) = services.attach(by=director, record=director, files=[make_file(name, content)])
    answer = browser.get(url.format(row.pk))
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, content)
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def test_a_japanese_name_survives(browser, director):
    (row,) = services.attach(by=director, record=director, files=[make_file("点検記録.pdf")])
    answer = browser.get(row.get_absolute_url())
    answer.close()
    assert (
        answer["Content-Disposition"]
        == "attachment; filename*=utf-8''%E7%82%B9%E6%A4%9C%E8%A8%98%E9%8C%B2.pdf"
    )


def test_another_hospitals_evidence_answers_404(browser):
    stranger = make_hospital("べつの病院")
    (row,) = services.attach(by=stranger, record=stranger, files=[make_file()])
    for url in (
        reverse("evidence:content", args=[row.pk]),
        f"/api/v1/evidence/{row.pk}",
        f"/api/v1/evidence/{row.pk}/content",
    ):
        assert browser.get(url).status_code == 404


def test_a_replaced_file_is_a_message_not_a_fault(browser, director):
    (row,) = services.attach(by=director, record=director, files=[make_file()])
    path = store.path_of(director.institution, row.sha256)
    path.chmod(0o600)
    path.write_bytes(b"other")
    answer = browser.get(row.get_absolute_url())
    assert (answer.status_code, "差し替えられた" in answer.content.decode()) == (400, True)


def test_api_attaches_only_where_a_room_lets_somebody(browser, director):
    refused = browser.post("/api/v1/evidence", {"record": ref_of(director), "file": make_file()})
    assert (refused.status_code, Evidence.objects.count()) == (403, 0)


def test_api_attaches_to_a_visible_record_only(browser, director, monkeypatch):
    monkeypatch.setattr(type(director), "may_be_attached_to", lambda row, by: row.pk == by.pk)
    stranger = make_hospital("べつの病院")
    made = browser.post("/api/v1/evidence", {"record": ref_of(director), "file": make_file(), "note": "x"})
    assert made.status_code == 201
    assert browser.get(f"/api/v1/evidence/{made.json()['id']}").json() == made.json()
    before = LedgerEntry.objects.count()
    for ref in (
        ref_of(stranger),
        "access.person:99999999999999999999999",
        "access.institution:1",
        "nothing",
        "a.b:1",
    ):
        assert browser.post("/api/v1/evidence", {"record": ref, "file": make_file()}).status_code == 404
    refused = browser.post(
        "/api/v1/evidence", {"record": ref_of(director), "file": make_file("x.exe", b"MZ")}
    )
    assert refused.status_code in (400, 422)
    assert (LedgerEntry.objects.count(), Evidence.objects.count()) == (before, 1)


def test_the_list_shows_name_kind_and_size(director):
    files = services.attach(by=director, record=director, files=[make_file("<b>.pdf")], note="4月分")
    html = render_to_string("evidence/_list.html", {"files": files})
    assert "&lt;b&gt;.pdf" in html
    assert "4月分" in html
