"""What training says in reports, and over the months."""

from __future__ import annotations

from datetime import date

import pytest

from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.summaries.registry import Period, Purpose, collect, metrics

from .factories import QUESTION, complete, make_course

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))


@pytest.fixture
def house():
    with clock.at(date(2026, 4, 1)):
        director = make_hospital()
        make_person(director.institution, "派遣 次郎", kind="DISPATCHED", employer="架空派遣")
        course = make_course(director, questions=[QUESTION])
        complete(director, course, director, date(2026, 4, 1))
    return director


def sections(director, purpose):
    return {
        s.title.text: s
        for s in collect(director.institution, purpose, YEAR)
        if "training" not in s.title.text
    }


def test_training_report_counts_by_course_department_and_kind(house):
    with clock.at(date(2026, 6, 1)):
        found = sections(house, Purpose.TRAINING_STATUS)
    courses = found["講座ごとの受講"]
    assert courses.rows == (("標的型メールへの備え", "全員（派遣・事業者の要員を含む）", 2, 1, 0, 1, 50),)
    assert [s.values["n"] for s in courses.attention] == [1]
    assert [row[0] for row in found["区分ごとの受講"].rows] == ["職員（直接雇用）", "派遣職員"]
    assert found["部門ごとの受講"].rows == (("部門なし", 2, 2, 1, 0, 1, 50),)
    assert found["教材の内容"].sentences
    assert found["理解度と新しい人の受講"].sentences[1].values == {"came": 2, "through": 1}


def test_short_section_without_courses_asks_for_one():
    director = make_hospital()
    found = sections(director, Purpose.SAFETY_STATUS)["教育"]
    assert [s.text for s in found.attention] == ["必修の講座が一つも行われていません。"]


def test_coverage_series_reads_each_day_as_it_was(house):
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 4, 1), date(2027, 4, 2)]
    series = metrics["training.coverage"].series(house.institution, days=days)
    assert series == [None, 50.0, 50.0, 0.0]
