"""Pages of in-person sessions and certificates through the client."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Completion, Session, SessionStatus

from .factories import complete, make_course, make_session

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
PLAN = {"held_on": "令和8年11月20日", "starts": "17:30", "ends": "18:15", "place": "講堂", "teacher": "高木",
        "whom": "AUDIENCE"}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(DAY):
        yield


@pytest.fixture
def director(client):
    person = make_hospital()
    client.force_login(person.user)
    return person


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def staff(director, name="中野 翔", number="1001", **fields):
    return make_person(director.institution, name, number=number, roles=[Role.STAFF], **fields)


def test_a_session_from_the_plan_to_the_certificates(client, director):
    nakano, mori, course = staff(director), staff(director, "森 葵", "1002"), make_course(director)
    client.post(url("session_new"), PLAN | {"course": course.pk})
    session = Session.objects.get()
    client.post(url("session_sign_in_open", session.pk))
    assert session.sign_in_secret not in client.get(url("session_detail", session.pk)).content.decode()
    screen = client.get(url("session_screen", session.pk)).content.decode()
    assert session.code in screen
    assert "<svg" in screen
    services.sign_in(by=nakano, session=Session.objects.get())
    client.post(url("session_sign_in_end", session.pk))
    page = client.get(url("session_sheet", session.pk)).content.decode()
    assert "スマートフォンで受付" in page
    listed = ",".join(str(p.pk) for p in (director, nakano, mori))
    typed = {"listed": listed, "present": [mori.pk], f"score_{mori.pk}": "85", "others": "だれか"}
    scan = SimpleUploadedFile("出席簿.txt", "署名あり".encode())
    assert client.post(url("session_sheet", session.pk), typed | {"files": scan}).status_code == 302
    unknown = session.attendances.get(person=None)
    client.post(
        url("attendance_recognise", unknown.pk), {"person": director.pk, "revision": unknown.revision}
    )
    client.post(url("session_close", session.pk))
    session.refresh_from_db()
    assert session.status == SessionStatus.CLOSED
    done = {(c.person.name, c.score) for c in Completion.objects.all()}
    assert done == {("中野 翔", None), ("森 葵", 85), ("佐伯 恵", None)}
    page = client.get(url("session_detail", session.pk)).content.decode()
    assert "3人分のPDF" in page
    assert "出席簿.txt" in page
    for name in ("session_certificates_pdf", "session_sheet_pdf"):
        paper = client.get(url(name, session.pk))
        assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_people_are_chosen_by_lines_pasted_from_excel(client, director):
    nakano, course = staff(director), make_course(director)
    typed = PLAN | {"course": course.pk, "whom": "CHOSEN", "invited": "１００１\n\nだれも\n"}
    refused = client.post(url("session_new"), typed)
    assert refused.status_code == 422
    assert "「だれも」" in refused.content.decode()
    client.post(url("session_new"), typed | {"invited": "１００１\n佐伯 恵"})
    assert {i.person for i in Session.objects.get().invitations.all()} == {nakano, director}
    page = client.get(url("session_change", Session.objects.get().pk)).content.decode()
    assert "1001" in page


@pytest.mark.parametrize("score", ["101", "-1", "八十", "1e2"])
def test_impossible_scores_are_refused_and_what_was_typed_stays(client, director, score):
    nakano, session = staff(director), make_session(director)
    typed = {"listed": str(nakano.pk), "present": [nakano.pk], f"score_{nakano.pk}": score}
    refused = client.post(url("session_sheet", session.pk), typed)
    assert refused.status_code == 422
    assert f'value="{score}"' in refused.content.decode()
    assert not session.attendances.exists()


def test_nobody_outside_the_list_is_ticked(client, director):
    nakano, stranger = staff(director), make_hospital("ひばり病院")
    session = make_session(director, invited=[nakano])
    typed = {"listed": f"{nakano.pk},{stranger.pk},x", "present": [nakano.pk, stranger.pk]}
    client.post(url("session_sheet", session.pk), typed)
    assert [row.person for row in session.attendances.all()] == [nakano]


def test_long_lists_are_written_down_in_parts(client, director, monkeypatch):
    monkeypatch.setattr("kaname.rooms.training.views.attendance.MOST_LINES", 2)
    people = [staff(director, f"職員 {n}", str(n)) for n in range(4)]
    session = make_session(director, invited=people)
    page = client.get(url("session_sheet", session.pk), {"part": "1"}).content.decode()
    assert [p.name in page for p in people] == [False, False, True, True]
    client.post(
        url("session_sheet", session.pk) + "?part=1",
        {"listed": f"{people[2].pk},{people[3].pk}", "present": [people[3].pk]},
    )
    assert [row.person for row in session.attendances.all()] == [people[3]]


def test_staff_see_their_session_and_nobody_elses_name(client, director):
    session = services.open_sign_in(by=director, session=make_session(director))
    services.sign_in(by=director, session=session)
    mori = staff(director, "森 葵", "1002", account=True)
    client.force_login(mori.user)
    page = client.get(url("session_detail", session.pk)).content.decode()
    assert "受付中です" in page
    assert not [w for w in ("佐伯", session.sign_in_secret, session.code) if w in page]
    services.sign_in(by=mori, session=session)
    assert "出席を受け付けました" in client.get(url("session_detail", session.pk)).content.decode()
    assert client.get(url("session_screen", session.pk)).status_code == 403


def test_list_of_sessions_reads_few_rows_and_leaves_as_excel(client, director):
    course = make_course(director)
    for n in range(30):
        make_session(director, course=course, held_on=DAY - timedelta(days=n))
    client.get(url("session_list"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url("session_list")).status_code == 200
    assert len(asked) <= 15
    assert client.get(url("session_list"), {"format": "xlsx"}).content[:2] == b"PK"


def test_page_of_a_session_asks_the_same_number_of_queries_for_any_number_of_people(client, director):
    session = services.open_sign_in(by=director, session=make_session(director))
    client.get(url("session_detail", session.pk))
    counts = []
    for size in (3, 20):
        for n in range(size):
            person = staff(director, f"職員 {size}-{n}", f"{size}-{n}")
            services.sign_in(by=person, session=session)
        with CaptureQueriesContext(connection) as asked:
            client.get(url("session_detail", session.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_certificate_is_issued_taken_away_and_checked(client, director):
    mori = staff(director, "森 葵", "1002", account=True)
    done = complete(director, make_course(director), mori, DAY)
    client.force_login(mori.user)
    assert client.get(url("certificate_pdf", done.pk)).status_code == 404
    client.post(url("certificate_issue", done.pk))
    done.refresh_from_db()
    assert client.get(url("certificate_pdf", done.pk)).content[:5] == b"%PDF-"
    colleague = staff(director, "中野 翔", "1001", account=True)
    client.force_login(colleague.user)
    assert client.get(url("certificate_pdf", done.pk)).status_code == 404
    typed = done.certificate_number.lower().replace("-", " ")
    assert "森 葵" in client.get(url("certificate_check"), {"number": typed}).content.decode()
    wrong = done.certificate_number[:-4] + "ZZZZ"
    page = client.get(url("certificate_check"), {"number": wrong}).content.decode()
    assert "この番号の修了証はありません" in page
    assert "森" not in page


def test_withdrawn_certificate_says_so_and_another_hospital_finds_nothing(client, director):
    mori = staff(director, "森 葵", "1002")
    done = complete(director, make_course(director), mori, DAY)
    services.issue_certificate(by=director, completion=done)
    services.withdraw_completion(by=director, completion=done, reason="別人の出席")
    number = {"number": done.certificate_number}
    cache.clear()  # whatever earlier tests tried does not count here
    assert "取り消されています" in client.get(url("certificate_check"), number).content.decode()
    client.force_login(make_hospital("ひばり病院").user)
    assert "修了証はありません" in client.get(url("certificate_check"), number).content.decode()


def test_session_is_cancelled_with_a_reason(client, director):
    session = make_session(director)
    assert client.post(url("session_cancel", session.pk), {"reason": ""}).status_code == 422
    client.post(url("session_cancel", session.pk), {"reason": "講師が休み", "revision": session.revision})
    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED
    assert client.get(url("session_detail", session.pk)).status_code == 200
