"""What status reports prove, at the edges of their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.rooms.planning.conditions.reports import status_report_received
from kaname.rooms.planning.models import ReportKind, ReportVerdict

from .conftest import TODAY
from .factories import make_planner
from .report_factories import judge, send

DAY = timedelta(days=1)
DUE = date(2026, 9, 1)
LIMIT = TODAY + timedelta(days=30)
QUARTERLY = {"kind": ReportKind.SAFETY_STATUS, "months": 3, "judged": True, "judged_within_days": 30}
YEARLY = {"kind": ReportKind.LEGAL_COMPLIANCE, "months": 12, "judged": True}


def answer(person, on, **params):
    found = status_report_received(person.institution, on=on, **params)
    return found.holds, found.until, found.changes_on, found.mend.url if found.mend else None


def test_report_never_received(planner):
    assert answer(planner, TODAY, **QUARTERLY) == (False, None, None, "planning:report_begin")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY - DAY, (False, None, TODAY, "planning:report_begin")),
        (TODAY, (True, DUE, DUE + DAY, None)),
        (DUE, (True, DUE, DUE + DAY, None)),
        (DUE + DAY, (False, None, None, "planning:report_begin")),
    ],
)
def test_judged_report_holds_through_the_interval(planner, executive, on, expected):
    judge(send(planner, executive), by=executive)

    assert answer(planner, on, **QUARTERLY) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY, (True, LIMIT, LIMIT + DAY, None)),
        (LIMIT, (True, LIMIT, LIMIT + DAY, None)),
        (LIMIT + DAY, (False, None, None, "planning:report_detail")),
    ],
)
def test_report_waits_thirty_days_for_its_verdict(planner, executive, on, expected):
    send(planner, executive)

    assert answer(planner, on, **QUARTERLY) == expected


def test_late_verdict_is_good_again_from_its_day(planner, executive):
    report = send(planner, executive)
    with clock.at(LIMIT + 5 * DAY):
        judge(report, by=executive)

    assert answer(planner, LIMIT + DAY, **QUARTERLY)[:3] == (False, None, LIMIT + 5 * DAY)
    assert answer(planner, LIMIT + 5 * DAY, **QUARTERLY) == (True, DUE, DUE + DAY, None)


def test_returned_report_was_received_and_judged(planner, executive):
    judge(send(planner, executive), by=executive, choice=ReportVerdict.RETURN)

    assert answer(planner, TODAY, **QUARTERLY)[0] is True


def test_verdict_is_needed_at_once_where_no_days_are_given(planner, executive):
    first = send(planner, executive, ReportKind.LEGAL_COMPLIANCE)
    assert answer(planner, TODAY, **YEARLY) == (False, None, None, "planning:report_detail")

    judge(first, by=executive)
    until = date(2027, 6, 1)
    assert answer(planner, TODAY, **YEARLY) == (True, until, until + DAY, None)
    with clock.at(TODAY + 300 * DAY):
        send(planner, executive, ReportKind.LEGAL_COMPLIANCE)
        assert answer(planner, TODAY + 300 * DAY, **YEARLY) == (True, until, until + DAY, None)
        assert answer(planner, until + DAY, **YEARLY) == (False, None, None, "planning:report_detail")


def test_report_without_verdict_counts_where_none_is_asked_for(planner, executive):
    send(planner, executive, ReportKind.TRAINING_STATUS)

    until = date(2027, 6, 1)
    params = {"kind": ReportKind.TRAINING_STATUS, "months": 12}
    assert answer(planner, TODAY, **params) == (True, until, until + DAY, None)


def test_report_of_another_kind_or_hospital_does_not_count(planner, executive):
    send(planner, executive, ReportKind.TRAINING_STATUS)
    other = make_hospital("よその病院")
    send(make_planner(other), other)

    assert answer(planner, TODAY, **QUARTERLY)[0] is False


def test_older_report_without_verdict_counts_against_the_hospital(planner, executive):
    send(planner, executive)
    with clock.at(LIMIT):
        judge(send(planner, executive), by=executive)

        assert answer(planner, LIMIT, **QUARTERLY) == (True, LIMIT, LIMIT + DAY, None)
    assert answer(planner, LIMIT + DAY, **QUARTERLY)[0] is False
