"""What training proves, at the edges of its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.rooms.training import services
from kaname.rooms.training.conditions import (
    training_completed,
    training_status_recorded,
)

from .factories import complete, make_course

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
KINDS = ["EMPLOYEE", "DISPATCHED", "VENDOR"]


def completed(by: Person, on: date) -> tuple[bool, date | None, date | None]:
    found = training_completed(by.institution, on=on, kinds=KINDS, months=12, new_joiner_days=30)
    return found.holds, found.until, found.changes_on


def test_training_completed_without_a_course_does_not_hold():
    with clock.at(DAY):
        director = make_hospital()
    assert completed(director, DAY) == (False, None, None)


def test_training_completed_until_the_same_day_a_year_later():
    with clock.at(DAY):
        director = make_hospital()
        course = make_course(director)
        complete(director, course, director, DAY)
    last = date(2027, 4, 1)
    assert completed(director, DAY) == (True, last, last + ONE_DAY)
    assert completed(director, last) == (True, last, last + ONE_DAY)
    assert completed(director, last + ONE_DAY) == (False, None, None)


def test_training_completed_another_hospitals_record_does_not_count():
    with clock.at(DAY):
        director, other = make_hospital(), make_hospital("別の病院")
        make_course(director)
        complete(other, make_course(other), other, DAY)
    assert completed(director, DAY + timedelta(days=31))[0] is False


def test_training_completed_newcomer_has_thirty_days():
    with clock.at(DAY):
        director = make_hospital()
        course = make_course(director)
        complete(director, course, director, DAY)
    joined = date(2026, 6, 1)
    with clock.at(joined):
        make_person(director.institution, starts_on=joined)
    last = joined + timedelta(days=30)
    assert completed(director, joined) == (True, last, last + ONE_DAY)
    assert completed(director, last) == (True, last, last + ONE_DAY)
    assert completed(director, last + ONE_DAY)[0] is False


def test_training_completed_somebody_who_leaves_in_time_breaks_nothing():
    with clock.at(DAY):
        director = make_hospital()
        course = make_course(director)
        complete(director, course, director, DAY)
        leaver = make_person(director.institution, starts_on=DAY, ends_on=date(2026, 4, 20))
    assert completed(director, DAY) == (True, date(2027, 4, 1), date(2026, 4, 21))
    assert leaver.ends_on == date(2026, 4, 20)


def test_training_completed_new_course_gives_time_to_those_who_are_trained():
    with clock.at(DAY):
        director = make_hospital()
        complete(director, make_course(director), director, DAY)
    with clock.at(date(2026, 9, 1)):
        make_course(director, title="個人情報", newcomer_days=60)
    last = date(2026, 10, 31)
    assert completed(director, date(2026, 9, 1)) == (True, last, last + ONE_DAY)
    assert completed(director, last + ONE_DAY)[0] is False


def test_training_completed_first_course_is_no_training_yet():
    """Nobody has learned anything on the day the first course opens, except whoever has just come."""
    with clock.at(DAY):
        director = make_hospital()
    with clock.at(date(2026, 9, 1)):
        make_course(director)
    assert completed(director, date(2026, 9, 1))[0] is False


def test_training_completed_a_role_that_comes_brings_its_course():
    with clock.at(DAY):
        director = make_hospital()
        complete(director, make_course(director), director, DAY)
        for_operators = Audience(roles=(Role.OPERATIONS_STAFF,))
        make_course(director, title="運用担当者の実務", audience=for_operators, newcomer_days=10)
        access.grant_role(by=None, person=director, role=Role.OPERATIONS_STAFF, starts_on=date(2026, 8, 1))
    assert completed(director, DAY) == (True, date(2026, 7, 31), date(2026, 8, 1))
    assert completed(director, date(2026, 8, 1))[0] is False


def test_training_completed_withdrawn_completion_does_not_count():
    with clock.at(DAY):
        director = make_hospital()
        completion = complete(director, make_course(director), director, DAY)
    later = DAY + timedelta(days=31)
    assert completed(director, later)[0] is True
    with clock.at(later):
        services.withdraw_completion(by=director, completion=completion, reason="別の人の記録でした")
    assert completed(director, later)[0] is False


def status_recorded(by: Person, on: date) -> tuple[bool, date | None]:
    found = training_status_recorded(by.institution, on=on, kinds=["DISPATCHED", "VENDOR"])
    return found.holds, found.until


def test_training_status_of_vendor_staff_is_known_once_a_course_is_for_them():
    with clock.at(DAY):
        director = make_hospital()
        assert status_recorded(director, DAY) == (True, None)
        make_person(director.institution, kind="VENDOR_STAFF", employer="架空システム", starts_on=DAY)
        make_course(director, audience=Audience(kinds=("EMPLOYEE",)))
        assert status_recorded(director, DAY) == (False, None)
        make_course(director, title="来られる方へ", audience=Audience(kinds=("VENDOR_STAFF",)))
        assert status_recorded(director, DAY) == (True, None)


def test_training_status_of_somebody_still_to_come_ends_it():
    with clock.at(DAY):
        director = make_hospital()
        make_course(director, audience=Audience(kinds=("EMPLOYEE",)))
        make_person(director.institution, kind="DISPATCHED", employer="架空派遣", starts_on=date(2026, 5, 1))
    assert status_recorded(director, DAY) == (True, date(2026, 4, 30))


def test_newcomers_course_stays_owed_by_whoever_missed_it():
    with clock.at(DAY):
        director = make_hospital()
        yearly = make_course(director)
        complete(director, yearly, director, DAY)
        intro = make_course(director, title="着任研修", months=0, audience=Audience(newcomer_days=30))
        complete(director, intro, director, DAY)
        newcomer = make_person(director.institution, starts_on=date(2026, 5, 1))
        assert newcomer.starts_on == date(2026, 5, 1)
    with clock.at(date(2026, 5, 2)):
        complete(director, yearly, newcomer, date(2026, 5, 2))
    assert completed(director, date(2026, 5, 31))[:2] == (True, date(2026, 5, 31))
    assert completed(director, date(2026, 6, 30))[0] is False
