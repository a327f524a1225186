"""A member of one hospital finds nothing of another: every id answers 404, no list, export or search names it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from kaname.foundation.access.policy import allowed_roles

from .conftest import STRANGERS, VISITORS, Visitor
from .story import WHO_HOLDS, Story
from .walk import WITHOUT_ACTION, address, operation_address, operations, pages

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORD, SECRET = STRANGERS
ESCAPED = SECRET.encode("ascii", "backslashreplace")
QUERIES: tuple[dict[str, str], ...] = ({}, {"q": WORD}, {"format": "xlsx"}, {"format": "csv"})
SHARED = {
    "access:holiday_remove"
}  # public holidays belong to no hospital; every correction is in its author's ledger
MEMBERS = [(role, key) for role, key in VISITORS if key]
NO_RECORDS = {
    "obligation_id",
    "seq",
    "part_key",
    "item_key",
    "recipient",
}  # what names no record of a hospital
ROLES = [role for role, _key in MEMBERS]


def _expected(role: str, action: str) -> set[int]:
    return {404} if role in allowed_roles(action) else {403}


@pytest.mark.parametrize(("role", "key"), MEMBERS, ids=ROLES)
def test_pages_of_another_hospital_are_not_found(story: Story, other: Story, role: str, key: str) -> None:
    visitor = Visitor(story, key)
    wrong = []
    for page in (p for p in pages() if p.takes_records and p.action and "seq" not in p.parameters):
        if page.name in SHARED:
            continue
        url = address(page, other)
        answers = [answer for answer in (visitor.open(url), visitor.post(url)) if answer.status_code != 405]
        codes = {answer.status_code for answer in answers}
        if not codes or not codes <= _expected(role, page.action):
            wrong.append(f"{page.name}: {codes}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(("role", "key"), MEMBERS, ids=ROLES)
def test_operations_on_another_hospital_are_not_found(
    story: Story, other: Story, role: str, key: str
) -> None:
    visitor = Visitor(story, key)
    wrong = []
    named = [o for o in operations() if o.parameters and not set(o.parameters) & NO_RECORDS]
    for operation in named:
        url = operation_address(operation, other)
        answer = visitor.call(operation.method, url, _filled(operation.path, other))
        if answer.status_code not in _expected(role, operation.action):
            wrong.append(f"{operation.name}: {answer.status_code} {answer.raw.decode()[:200]}")
    assert wrong == [], "\n".join(wrong)


def _filled(path: str, story: Story) -> dict[str, Any]:
    """Bodies that pass the schema, so that only the id can be what is not found."""
    person, day = story.people["staff"].pk, "2026-12-20"
    told = {"addressee": person, "title": "件名", "body": "本文", "due_on": day}
    said = {
        "reason": "理由",
        "comment": "意見",
        "choice": "YES",
        "order": 0,
        "starts_on": day,
        "ends_on": day,
    }
    session = {"held_on": day, "starts": "17:30", "ends": "18:15", "place": "講堂", "teacher": "講師",
               "code": "ABCD-EFGH-JKMN", "lines": []}  # fmt: skip
    kinds = {"laws": "ACT", "courses": "SECURITY", "meetings": "meetings.general"}
    kind = kinds.get(path.strip("/").split("/")[0])
    meeting = {**({"kind": kind} if kind else {}), "summary": "説明", "answers": {}, "planned_on": day, "chair_id": person, "people": [], "items": [],
               "text": "文", "addressee_id": person, "question": "よいか", "approver_id": person}  # fmt: skip
    committee = {"purpose": "目的", "person_id": person, "meetings_per_year": 4}
    plan = {"revision": 0, "aims": "方針", "statement": "目標", "measure": "施策", "target": "100%",
            "results": [], "review": "振り返り", "percent": 50, "note": "行ったこと", "owner_id": person,
            "new_due_on": day}  # fmt: skip
    return {
        **told,
        **said,
        **session,
        **meeting,
        **committee,
        **plan,
        "approver": person,
        "effective_on": day,
        "name": "名前",
        "role": "STAFF",
        "description": "内容",
        "person": person,
        **_OF_NOUNS.get(path.strip("/").split("/")[0], {}),
    }


# What the bodies of some operations ask besides, by the first word of their address.
_OF_NOUNS: dict[str, dict[str, Any]] = {
    "incidents": {
        "severity": "MAJOR", "change_note": "分かった", "moment": "OTHER", "choice": "DO", "clock": "police",
        "role": "COMMANDER", "what": "異常",
    },
    "incident-reports": {"channel": "電話", "recipient": "窓口"},
    "incident-functions": {"state": "NORMAL"},
    "incident-evidence": {"method": "写し"},
    "drills": {
        "to": "press", "inject": "alarm", "expectation": "cut", "value": "MET", "went_well": "早い", "went_badly": "遅い", "what": "課題",
        "started_at": "2026-11-20T10:00:00+09:00", "ended_at": "2026-11-20T11:00:00+09:00", "role": "COMMANDER",
    },
    "drill-people": {"attended": True},
    "contacts": {"order": 1, "reached": "受付"},
    "announcement-templates": {"audience": "PATIENTS"},
}  # fmt: skip


@pytest.mark.parametrize(("role", "key"), MEMBERS, ids=ROLES)
def test_nothing_shown_names_another_hospital(story: Story, other: Story, role: str, key: str) -> None:
    visitor = Visitor(story, key)
    wrong = []
    for page in (p for p in pages() if role in allowed_roles(p.action or "overview.view")):
        if page.name in WITHOUT_ACTION:
            continue
        url = address(page, story)
        for query in QUERIES if not page.parameters else QUERIES[:1]:
            answer = visitor.open(url, **query)
            if SECRET in _readable(answer.raw):
                wrong.append(f"{page.name} {query}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(("role", "key"), MEMBERS, ids=ROLES)
def test_no_operation_names_another_hospital(story: Story, other: Story, role: str, key: str) -> None:
    visitor = Visitor(story, key)
    wrong = []
    for operation in (o for o in operations() if o.method == "GET" and role in allowed_roles(o.action)):
        url = operation_address(operation, story)
        for query in ({}, {"q": WORD}, {"limit": "1000"}):
            answer = visitor.call("GET", url, **query)
            if SECRET in _readable(answer.raw) or ESCAPED in answer.raw:
                wrong.append(f"{operation.name} {query}")
    assert wrong == [], "\n".join(wrong)


def _readable(raw: bytes) -> str:
    """The text of a page, or of what is inside an Excel file."""
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            raw = b"".join(book.read(name) for name in book.namelist())
    return raw.decode("utf-8", "replace")


def test_what_could_leak_is_there_for_its_own_people(other: Story, story: Story) -> None:
    visitor = Visitor(other, "director")
    lists = ("decisions:decision_list", "directives:directive_list_all", "documents:document_list")
    assert [SECRET in visitor.open(reverse(name), q=WORD).raw.decode() for name in lists] == [
        True,
        True,
        True,
    ]
    assert SECRET in _readable(visitor.open(reverse("directives:directive_list_all"), format="xlsx").raw)
    assert ESCAPED in visitor.call("GET", "/api/v1/directives").raw


@pytest.mark.parametrize("key", ["director", "officer", "manager"])
def test_a_person_of_another_hospital_cannot_be_named_in_a_form(story: Story, other: Story, key: str) -> None:
    visitor = Visitor(story, key)
    stranger = other.people["operator"].pk
    body = {"addressee": stranger, "title": "依頼", "body": "本文", "due_on": "2026-12-20"}
    posted = visitor.browser.post(reverse("directives:directive_new"), body)
    assert posted.status_code == 422
    assert SECRET not in posted.content.decode()
    assert visitor.call("POST", "/api/v1/directives", body).status_code in (404, 422)


def test_every_role_was_tried() -> None:
    assert set(WHO_HOLDS) < set(ROLES)
