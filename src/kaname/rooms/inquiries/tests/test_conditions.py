"""What the desk proves, at the edges of its dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.rooms.inquiries import conditions, services

from .conftest import TODAY
from .factories import answered, make_desk, make_inquiry, make_worker

DAY = timedelta(days=1)
URL = "https://minato.example.jp/desk"
SEEN = TODAY
LAST = date(2027, 11, 20)


def announced(desk, on, months=12, audience="PATIENTS"):
    found = conditions.contact_point_announced(desk.institution, on=on, audience=audience, months=months)
    return found.holds, found.until, found.changes_on, found.mend.url if found.mend else None


def confirm(desk, worker, **more):
    return services.confirm_notice(by=worker, desk=desk, where="WEB", url=URL, **more)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (SEEN - DAY, (False, None, SEEN, "inquiries:desk_new")),
        (SEEN, (True, LAST, LAST + DAY, None)),
        (LAST, (True, LAST, LAST + DAY, None)),
        (LAST + DAY, (False, None, None, "inquiries:notice_new")),
    ],
)
def test_announced_as_long_as_the_notice_counts(desk, worker, on, expected):
    confirm(desk, worker)

    assert announced(desk, on) == expected


def test_announced_without_any_desk():
    hospital = make_hospital("何もない病院").institution

    found = conditions.contact_point_announced(hospital, on=TODAY, audience="PATIENTS", months=12)
    assert (found.holds, found.mend.url) == (False, "inquiries:desk_new")


def test_announced_without_a_notice(desk):
    assert announced(desk, TODAY) == (False, None, None, "inquiries:notice_new")


def test_announced_for_others_does_not_count(executive, worker):
    desk = make_desk(executive, worker, audience="STAFF")
    confirm(desk, worker)

    assert announced(desk, TODAY)[0] is False


def test_announced_of_another_institution_does_not_count(desk):
    other = make_hospital("よその病院")
    worker = make_worker(other)
    confirm(make_desk(other, worker), worker)

    assert announced(desk, TODAY)[0] is False


@pytest.mark.parametrize(
    ("on", "holds"), [(TODAY, True), (date(2027, 1, 31), True), (date(2027, 2, 1), False)]
)
def test_announced_through_the_last_day_of_the_responsible_person(desk, worker, executive, on, holds):
    confirm(desk, worker)
    access.release_person(by=executive, person=worker, ends_on=date(2027, 1, 31)) if hasattr(
        access, "release_person"
    ) else _leave(worker, date(2027, 1, 31))

    found = announced(desk, on)
    assert found[0] is holds
    if holds:
        assert found[1] == date(2027, 1, 31)
    else:
        assert found[3] == "inquiries:desk_change"


def _leave(person, day):
    from kaname.foundation.access.writes import writing

    with writing(by=None, action="access.manage_accounts", institution=person.institution) as entry:
        person.ends_on = day
        entry.save(person)


def test_announced_until_the_desk_closes(desk, worker, executive):
    confirm(desk, worker)
    services.close_desk(by=executive, desk=desk, ends_on=date(2026, 12, 31))

    assert announced(desk, TODAY)[1] == date(2026, 12, 31)
    assert announced(desk, date(2027, 1, 1)) == (False, None, None, "inquiries:desk_new")


def test_announced_goes_on_with_a_second_desk(desk, worker, executive):
    confirm(desk, worker)
    services.close_desk(by=executive, desk=desk, ends_on=date(2026, 12, 31))
    second = make_desk(executive, worker, name="別の窓口", starts_on=date(2026, 12, 1))
    confirm(second, worker)

    assert announced(desk, TODAY) == (True, LAST, date(2026, 12, 1), None)


def on_time(desk, on):
    found = conditions.inquiries_answered_on_time(desk.institution, on=on)
    return found.holds, found.until, found.changes_on, found.mend.query if found.mend else None


def test_on_time_without_inquiries(desk):
    assert on_time(desk, TODAY) == (True, None, None, None)


def test_on_time_through_the_earliest_due_day(desk):
    first, _later = make_inquiry(desk), make_inquiry(desk, kind="DISCLOSURE")
    due = first.due_on

    assert on_time(desk, TODAY) == (True, due, due + DAY, None)
    assert on_time(desk, due) == (True, due, due + DAY, None)
    assert on_time(desk, due + DAY) == (False, None, None, (("state", "OVERDUE"),))


def test_on_time_again_once_answered(desk, worker):
    inquiry = make_inquiry(desk)
    with clock.at(inquiry.due_on + DAY):
        assert on_time(desk, clock.today())[0] is False
        answered(inquiry, by=worker)
        assert on_time(desk, clock.today()) == (True, None, None, None)


def test_on_time_waits_for_the_approval_too(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer="はい。")
    services.ask_approval(by=worker, inquiry=inquiry, approver=executive)

    assert on_time(desk, inquiry.due_on + DAY)[0] is False


def test_on_time_of_another_institution_does_not_count(desk):
    other = make_hospital("よその病院")
    worker = make_worker(other)
    inquiry = make_inquiry(make_desk(other, worker))

    assert on_time(desk, inquiry.due_on + DAY)[0] is True


def test_proofs_name_nobody(desk):
    make_inquiry(desk)
    found = conditions.inquiries_answered_on_time(desk.institution, on=TODAY)

    assert [label for _ref, label in found.proofs] == ["Q2026-001 会計窓口の画面について"]
