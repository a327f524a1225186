"""Whom training reminds, when, and how often."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Fact, RegisteredFact
from kaname.foundation.notices.models import Notice
from kaname.foundation.notices.services import tell
from kaname.rooms.training import notices, services
from kaname.rooms.training.departments import departments_answered_for

from .factories import complete, make_course, make_session

pytestmark = pytest.mark.django_db
OPENED = date(2026, 4, 1)


@pytest.fixture
def director():
    with clock.at(OPENED):
        return make_hospital()


def told(source, director, on):
    return {(due.person.name, due.key) for due in source(director.institution, on=on)}


def nakano_of(director, **fields):
    said = {"roles": [Role.STAFF], "starts_on": OPENED, "account": True, **fields}
    with clock.at(OPENED):
        return make_person(director.institution, "中野 翔", **said)


def course_of(director, **fields):
    with clock.at(OPENED):
        course = make_course(director, months=12, newcomer_days=30, **fields)
        complete(director, course, director, OPENED)
    return course


def test_newcomer_is_told_once_then_each_week_when_overdue(director):
    nakano_of(director)
    course = course_of(director)
    due = OPENED + timedelta(days=30)
    first = {("中野 翔", f"training-new:{course.pk}:{due.isoformat()}")}
    assert told(notices.courses_to_take, director, OPENED) == first
    assert told(notices.courses_to_take, director, due) == first
    late = told(notices.courses_to_take, director, due + timedelta(days=1))
    assert late == {("中野 翔", "training-late:2026-W18")}
    assert told(notices.courses_to_take, director, date(2026, 5, 3)) == late
    assert told(notices.courses_to_take, director, date(2026, 5, 4)) != late


@pytest.mark.parametrize(
    ("on", "calls"),
    [
        (date(2027, 3, 17), False),
        (date(2027, 3, 18), True),
        (date(2027, 4, 1), True),
        (date(2027, 4, 2), False),
    ],
)
def test_whoever_is_through_is_called_again_fourteen_days_before(director, on, calls):
    course = course_of(director)
    found = told(notices.courses_to_take, director, on)
    assert (("佐伯 恵", f"training-due:{course.pk}:2027-04-01") in found) == calls


def test_overdue_courses_are_named_together(director):
    nakano_of(director)
    for title in ("標的型メール", "個人情報"):
        course_of(director, title=title)
    (due,) = notices.courses_to_take(director.institution, on=OPENED + timedelta(days=31))
    assert due.sentence.values == {"what": "標的型メール、個人情報"}


@pytest.mark.parametrize(("fields", "calls"), [({}, False), ({"email": "n@example.jp"}, True)])
def test_whoever_could_not_read_it_is_not_told(director, fields, calls):
    nakano_of(director, account=False, **fields)
    course_of(director)
    assert bool(told(notices.courses_to_take, director, OPENED + timedelta(days=31))) == calls


def test_optional_courses_remind_nobody(director):
    nakano_of(director)
    course_of(director, is_required=False)
    assert told(notices.courses_to_take, director, OPENED + timedelta(days=40)) == set()


def test_everybody_is_told_once(director):
    nakano_of(director)
    course_of(director)
    with clock.at(OPENED + timedelta(days=31)):
        tell(director.institution)
        assert tell(director.institution) == 0
    with clock.at(OPENED + timedelta(days=38)):
        tell(director.institution)
    keys = Notice.objects.filter(person__name="中野 翔").values_list("key", flat=True)
    weeks = sorted(key.rpartition(":")[2] for key in keys if key.startswith("training-late"))
    assert weeks == ["2026-W18", "2026-W19"]


@pytest.mark.parametrize(("days", "calls"), [(8, False), (7, True), (0, True), (-1, False)])
def test_whoever_is_expected_learns_of_a_session_in_the_coming_week(director, days, calls):
    nakano, held_on = nakano_of(director), date(2026, 6, 10)
    with clock.at(OPENED):
        session = make_session(director, held_on=held_on, invited=[nakano])
    found = told(notices.sessions_to_attend, director, held_on - timedelta(days=days))
    assert found == ({("中野 翔", f"session:{session.pk}:2026-06-10")} if calls else set())


def test_owner_is_told_to_close_a_session_from_the_next_day(director):
    with clock.at(OPENED):
        session = make_session(director)
    assert told(notices.sessions_to_close, director, OPENED) == set()
    after = OPENED + timedelta(days=1)
    assert told(notices.sessions_to_close, director, after) == {("佐伯 恵", f"session-close:{session.pk}")}
    with clock.at(after):
        services.cancel_session(by=director, session=session, reason="来なかった")
    assert told(notices.sessions_to_close, director, after) == set()


def test_whoever_answers_for_a_department_learns_who_is_overdue_each_week(director, monkeypatch):
    nakano = nakano_of(director)
    with clock.at(OPENED):
        mori = make_person(director.institution, "森 葵", roles=[Role.STAFF])
    known = {
        "departments_current": [Fact("organisation.department:7", "医事課", OPENED)],
        "postings_current": [Fact("organisation.posting:1", "", OPENED, None, nakano.pk, "7")],
        "department_contacts": [
            Fact("organisation.departmentcontact:1", "医事課", OPENED, None, mori.pk, "7")
        ],
    }
    for name, rows in known.items():
        monkeypatch.setitem(findings.facts, name, RegisteredFact(_answering(rows), frozenset()))
    course = course_of(director)
    late = OPENED + timedelta(days=31)
    assert told(notices.departments_missing, director, late - timedelta(days=1)) == set()
    key = "training-department:7:2026-W18"
    assert told(notices.departments_missing, director, late) == {("森 葵", key)}
    (found,) = departments_answered_for(mori, late)
    assert [(x.person, x.late, x.waiting) for x in found.learners] == [(nakano, (course,), ())]
    assert departments_answered_for(nakano, late) == []


def _answering(rows):
    """What a room would say; of one person alone where one is asked about."""
    return lambda _institution, *, on, person_id=None, **_more: [
        row for row in rows if person_id in (None, row.person_id)
    ]
