"""Bodies that no page would send: the API says what is wrong, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from kaname.foundation.access.records import ref_of
from kaname.foundation.evidence import services as evidence
from kaname.foundation.evidence.models import Evidence
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.incidents.tests.drill_stage import SCRIPT
from kaname.wsgi import application

from .conftest import Visitor
from .story import PDF, Story

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TOO_BIG, SURROGATE = 2**63, "\ud800"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/appointments/{appointment_manager}/end", {"ends_on": "9999-12-31", "reason": "退職"}),
        ("/appointments/{appointment_manager}/end", {"ends_on": "0001-01-01", "reason": "退職"}),
        ("/laws/reviews", {"laws": [TOO_BIG], "note": "見た"}),
        ("/laws/{law}/review", {"note": SURROGATE}),
        ("/completions", {"lines": [{"person": 1, "course": TOO_BIG, "completed_on": "2026-04-01"}]}),
        ("/documents/{document}/versions", {"body": "本文", "change_note": "", "lists": [SURROGATE]}),
        ("/systems/{system}/retire", {"ends_on": "9999-12-31", "reason": "更新"}),
        ("/drills", {"planned_on": "2026-12-20", "script": {**SCRIPT, "situation": SURROGATE}}),
        ("/drills", {"planned_on": "2026-12-20", "script": {**SCRIPT, "situation": "a\0b"}}),
        ("/drills", {"planned_on": "2026-12-20", "script": {"injects": [[[[]]]] * 50}}),
        ("/drills", {"planned_on": "9999-12-31", "script": SCRIPT, "facilitator": TOO_BIG}),
        ("/systems", {"name": SURROGATE, "purpose": "記録", "criticality": "VITAL"}),
    ],
)
def test_what_nothing_can_hold_is_refused(story: Story, path: str, body: dict[str, Any]) -> None:
    visitor = Visitor(story, "manager")
    before = LedgerEntry.objects.of(story.institution).count()
    url = "/api/v1" + path.format(**{name: record.pk for name, record in story.records.items()})
    answer = visitor.call("POST", url, body)
    assert answer.status_code in (404, 422), answer.raw.decode()[:300]
    assert LedgerEntry.objects.of(story.institution).count() == before


def test_a_body_over_the_limit_is_a_problem_like_any_other(story: Story) -> None:
    visitor = Visitor(story, "manager")
    answer = visitor.call("POST", "/api/v1/systems", {"name": "x" * (5 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "5MBまで" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["vendor", "staff", "manager"])
def test_nobody_attaches_files_where_they_write_nothing(story: Story, who: str) -> None:
    """A file laid beside somebody's letter or decision would look as if it had always belonged there."""
    visitor = Visitor(story, who)
    person = story.person(who)
    for name in ("appointment_manager", "decision", "law", "course", "plan", "pledge", "department"):
        record = story.records[name]
        file = SimpleUploadedFile("a.pdf", PDF)
        answer = visitor.browser.post("/api/v1/evidence", {"record": ref_of(record), "file": file})
        assert answer.status_code in (403, 404), (name, answer.status_code)
    assert not Evidence.objects.of(story.institution).filter(uploaded_by=person, name="a.pdf").exists()


def test_a_vendor_does_not_read_files_of_rooms_that_are_closed_to_them(story: Story) -> None:
    letter = story.record("appointment_manager")
    (file,) = evidence.attach(
        by=story.person("officer"), record=letter, files=[SimpleUploadedFile("a.pdf", PDF)]
    )
    for who, code in (("vendor", 404), ("officer", 200)):
        visitor = Visitor(story, who)
        assert visitor.call("GET", f"/api/v1/evidence/{file.pk}").status_code == code
        assert visitor.open(f"/evidence/{file.pk}/content/").status_code == code


def test_a_form_in_another_character_set_is_refused_plainly() -> None:
    for charset in ("utf-7", "shift_jis"):
        kind = f"application/x-www-form-urlencoded; charset={charset}"
        for url in ("/account/login/", "/language/", "/training/in/"):
            answer = Client(raise_request_exception=False).post(url, b"a=b", content_type=kind)
            assert answer.status_code == 400, (url, charset)


@contextmanager
def the_database_kept_open() -> Iterator[None]:
    """A request by the server's own entry point closes the connection that the tests of a module share."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain; a*=bogus''%e3%81", "400 Bad Request"),
        ("text/plain; a*=idna''%e3%81", "400 Bad Request"),
        ("text/plain; a*=utf-8''%e3%81", "404 Not Found"),
        ("", "404 Not Found"),
    ],
)
def test_a_header_that_django_cannot_read_is_refused_before_it_tries(kind: str, status: str) -> None:
    """Django reads Content-Type while it builds the request: no middleware of ours would be asked."""
    told: list[str] = []
    environ = RequestFactory().get("/nowhere/", HTTP_HOST="testserver").environ | {"CONTENT_TYPE": kind}
    with the_database_kept_open():
        body = b"".join(application(environ, lambda line, headers: told.append(line)))
    assert told == [status]
    assert status != "400 Bad Request" or "Content-Type" in body.decode()


def test_numbers_too_long_for_any_database_are_no_fault(story: Story) -> None:
    visitor, long = Visitor(story, "manager"), "9" * 30
    session, law = story.records["session"].pk, story.records["law"].pk
    for url in (
        f"/api/v1/completions?course={long}",
        f"/training/sessions/{session}/sheet/?part={'9' * 5000}",
    ):
        assert visitor.open(url).status_code < 500, url
    forms = {
        f"/laws/{law}/change/": {"documents": long, "owner": long},
        "/laws/review/": {"laws": long, "note": "x"},
    }
    for url, said in forms.items():
        assert visitor.browser.post(url, said).status_code < 500, url
    wrong = {
        "course": 1,
        "held_on": "2026-12-20",
        "starts": "10:00+09:00",
        "ends": "11:00",
        "place": "x",
        "teacher": "x",
    }
    course = story.records["course"].pk
    for url in ("/api/v1/sessions", f"/api/v1/courses/{course}/sessions"):
        assert visitor.call("POST", url, wrong).status_code < 500
