"""Pages of meetings: planned, held, written up and confirmed without JavaScript; the minutes on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.meetings.models import Meeting
from kaname.foundation.meetings.paper import paper_of
from kaname.foundation.meetings.selectors import meeting_view

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def cast() -> dict[str, Person]:
    with clock.at(date(2026, 4, 1)):
        chair = make_hospital()
        manager = make_person(chair.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)
        operator = make_person(chair.institution, "石井 蓮", roles=[Role.OPERATIONS_STAFF], account=True)
        make_person(chair.institution, "西村 空", roles=[Role.STAFF], number="2001")
        return {"chair": chair, "manager": manager, "operator": operator}


def _client(person: Person) -> Client:
    client = Client()
    assert person.user is not None
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _plan(cast: dict[str, Person], **changes: Any) -> Any:
    posted = {
        "kind": "meetings.general",
        "title": "打合せ",
        "planned_on": "2026-06-15",
        "chair": cast["chair"].pk,
        "people": [cast["manager"].pk, cast["operator"].pk],
        "others": "2001",
        "topics": "バックアップ\n\n教育",
        **changes,
    }
    with clock.at(TODAY):
        return _client(cast["manager"]).post("/meetings/new/", posted)


def test_a_meeting_goes_from_plan_to_confirmed_minutes_through_its_pages(cast: dict[str, Person]) -> None:
    assert _plan(cast).status_code == 302
    meeting = Meeting._default_manager.get()
    here = f"/meetings/{meeting.pk}"
    manager, chair = _client(cast["manager"]), _client(cast["chair"])
    with clock.at(TODAY):
        manager.post(f"{here}/hold/", {"held_on": "2026-06-15", "present": [cast["operator"].pk]})
        issue_directive(
            by=cast["chair"],
            addressee=cast["operator"],
            title="復元を試す",
            body="来月までに試す",
            due_on=date(2026, 7, 15),
            origin=f"meetings.meeting:{meeting.pk}",
        )
        minutes = {
            "topic_0": "バックアップ",
            "discussion_0": "- 正常に取れている",
            "conclusion_0": "復元を試す",
            "result": "復元試験を行う。",
        }
        manager.post(f"{here}/minutes/", minutes)
        chair.post(f"{here}/close/")
        page = chair.get(f"{here}/").content.decode()
        paper = chair.get(f"{here}/minutes.pdf")
    assert "議事録を確定" in page
    assert "復元を試す" in page
    assert paper.content.startswith(b"%PDF")
    meeting.refresh_from_db()
    assert meeting.digest
    assert [row[1] for row in paper_of(meeting_view(meeting))["orders"]] == ["復元を試す"]


def test_somebody_who_is_not_in_the_register_is_named(cast: dict[str, Person]) -> None:
    answer = _plan(cast, others="2001\n山本 花")
    assert answer.status_code == 422
    assert "山本 花" in answer.content.decode()
    assert not Meeting._default_manager.exists()


def test_minutes_without_a_result_are_not_confirmed_and_the_page_says_why(cast: dict[str, Person]) -> None:
    _plan(cast)
    meeting = Meeting._default_manager.get()
    with clock.at(TODAY):
        _client(cast["manager"]).post(f"/meetings/{meeting.pk}/hold/", {"held_on": "2026-06-15"})
        page = _client(cast["chair"]).post(f"/meetings/{meeting.pk}/close/", follow=True).content.decode()
    assert "会議の結論を入力してください" in page


def test_lists_of_meetings_ask_few_questions(
    cast: dict[str, Person], django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        _plan(cast, title=f"打合せ {number}")
    client = _client(cast["manager"])
    with clock.at(TODAY):
        client.get("/meetings/")
    with clock.at(TODAY), django_assert_max_num_queries(15):
        assert client.get("/meetings/").status_code == 200


def test_meetings_over_rest(cast: dict[str, Person]) -> None:
    from kaname.foundation.access.services import issue_token

    _token, secret = issue_token(by=None, person=cast["manager"], name="test", may_write=True)
    headers = {"Authorization": f"Bearer {secret}"}
    body = {
        "kind": "meetings.general",
        "title": "打合せ",
        "planned_on": "2026-06-15",
        "chair_id": cast["chair"].pk,
        "people": [{"person_id": cast["operator"].pk, "capacity": "委員"}],
        "items": [{"topic": "教育"}],
    }
    client = Client()
    with clock.at(TODAY):
        made = client.post("/api/v1/meetings", body, content_type="application/json", headers=headers)
        assert made.status_code == 201, made.content
        pk = made.json()["id"]
        held = client.post(
            f"/api/v1/meetings/{pk}/hold",
            {"held_on": "2026-06-15", "present": [cast["operator"].pk]},
            content_type="application/json",
            headers=headers,
        )
        refused = client.post(f"/api/v1/meetings/{pk}/confirm", headers=headers)
    assert held.json()["attendances"][0]["present"] is True
    assert refused.status_code == 403
