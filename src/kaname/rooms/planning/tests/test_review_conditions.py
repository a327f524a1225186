"""What management reviews prove, at the edges of their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services as directives
from kaname.rooms.planning.conditions.reviews import (
    control_effectiveness_confirmed,
    executive_briefing_held_within,
    management_review_held_within,
    review_improvements_followed_up,
)
from kaname.rooms.planning.models import Control, MeasureTopic, Outcome

from .conftest import TODAY
from .factories import make_planner, reread
from .review_factories import conclude, confirm, confirm_with_improvement, hold, improve

DAY = timedelta(days=1)
DUE = date(2027, 6, 1)
HELD = {"months": 12, "chaired_by": "EXECUTIVE"}
CONTROL = {"months": 12, "by": "EXECUTIVE"}
FOLLOWED = {"roles": ["PLANNING_MANAGER", "OPERATIONS_STAFF"], "judged_within_days": 30}
BRIEFED = {"topics": list(MeasureTopic.values), "months": 12}


def answer(condition, person, on, **params):
    found = condition(person.institution, on=on, **params)
    return found.holds, found.until, found.changes_on, found.mend.url if found.mend else None


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY - DAY, (False, None, None, "meetings:meeting_new")),
        (TODAY, (True, DUE, DUE + DAY, None)),
        (DUE, (True, DUE, DUE + DAY, None)),
        (DUE + DAY, (False, None, None, "meetings:meeting_new")),
    ],
)
def test_confirmed_review_holds_through_the_interval(planner, executive, on, expected):
    confirm(planner, executive)

    assert answer(management_review_held_within, planner, on, **HELD) == expected
    assert answer(control_effectiveness_confirmed, planner, on, **CONTROL) == expected
    assert answer(executive_briefing_held_within, planner, on, **BRIEFED) == expected


def test_nothing_was_ever_reviewed(planner):
    for condition, params in (
        (management_review_held_within, HELD),
        (control_effectiveness_confirmed, CONTROL),
        (executive_briefing_held_within, BRIEFED),
        (review_improvements_followed_up, FOLLOWED),
    ):
        assert answer(condition, planner, TODAY, **params)[0] is False


def test_review_whose_minutes_wait_does_not_count_yet(planner, executive):
    meeting = hold(planner, executive)
    conclude(meeting, by=planner)

    found = management_review_held_within(planner.institution, on=TODAY, **HELD)
    assert (found.holds, found.mend.url, found.mend.args) == (False, "planning:review_detail", (meeting.pk,))


def test_review_of_another_hospital_does_not_count(planner):
    other = make_hospital("よその病院")
    confirm(make_planner(other), other)

    assert answer(management_review_held_within, planner, TODAY, **HELD)[0] is False


@pytest.mark.parametrize(
    ("control", "holds"),
    [(Control.EFFECTIVE, True), (Control.PARTLY, True), (Control.NOT_EFFECTIVE, False)],
)
def test_control_that_does_not_work_is_not_confirmed(planner, executive, control, holds):
    confirm(planner, executive, control=control)

    assert answer(control_effectiveness_confirmed, planner, TODAY, **CONTROL)[0] is holds


def test_briefing_lacks_a_kind_of_measures(planner, executive):
    confirm(planner, executive, briefed=["TECHNICAL", "PERSONNEL"])

    found = executive_briefing_held_within(planner.institution, on=TODAY, **BRIEFED)
    assert (found.holds, found.sentence.values["topics"]) == (False, "物理的な対策、組織的な対策")


def test_briefings_of_several_reviews_count_together(planner, executive):
    confirm(planner, executive, briefed=["TECHNICAL", "PERSONNEL"])
    with clock.at(TODAY + 40 * DAY):
        confirm(planner, executive, briefed=["PHYSICAL", "ORGANISATIONAL"])

        on = TODAY + 40 * DAY
        assert answer(executive_briefing_held_within, planner, on, **BRIEFED) == (True, DUE, DUE + DAY, None)


def test_improvements_in_time(planner, executive):
    confirm_with_improvement(planner, executive, days=30)
    until = TODAY + 30 * DAY

    assert answer(review_improvements_followed_up, planner, until, **FOLLOWED) == (
        True, until, until + DAY, None,
    )  # fmt: skip
    assert answer(review_improvements_followed_up, planner, until + DAY, **FOLLOWED) == (
        False, None, None, "directives:directive_detail",
    )  # fmt: skip


def test_improvement_reported_waits_thirty_days_for_an_executive(planner, executive):
    _meeting, directive = confirm_with_improvement(planner, executive)
    directives.report(by=planner, directive=reread(directive), body="済みました。")
    limit = TODAY + 30 * DAY

    assert answer(review_improvements_followed_up, planner, limit, **FOLLOWED)[:2] == (True, limit)
    assert answer(review_improvements_followed_up, planner, limit + DAY, **FOLLOWED)[0] is False
    directives.accept(by=executive, directive=reread(directive))
    assert answer(review_improvements_followed_up, planner, limit + DAY, **FOLLOWED) == (
        True, None, None, None,
    )  # fmt: skip


def test_improvement_accepted_by_the_officer_needs_the_executive_too(planner, executive):
    officer = make_person(executive.institution, "森田 葵", roles=[Role.SAFETY_OFFICER])
    _meeting, directive = confirm_with_improvement(planner, executive)
    directives.report(by=planner, directive=reread(directive), body="済みました。")
    directives.accept(by=officer, directive=reread(directive))

    on = TODAY + 31 * DAY
    assert answer(review_improvements_followed_up, planner, on, **FOLLOWED)[0] is False
    directives.confirm(by=executive, directive=reread(directive))
    assert answer(review_improvements_followed_up, planner, on, **FOLLOWED)[0] is True


def test_improvement_withdrawn_leaves_the_review_without_one(planner, executive):
    _meeting, directive = confirm_with_improvement(planner, executive)
    directives.withdraw(by=executive, directive=reread(directive), reason="別の形で行う。")

    assert answer(review_improvements_followed_up, planner, TODAY, **FOLLOWED) == (
        False, None, None, "directives:directive_new",
    )  # fmt: skip


def test_improvement_of_an_earlier_review_is_still_late(planner, executive):
    confirm_with_improvement(planner, executive, days=10)
    with clock.at(TODAY + 20 * DAY):
        confirm(planner, executive)

        assert answer(review_improvements_followed_up, planner, TODAY + 20 * DAY, **FOLLOWED)[0] is False


def test_no_change_needed_is_a_result(planner, executive):
    confirm(planner, executive)

    assert answer(review_improvements_followed_up, planner, TODAY, **FOLLOWED) == (True, None, None, None)


def test_verdict_follows_when_the_chair_confirms(planner, executive):
    from kaname.foundation.obligations.catalogue import current
    from kaname.foundation.obligations.selectors import standing

    obligation = current().obligations["G-1.2.1-review-2"]
    assert standing(planner.institution, obligation).status == "UNMET"
    meeting = hold(planner, executive)
    conclude(meeting, by=planner, outcome=Outcome.IMPROVE)
    improve(meeting, by=executive, addressee=planner, days=90)
    from kaname.foundation.meetings import services as meetings

    meetings.close_minutes(by=executive, meeting=meeting)

    assert standing(planner.institution, obligation).status == "MET"
