"""In-person sessions: planned, opened for signing in, written down from a sheet, closed with their completions."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.models import Evidence
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.training import services
from kaname.rooms.training.expected import expected_keys, roll_of
from kaname.rooms.training.models import (
    Attendance,
    AttendanceWay,
    Completion,
    CompletionWay,
    Session,
    SessionStatus,
)
from kaname.rooms.training.services import SheetLines

from .factories import make_course, make_session

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
HOURS = {"starts": time(17, 30), "ends": time(18, 15)}


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(DAY):
        yield


@pytest.fixture
def director():
    return make_hospital()


def opened(director, **fields):
    return services.open_sign_in(by=director, session=make_session(director, **fields))


def staff(director, name="中野 翔", number="1001", **fields):
    return make_person(director.institution, name, number=number, roles=[Role.STAFF], **fields)


def present(session):
    rows = session.attendances.order_by("pk")
    return [(row.person and row.person.name, row.number, row.name, row.way) for row in rows]


def test_session_expects_the_audience_unless_people_were_chosen(director):
    nakano, mori = staff(director), staff(director, "森 葵", "1002")
    session = make_session(director)
    assert expected_keys(session) == {director.pk, nakano.pk, mori.pk}
    services.change_session(by=director, session=session, invited=[mori])
    assert expected_keys(session) == {mori.pk}
    assert [line.person.name for line in roll_of(session).absent] == ["森 葵"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"place": " "}, "place"), ({"teacher": ""}, "teacher"), ({"ends": time(17, 0)}, "ends")],
)
def test_session_needs_place_teacher_and_hours(director, changes, field):
    with pytest.raises(ValidationError) as refused:
        make_session(director, **changes)
    assert list(refused.value.message_dict) == [field]


def test_only_managers_plan_sessions(director):
    course = make_course(director)
    for role in set(Role.values) - {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER}:
        person = make_person(director.institution, role, roles=[role])
        with pytest.raises(PermissionDenied):
            services.plan_session(
                by=person, course=course, held_on=DAY, place="講堂", teacher="高木", **HOURS
            )
    assert not Session.objects.exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_sign_in_opens_only_on_the_day(director, days):
    session = make_session(director, held_on=DAY + timedelta(days=days))
    with pytest.raises(ValidationError, match="当日"):
        services.open_sign_in(by=director, session=session)


def test_signing_in_twice_is_one_attendance(director):
    nakano, session = staff(director), opened(director)
    first = services.sign_in(by=nakano, session=session)
    assert services.sign_in(by=nakano, session=session) == first
    services.sign_in_by_name(session=session, number="1001", name="中野翔")
    assert present(session) == [("中野 翔", "", "", AttendanceWay.QR)]
    assert LedgerEntry.objects.filter(action="training.take", person=nakano).count() == 1


@pytest.mark.parametrize("moment", ["planned", "ended", "the day after", "closed", "cancelled"])
def test_nobody_signs_in_while_the_sign_in_is_not_open(director, moment):
    nakano, day = staff(director), DAY
    session = make_session(director)
    if moment == "cancelled":
        services.cancel_session(by=director, session=session, reason="講師が休み")
    elif moment != "planned":
        services.open_sign_in(by=director, session=session)
    if moment == "ended":
        services.end_sign_in(by=director, session=session)
    if moment == "closed":
        services.sign_in(by=director, session=session)
        services.close_session(by=director, session=session)
    day += timedelta(days=moment == "the day after")
    before = present(session)
    with clock.at(day):
        with pytest.raises(ValidationError):
            services.sign_in(by=nakano, session=session)
        with pytest.raises(ValidationError):
            services.sign_in_by_name(session=session, number="1001", name="中野 翔")
    assert present(session) == before


def test_whoever_signs_in_while_it_is_being_closed_is_told(director):
    """The page read the session before it was closed; what counts is the session as it is when the row is written."""
    nakano, session = staff(director), opened(director)
    services.sign_in(by=director, session=session)
    stale, late = Session.objects.get(pk=session.pk), Session.objects.get(pk=session.pk)
    services.close_session(by=director, session=session)
    before = present(session)
    with pytest.raises(ValidationError, match="受付をしていません"):
        services.sign_in(by=nakano, session=stale)
    with pytest.raises(ValidationError, match="受付をしていません"):
        services.sign_in_by_name(session=stale, number="1001", name="中野 翔")
    with pytest.raises(ValidationError, match="締め切られた"):
        services.record_sheet(by=director, session=late, lines=SheetLines([nakano], [nakano]))
    assert present(session) == before


def test_person_of_another_hospital_cannot_sign_in(director):
    session, stranger = opened(director), make_hospital("ひばり病院")
    with pytest.raises(PermissionDenied):
        services.sign_in(by=stranger, session=session)
    staff(stranger, "鈴木 一", "9")
    services.sign_in_by_name(session=session, number="9", name="鈴木 一")
    assert present(session) == [(None, "9", "鈴木 一", AttendanceWay.NAME)]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("1001", "中野 翔"),
        ("１００１", "中野　翔"),
        (" 1001 ", "中野翔"),
        ("1001", "なかの しょう"),
        ("1001", "ﾅｶﾉ ｼｮｳ"),
    ],
)
def test_number_and_name_as_registered_are_recognised(director, number, name):
    staff(director, kana="なかの しょう")
    session = opened(director)
    services.sign_in_by_name(session=session, number=number, name=name)
    assert [row[0] for row in present(session)] == ["中野 翔"]


@pytest.mark.parametrize(
    ("number", "name"), [("1001", "森 葵"), ("1002", "中野 翔"), ("", "中野 翔"), ("%", "中野 翔")]
)
def test_what_does_not_agree_waits_for_the_organiser(director, number, name):
    staff(director)
    session = opened(director)
    if not number:
        with pytest.raises(ValidationError):
            services.sign_in_by_name(session=session, number=number, name=name)
        return
    for _again in range(3):
        services.sign_in_by_name(session=session, number=number, name=name)
    assert present(session) == [(None, number, name, AttendanceWay.NAME)]


def test_somebody_who_left_is_not_recognised(director):
    staff(director, starts_on=date(2020, 4, 1), ends_on=DAY - timedelta(days=1))
    session = opened(director)
    services.sign_in_by_name(session=session, number="1001", name="中野 翔")
    assert present(session) == [(None, "1001", "中野 翔", AttendanceWay.NAME)]


def test_what_strangers_type_is_bounded(director, monkeypatch):
    monkeypatch.setattr("kaname.rooms.training.services.attendance.MOST_UNRECOGNISED", 3)
    nakano, session = staff(director), opened(director)
    for n in range(10):
        services.sign_in_by_name(session=session, number=str(n), name="だれか")
    services.sign_in_by_name(session=session, number="1001", name="中野 翔")
    assert [row[0] for row in present(session)] == [None, None, None, nakano.name]


def test_organiser_says_who_it_was_or_strikes_it(director):
    nakano, session = staff(director), opened(director)
    for name in ("中の翔", "なかの", "いたずら"):
        services.sign_in_by_name(session=session, number="１", name=name)
    first, second, third = session.attendances.order_by("pk")
    assert services.recognise(by=director, attendance=first, person=nakano) == first
    assert services.recognise(by=director, attendance=second, person=nakano) == first
    services.strike(by=director, attendance=third, reason="該当者なし")
    assert present(session) == [("中野 翔", "１", "中の翔", AttendanceWay.NAME)]
    assert LedgerEntry.objects.filter(action="training.manage").last().person == director


def test_sheet_ticks_unticks_and_leaves_phones_alone(director):
    nakano, mori, ito = staff(director), staff(director, "森 葵", "1002"), staff(director, "伊藤 真", "1003")
    session = opened(director)
    services.sign_in(by=nakano, session=session)
    everybody = [nakano, mori, ito]
    services.record_sheet(
        by=director, session=session, lines=SheetLines(everybody, [mori, ito], {mori.pk: 90})
    )
    services.record_sheet(
        by=director,
        session=session,
        lines=SheetLines([mori, ito], [mori], {mori.pk: 70}, ["だれか", "１００３"]),
    )
    found = {row[0]: row[3] for row in present(session)}
    assert found == {"中野 翔": "QR", "森 葵": "SHEET", None: "SHEET", "伊藤 真": "SHEET"}
    assert session.attendances.get(person=mori).score == 70


def test_scan_of_the_sheet_is_evidence_that_staff_do_not_see(director):
    nakano, session = staff(director), make_session(director)
    scan = SimpleUploadedFile("出席簿.png", _png(), content_type="image/png")
    services.record_sheet(by=director, session=session, lines=SheetLines([nakano], [nakano]), files=[scan])
    assert [e.name for e in Evidence.objects.visible_to(director)] == ["出席簿.png"]
    assert not Evidence.objects.visible_to(nakano).exists()
    assert Session.objects.visible_to(nakano).get().status == SessionStatus.HELD


def test_sheet_of_a_session_to_come_cannot_be_written_down(director):
    session = make_session(director, held_on=DAY + timedelta(days=1))
    with pytest.raises(ValidationError):
        services.record_sheet(by=director, session=session, lines=SheetLines([director], [director]))


def test_closing_completes_the_course_for_whoever_passed(director):
    nakano, mori, ito = staff(director), staff(director, "森 葵", "1002"), staff(director, "伊藤 真", "1003")
    session = opened(director)
    services.sign_in(by=nakano, session=session)
    scores = {mori.pk: 80, ito.pk: 79}
    services.record_sheet(by=director, session=session, lines=SheetLines([mori, ito], [mori, ito], scores))
    done = services.close_session(by=director, session=session)
    assert {(c.person.name, c.score, c.way, c.completed_on, c.session_id) for c in done} == {
        ("中野 翔", None, CompletionWay.SESSION, DAY, session.pk),
        ("森 葵", 80, CompletionWay.SESSION, DAY, session.pk),
    }
    assert sorted(c.certificate_number[:10] for c in done) == ["2026-00001", "2026-00002"]
    assert (session.status, session.closed_by, session.closed_on) == (SessionStatus.CLOSED, director, DAY)
    with pytest.raises(ValidationError):
        services.record_sheet(by=director, session=session, lines=SheetLines([ito], [ito]))


def test_session_with_somebody_unrecognised_or_nobody_is_not_closed(director):
    session = opened(director)
    with pytest.raises(ValidationError, match="出席した人がいません"):
        services.close_session(by=director, session=session)
    services.sign_in_by_name(session=session, number="7", name="だれか")
    with pytest.raises(ValidationError, match="だれか分からない"):
        services.close_session(by=director, session=session)
    assert not Completion.objects.exists()


def test_attended_session_is_not_cancelled(director):
    session = opened(director)
    services.sign_in(by=director, session=session)
    with pytest.raises(ValidationError, match="出席した人"):
        services.cancel_session(by=director, session=session, reason="中止")


def test_another_hospitals_session_is_out_of_reach(director):
    session, stranger = opened(director), make_hospital("ひばり病院")
    waiting = services.sign_in_by_name(session=session, number="7", name="だれか")
    for act in (
        lambda: services.change_session(by=stranger, session=session, place="別館"),
        lambda: services.end_sign_in(by=stranger, session=session),
        lambda: services.close_session(by=stranger, session=session),
        lambda: services.record_sheet(by=stranger, session=session, lines=SheetLines([], [])),
        lambda: services.recognise(by=stranger, attendance=waiting, person=stranger),
        lambda: services.strike(by=stranger, attendance=waiting, reason="消す"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError):
        services.recognise(by=director, attendance=waiting, person=staff(stranger, "別の人", "1"))
    assert Attendance.objects.visible_to(stranger).count() == 0


def test_certificate_gets_one_number_and_keeps_it(director):
    nakano, course = staff(director), make_course(director)
    line = services.CompletionLine(nakano, course, DAY)
    (done,) = services.record_completions(by=director, lines=[line])
    number = services.issue_certificate(by=nakano, completion=done).certificate_number
    assert services.issue_certificate(by=director, completion=done).certificate_number == number
    with pytest.raises(PermissionDenied):
        services.issue_certificate(by=staff(director, "森 葵", "1002"), completion=done)


def test_withdrawn_completion_has_no_certificate(director):
    nakano, course = staff(director), make_course(director)
    (done,) = services.record_completions(by=director, lines=[services.CompletionLine(nakano, course, DAY)])
    services.withdraw_completion(by=director, completion=done, reason="別人")
    with pytest.raises(ValidationError):
        services.issue_certificate(by=nakano, completion=done)


def _png() -> bytes:
    import struct
    import zlib

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(b"\0\0"))
        + part(b"IEND", b"")
    )
