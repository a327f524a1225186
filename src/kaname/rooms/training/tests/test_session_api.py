"""REST operations of in-person sessions and certificates."""

from __future__ import annotations

from datetime import date

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Completion

from .factories import complete, make_course, make_session

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
JSON = "application/json"


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(DAY):
        yield


@pytest.fixture
def director(client):
    person = make_hospital()
    client.force_login(person.user)
    return person


def post(client, path, body=None, method="post"):
    answer = getattr(client, method)(f"/api/v1{path}", body or {}, content_type=JSON)
    return answer.status_code, answer.json()


PLAN = {"held_on": "2026-11-20", "starts": "17:30", "ends": "18:15", "place": "講堂", "teacher": "高木"}


def test_a_session_from_the_plan_to_the_completions(client, director):
    nakano = make_person(director.institution, "中野 翔", number="1001", roles=[Role.STAFF])
    course = make_course(director)
    status, made = post(client, "/sessions", PLAN | {"course_id": course.pk, "invited": [nakano.pk]})
    assert (status, made["status"], made["present"], made["course"]) == (201, "PLANNED", 0, course.title)
    path = f"/sessions/{made['id']}"
    assert post(client, path, PLAN | {"place": "会議室"}, "put")[1]["place"] == "会議室"
    opened = post(client, f"{path}/open")[1]
    assert post(client, f"{path}/sign-in", {"code": "ABCD-EFGH-JKMN"})[0] == 422
    mine = post(client, f"{path}/sign-in", {"code": opened["code"]})[1]
    assert (mine["person"]["name"], mine["way"]) == ("佐伯 恵", "QR")
    assert not post(client, f"{path}/end")[1]["sign_in_open"]
    sheet = {"lines": [{"person": nakano.pk, "present": True, "score": 90}], "others": ["だれか"]}
    rows = post(client, f"{path}/sheet", sheet)[1]["attendances"]
    assert [(r["person"] and r["person"]["name"], r["name"], r["score"]) for r in rows] == [
        ("佐伯 恵", "", None), ("中野 翔", "", 90), (None, "だれか", None)
    ]  # fmt: skip
    assert post(client, f"{path}/close")[0] == 422
    post(client, f"/attendances/{rows[2]['id']}/recognise", {"person": director.pk})
    closed = post(client, f"{path}/close")[1]
    assert (closed["status"], closed["present"]) == ("CLOSED", 2)
    assert Completion.objects.count() == 2
    assert client.get("/api/v1/sessions", {"status": "CLOSED"}).json()["count"] == 1


def test_staff_see_their_own_attendance_and_no_code(client, director):
    session = services.open_sign_in(by=director, session=make_session(director))
    services.sign_in(by=director, session=session)
    mori = make_person(director.institution, "森 葵", roles=[Role.STAFF], account=True)
    services.sign_in(by=mori, session=session)
    client.force_login(mori.user)
    shown = client.get(f"/api/v1/sessions/{session.pk}").json()
    assert shown["code"] is None
    assert [row["person"]["name"] for row in shown["attendances"]] == ["森 葵"]


def test_mistaken_lines_are_struck_and_sessions_cancelled(client, director):
    session = services.open_sign_in(by=director, session=make_session(director))
    row = services.sign_in(by=director, session=session)
    assert post(client, f"/attendances/{row.pk}/strike", {"reason": "代理"})[1]["present"] == 0
    assert (
        post(client, f"/sessions/{session.pk}/cancel", {"reason": "講師が休み"})[1]["status"] == "CANCELLED"
    )


@pytest.mark.parametrize("invited", [[0], [-1], [2**70], [999_999]])
def test_people_who_are_not_there_cannot_be_invited(client, director, invited):
    body = PLAN | {"course_id": make_course(director).pk, "invited": invited}
    assert post(client, "/sessions", body)[0] == 404


def test_certificate_is_issued_and_checked(client, director):
    done = complete(director, make_course(director), director, DAY)
    status, shown = post(client, f"/completions/{done.pk}/certificate")
    assert (status, shown["name"], shown["number"][:11]) == (200, "佐伯 恵", "2026-00001-")
    assert client.get("/api/v1/certificates", {"number": shown["number"]}).json() == shown
    assert client.get("/api/v1/certificates", {"number": "2026-00001-ZZZZ"}).status_code == 404
    tries = [client.get("/api/v1/certificates", {"number": "x"}).status_code for _n in range(30)]
    assert set(tries[-2:]) == {429}
