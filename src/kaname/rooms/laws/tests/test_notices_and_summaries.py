"""Whom laws tell what, and what they say in reports."""

from __future__ import annotations

from datetime import date, timedelta

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.obligations.selectors import sentence_text
from kaname.foundation.summaries.registry import Period, Purpose, collect, metrics
from kaname.rooms.laws import notices, services

from .conftest import BEGAN, TODAY
from .factories import make_gap, make_law, make_text, sign

YEAR = Period(BEGAN, date(2027, 3, 31))
DAY = timedelta(days=1)


def told(source, person, on=TODAY):
    return [
        (due.person.name, due.key, sentence_text(due.sentence.as_json()))
        for due in source(person.institution, on=on)
    ]


def test_owner_learns_of_a_review_thirty_days_before(manager, staff):
    law = make_law(manager, owner=staff, short_name="個情法")
    services.review_law(by=manager, law=law, result="COMPLIANT")
    due = date(2027, 11, 22)

    assert told(notices.law_reviews_due, manager, due - 31 * DAY) == []
    assert [(name, key) for name, key, _text in told(notices.law_reviews_due, manager, due - 30 * DAY)] == [
        ("西村 空", f"law-review:{law.pk}:2027-11-22")
    ]


def test_planners_learn_of_laws_without_owner(manager):
    make_law(manager, short_name="個情法")

    assert [(n, t) for n, _k, t in told(notices.law_reviews_due, manager)] == [
        ("中野 翔", "法令の見直しがまだです：個情法")
    ]


def test_new_changes_are_told_once_to_officer_and_manager(officer, manager):
    assert told(notices.law_changes_new, officer) == []
    services.register_shipped(by=manager)

    rows = told(notices.law_changes_new, officer)

    assert {name for name, _key, _text in rows} == {"森田 葵", "中野 翔"}
    assert len({key for _name, key, _text in rows}) == 1
    services.take_in_changes(by=manager)
    assert told(notices.law_changes_new, officer) == []


def test_missing_pledge_is_told_to_those_who_can_sign_once_a_month(officer, staff):
    make_person(officer.institution, "口座のない 人", starts_on=BEGAN, roles=[Role.STAFF])
    assert told(notices.pledges_missing, officer) == []
    sign(officer, make_text(officer))

    rows = told(notices.pledges_missing, officer)

    assert {name for name, _key, _text in rows} == {"佐伯 恵", "西村 空"}
    assert f"pledge:{staff.pk}:2026-11" in {key for _name, key, _text in rows}


def sections(person, purpose, period=YEAR):
    return {
        sentence_text(s.title.as_json()): s for s in collect(person.institution, purpose, period) if _ours(s)
    }


def _ours(section):
    return sentence_text(section.title.as_json()) in {
        "法令などの遵守状況",
        "法令の不備と是正",
        "法令の改正",
        "誓約",
        "法令と誓約",
    }


def words(rows):
    return [sentence_text(row.as_json()) for row in rows]


def cells(row):
    return [sentence_text(c.as_json()) if hasattr(c, "as_json") else c for c in row]


def test_compliance_report_judges_each_law(officer, manager, staff):
    kept, broken = make_law(officer, "甲", owner=staff), make_law(officer, "乙")
    make_law(officer, "丙", applicability="NOT_APPLICABLE", not_applicable_reason="関わらない")
    make_law(officer, "丁")
    services.review_law(by=officer, law=kept, result="COMPLIANT")
    services.review_law(by=officer, law=broken, result="GAPS", note="掲示が古い")
    make_gap(officer, broken, manager, days=10)
    services.note_change(by=officer, title="期限が変わる", effective_on=TODAY)
    sign(officer, make_text(officer))

    found = sections(officer, Purpose.LEGAL_COMPLIANCE)

    laws = found["法令などの遵守状況"]
    assert [cells(row) for row in laws.rows] == [
        ["甲", "西村 空", None, TODAY, "守れている"],
        ["乙", None, None, TODAY, "不備がある"],
        ["丙", None, None, None, "対象外"],
        ["丁", None, None, None, "見直していない"],
    ]
    assert words(laws.attention) == ["この期間に見直していない法令などが1件あります。"]
    assert cells(found["法令の不備と是正"].rows[0])[-1] == "期限超過"
    assert cells(found["法令の改正"].rows[0]) == [TODAY, "期限が変わる", None, "未確認"]
    assert cells(found["誓約"].rows[0]) == ["職員（直接雇用）", 4, 1, 0, 3]


def test_other_reports_are_short(officer, manager):
    make_gap(officer, make_law(officer), manager)
    sign(officer, make_text(officer))

    for purpose in (Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW):
        found = sections(officer, purpose, Period(BEGAN, TODAY))["法令と誓約"]
        assert found.rows == ()
        assert words(found.sentences) == [
            "登録している法令などは1件、是正中の不備は1件です。",
            "働く人3人のうち、1人に有効な誓約があります。",
        ]
        assert words(found.attention)[0] == "担当者、規程、見直しの足りない法令などが1件あります。"


def test_share_of_people_who_pledged_over_time(officer, staff):
    series = metrics["laws.pledged"].series
    assert series(officer.institution, days=[TODAY]) == [None]
    text = make_text(officer)
    with clock.at(date(2026, 6, 1)):
        sign(staff, text)

    assert series(officer.institution, days=[date(2026, 5, 31), date(2026, 6, 1)]) == [0.0, 33.3]
    assert series(make_hospital("よその病院").institution, days=[TODAY]) == [None]
