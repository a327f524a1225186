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


def _read(client: Client, address: str) -> str:
    """A page as it reads, without the places where a line may break."""
    return str(client.get(address).content.decode()).replace("<wbr>", "")


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


def _held(cast: dict[str, Person]) -> str:
    """The address of a meeting that was held."""
    _plan(cast)
    here = f"/meetings/{Meeting._default_manager.get().pk}"
    with clock.at(TODAY):
        _client(cast["manager"]).post(f"{here}/hold/", {"held_on": "2026-06-15"})
    return here


def test_the_roll_is_put_right_line_by_line(cast: dict[str, Person]) -> None:
    here = _held(cast)
    meeting = Meeting._default_manager.get()
    manager, operator, nurse = meeting.attendances.order_by("pk")
    posted = {
        f"capacity_{manager.pk}": "書記",
        f"capacity_{operator.pk}": "委員",
        f"present_{operator.pk}": "on",
        f"dropped_{nurse.pk}": "on",
        "others": "",
    }
    with clock.at(TODAY):
        client = _client(cast["manager"])
        assert client.get(f"{here}/roll/").status_code == 200
        assert client.post(f"{here}/roll/", posted).status_code == 302
        page = client.get(f"{here}/").content.decode()
    assert [(a.person.name, a.capacity, a.present) for a in meeting.attendances.all()] == [
        ("中野 翔", "書記", False),
        ("石井 蓮", "委員", True),
    ]
    assert "2人のうち1人が出席しました。" in page


def test_a_meeting_orders_and_asks_through_its_pages(cast: dict[str, Person]) -> None:
    here = _held(cast)
    order = {
        "addressee": cast["operator"].pk,
        "title": "復元を試す",
        "body": "試す",
        "due_on": "2026-07-15",
    }
    question = {
        "question": "私物のUSBメモリを禁じてよいか",
        "summary": "禁じたい",
        "answers": "禁じる",
        "approver": cast["chair"].pk,
    }
    with clock.at(TODAY):
        assert _client(cast["chair"]).post(f"{here}/order/", order).status_code == 302
        assert _client(cast["manager"]).post(f"{here}/question/", question).status_code == 302
        page = _read(_client(cast["manager"]), f"{here}/")
    assert "復元を試す" in page
    assert "私物のUSBメモリを禁じてよいか" in page


def test_minutes_that_changed_since_they_were_read_are_not_confirmed(cast: dict[str, Person]) -> None:
    here = _held(cast)
    read = Meeting._default_manager.get().revision
    with clock.at(TODAY):
        _client(cast["manager"]).post(f"{here}/minutes/", {"result": "続ける"})
        answer = _client(cast["chair"]).post(f"{here}/close/", {"revision": read})
    assert answer.status_code == 409
    assert Meeting._default_manager.get().status == "HELD"


def test_the_chair_is_shown_what_waits_to_be_confirmed(cast: dict[str, Person]) -> None:
    here = _held(cast)
    with clock.at(TODAY):
        assert "あなたの確定" not in _read(_client(cast["chair"]), "/meetings/")
        _client(cast["manager"]).post(f"{here}/minutes/", {"result": "続ける"})
        assert "あなたの確定" in _read(_client(cast["chair"]), "/meetings/")
        assert "あなたの確定" not in _read(_client(cast["manager"]), "/meetings/")


def test_what_a_meeting_is_about_must_be_a_record_of_this_hospital(cast: dict[str, Person]) -> None:
    _plan(cast, subject="access.person:999999")
    assert Meeting._default_manager.get().subject == ""


def test_a_meeting_is_changed_called_and_followed_up_over_rest(cast: dict[str, Person]) -> None:
    from kaname.foundation.access.services import issue_token

    more: dict[str, Any] = {}
    for key in ("manager", "chair"):
        _token, secret = issue_token(by=None, person=cast[key], name="test", may_write=True)
        more[key] = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {secret}"}}
    here = f"/api/v1{_held(cast)}"
    seat = {"person_id": cast["operator"].pk, "capacity": "委員", "present": True}
    change = {
        "title": "改めた名前",
        "planned_on": "2026-06-15",
        "chair_id": cast["chair"].pk,
        "people": [seat],
    }
    order = {"addressee_id": cast["operator"].pk, "title": "試す", "body": "試す", "due_on": "2026-07-15"}
    question = {"question": "禁じてよいか", "summary": "禁じたい", "approver_id": cast["chair"].pk}
    client = Client()
    with clock.at(TODAY):
        changed = client.put(here, change, **more["manager"])
        rolled = client.put(f"{here}/roll", {"people": [seat]}, **more["manager"])
        ordered = client.post(f"{here}/directives", order, **more["chair"])
        client.put(f"{here}/minutes", {"result": "試す"}, **more["manager"])
        asked = client.post(f"{here}/decisions", question, **more["manager"])
        closed = client.post(f"{here}/confirm", **more["chair"])
    assert [a.status_code for a in (changed, rolled, ordered, asked, closed)] == [200, 200, 201, 201, 200]
    said = closed.json()
    assert (said["title"], said["is_intact"]) == ("改めた名前", True)
    assert [row["title"] for row in said["orders"]] == ["試す"]
    assert len(said["decisions"]) == 1
