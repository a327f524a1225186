"""Documents over REST, by token."""

from __future__ import annotations

import json

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.decisions.models import Decision
from kaname.rooms.documents.models import Document

from .factories import make_approved, make_author, make_document, make_draft

ROOT = "/api/v1/documents"


def caller(client, executive, *roles, name="中野 翔"):
    person = make_person(executive.institution, name, roles=roles, account=True)
    _token, secret = access.issue_token(by=None, person=person, name="試験", may_write=True)

    def call(method, path="", body=None):
        return client.generic(
            method,
            f"{ROOT}{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return person, call


@pytest.fixture
def writing(client, executive):
    return caller(client, executive, Role.PLANNING_MANAGER)


def test_create_write_and_request_approval(writing, executive):
    person, call = writing

    made = call("POST", body={"title": "運用管理規程", "type": "OPERATION_REGULATION"})
    assert (made.status_code, made.json()["number"], made.json()["owner"]["id"]) == (
        201,
        "DOC-001",
        person.pk,
    )
    pk = made.json()["id"]
    provisions = {"AUTHORITY_OVER_ALL_DEPARTMENTS": "第3条"}
    written = call("POST", f"/{pk}/versions", {"body": "第3条 全部門に及ぶ。", "provisions": provisions})
    assert [(v["number"], v["status"], v["provisions"]) for v in written.json()["versions"]] == [
        (1, "DRAFT", provisions)
    ]
    asked = call("POST", f"/{pk}/request-approval", {"approver": executive.pk, "effective_on": "2026-11-22"})
    assert (asked.status_code, asked.json()["status"]) == (201, "PENDING")
    assert Decision.objects.of(person.institution).get().pk == asked.json()["id"]


def test_list_and_read(writing, executive, author):
    _person, call = writing
    version = make_approved(author, executive, body="媒体は暗号化する。")
    make_document(author, "ほかの文書")

    listed = call("GET", "?q=%E6%9A%97%E5%8F%B7").json()
    assert (listed["count"], listed["items"][0]["current_version"]) == (1, 1)
    read = call("GET", f"/{version.document_id}").json()
    assert (read["next_review_on"], read["versions"][0]["body"]) == ("2027-11-22", "媒体は暗号化する。")
    assert read["versions"][0]["ref"] == f"documents.documentversion:{version.pk}"


def test_staff_acknowledges_and_sees_only_what_is_in_force(client, executive, author):
    version = make_approved(author, executive)
    make_draft(author, version.document, body="書きかけの本文")
    hidden = make_draft(author, make_document(author, "下書きだけ"))
    _person, call = caller(client, executive, Role.STAFF, name="看護 花")

    assert call("GET").json()["count"] == 1
    assert [v["number"] for v in call("GET", f"/{version.document_id}").json()["versions"]] == [1]
    assert call("GET", f"/{hidden.document_id}").status_code == 404
    assert call("POST", f"/{version.document_id}/acknowledge").json()["version"] == 1
    assert call("POST", body={"title": "x", "type": "OTHER"}).status_code == 403


def test_another_hospitals_document_is_not_found(writing):
    _person, call = writing
    other = make_hospital("よその病院")
    version = make_approved(make_author(other), other)

    assert call("GET").json()["count"] == 0
    assert call("GET", f"/{version.document_id}").status_code == 404
    assert call("POST", f"/{version.document_id}/versions", {"body": "x"}).status_code == 404
    assert call("POST", f"/{version.document_id}/acknowledge").status_code == 404
    assert Document.objects.of(other.institution).get().versions.count() == 1


def test_refusals_say_what_to_do(writing):
    person, call = writing
    draft = make_draft(person)

    refused = call("POST", f"/{draft.document_id}/versions", {"body": "もう一つ"})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "書きかけの版が既にあります。その版を編集してください。",
    )
    assert call("POST", body={"title": "x", "type": "UNKNOWN"}).status_code == 422
