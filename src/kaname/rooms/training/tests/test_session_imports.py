"""In-person sessions that are planned come in from the file that their list exports."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.imports import services as imports
from kaname.foundation.imports.tests.factories import xlsx_file
from kaname.rooms.training import services
from kaname.rooms.training.models import Session, SessionStatus

from .factories import make_course, make_session

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NEXT = DAY + timedelta(days=7)
HEADINGS = ("講座番号", "実施日", "開始", "終了", "場所", "講師", "備考", "状態")


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(DAY):
        yield


@pytest.fixture
def director():
    return make_hospital()


@pytest.fixture
def course(director):
    return make_course(director, code="T-01")


def a_row(**said):
    """A session of next week in the hall; other cells by heading."""
    usual = {"講座番号": "T-01", "実施日": NEXT, "開始": "17:30", "終了": "18:15", "場所": "講堂", "講師": "高木",
             "備考": "", "状態": ""}  # fmt: skip
    return tuple((usual | said).values())


def bring(by, *rows):
    return imports.upload(by=by, table="training.sessions", file=xlsx_file(rows, HEADINGS))


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def faults(batch):
    return list(batch.data["rows"][0]["errors"])


def test_the_exported_list_comes_in_again_without_change(client, director, course):
    make_session(director, course=course, held_on=NEXT, place="講堂", note="=筆記具を持参\n15分前から受付")
    make_session(director, course=course, held_on=NEXT, place="会議室")
    given_up = make_session(director, course=course, held_on=NEXT + timedelta(days=1))
    services.cancel_session(by=director, session=given_up, reason="台風")
    make_session(director, course=course, held_on=NEXT + timedelta(days=1))
    closed = make_session(director, course=course)
    services.open_sign_in(by=director, session=closed)
    services.sign_in(by=director, session=closed)
    services.close_session(by=director, session=closed)
    client.force_login(director.user)
    for kind in ("xlsx", "csv"):
        file = client.get(reverse("training:session_list"), {"format": kind}).content
        batch = imports.upload(
            by=director, table="training.sessions", file=SimpleUploadedFile(f"研修.{kind}", file)
        )
        assert (counts(batch), batch.data["warnings"]) == ((0, 0, 5, 0), [])


def test_new_sessions_are_planned_and_the_same_file_again_changes_nothing(director, course):
    rows = [
        a_row(状態="予定"),
        a_row(講座番号="ｔ－０１", 実施日="令和8年12月1日", 開始="９時", 終了="9時45分", 備考="筆記具"),
    ]
    imports.apply_batch(by=director, batch=bring(director, *rows))
    found = Session.objects.of(director.institution).order_by("held_on")
    assert [(s.course, s.held_on, s.starts, s.ends, s.place, s.note, s.status) for s in found] == [
        (course, NEXT, time(17, 30), time(18, 15), "講堂", "", SessionStatus.PLANNED),
        (course, date(2026, 12, 1), time(9), time(9, 45), "講堂", "筆記具", SessionStatus.PLANNED),
    ]
    assert counts(bring(director, *rows)) == (0, 0, 2, 0)


def test_a_session_is_moved_to_another_place_with_whoever_was_expected(director, course):
    nakano = make_person(director.institution)
    session = make_session(director, course=course, held_on=NEXT, invited=[nakano])
    batch = bring(director, a_row(場所="会議室", 講師="中野", 終了="18:30"))
    assert counts(batch) == (0, 1, 0, 0)
    imports.apply_batch(by=director, batch=batch)
    session.refresh_from_db()
    assert (session.place, session.teacher, session.ends) == ("会議室", "中野", time(18, 30))
    assert [row.person for row in session.invitations.all()] == [nakano]


def test_a_second_place_at_the_same_hour_is_another_session(director, course):
    make_session(director, course=course, held_on=NEXT)
    assert counts(bring(director, a_row(), a_row(場所="会議室"))) == (1, 0, 1, 0)


def test_of_two_places_at_one_hour_it_is_not_guessed_which_one_moved(director, course):
    make_session(director, course=course, held_on=NEXT)
    make_session(director, course=course, held_on=NEXT, place="会議室")
    assert faults(bring(director, a_row(場所="食堂"))) == ["course"]


@pytest.mark.parametrize(
    ("heading", "cell", "column"),
    [
        ("講座番号", "T-99", "course"),
        ("講座番号", "T-02", "course"),
        ("講座番号", "T-03", "course"),
        ("実施日", "あした", "held_on"),
        ("開始", "夕方", "starts"),
        ("開始", "25:00", "starts"),
        ("終了", "17:30", "ends"),
        ("場所", "", "place"),
        ("講師", "", "teacher"),
        ("状態", "締切り", "status"),
        ("状態", "中止", "status"),
        ("状態", "受付中", "status"),
    ],
)
def test_a_bad_row_says_in_which_column(director, course, heading, cell, column):
    services.create_course(by=director, code="T-02", title="教材のない講座")
    services.close_course(by=director, course=make_course(director, code="T-03"), reason="統合した")
    batch = bring(director, a_row(**{heading: cell}))
    assert (counts(batch), faults(batch)) == ((0, 0, 0, 1), [column])


@pytest.mark.parametrize("word", ["締切り", "中止"])
def test_a_planned_session_is_neither_closed_nor_cancelled_by_a_file(director, course, word):
    make_session(director, course=course, held_on=NEXT)
    assert faults(bring(director, a_row(状態=word))) == ["status"]


def test_a_closed_session_stays_as_it_is(director, course):
    session = make_session(director, course=course)
    services.open_sign_in(by=director, session=session)
    services.sign_in(by=director, session=session)
    services.close_session(by=director, session=session)
    assert faults(bring(director, a_row(実施日=DAY, 講師="別の人"))) == ["teacher"]
    assert counts(bring(director, a_row(実施日=DAY))) == (0, 0, 1, 0)


@pytest.mark.parametrize("role", [Role.OPERATIONS_STAFF, Role.AUDITOR, Role.STAFF])
def test_who_may_not_manage_training_is_refused(client, director, course, role):
    person = make_person(director.institution, roles=[role], account=True)
    with pytest.raises(PermissionDenied):
        bring(person, a_row())
    client.force_login(person.user)
    assert "training.sessions" not in client.get(reverse("training:session_list")).content.decode()


def test_whoever_manages_training_is_offered_it(client, director):
    client.force_login(director.user)
    offered = reverse("imports:upload", args=["training.sessions"])
    assert offered in client.get(reverse("training:session_list")).content.decode()
    assert client.get(offered).status_code == 200


def test_another_hospitals_sessions_are_neither_found_nor_touched(director, course):
    session = make_session(director, course=course, held_on=NEXT)
    stranger = make_hospital("ひばり病院")
    assert faults(bring(stranger, a_row(場所="別館"))) == ["course"]
    make_course(stranger, code="T-01")
    batch = bring(stranger, a_row(場所="別館"))
    assert counts(batch) == (1, 0, 0, 0)
    imports.apply_batch(by=stranger, batch=batch)
    session.refresh_from_db()
    assert session.place == "講堂"


def test_reading_a_file_takes_few_queries(director, course, django_assert_max_num_queries):
    rows = [a_row(実施日=NEXT + timedelta(days=n)) for n in range(30)]
    imports.apply_batch(by=director, batch=bring(director, *rows))
    with django_assert_max_num_queries(25):
        assert counts(bring(director, *rows)) == (0, 0, 30, 0)
