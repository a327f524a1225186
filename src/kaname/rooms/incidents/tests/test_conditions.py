"""What incidents prove, at the edges of their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.directives import services as directives
from kaname.rooms.incidents import conditions, services
from kaname.rooms.incidents.models import Incident

from .conftest import NIGHT, know_attack
from .test_services import settle

TODAY = date(2026, 11, 19)
TOMORROW = TODAY + timedelta(days=1)


def continuity(house, on):
    return conditions.incident_continuity_decided(house.institution, on=on, severity="MAJOR", within_hours=24)


def notices(house, on):
    return conditions.incident_notices_sent(house.institution, on=on, severity="MAJOR")


def investigated(house, on):
    records = ["TIMELINE", "CAUSE", "PARTICIPANTS", "PRESERVED_EVIDENCE", "EXECUTIVE_ACCEPTANCE"]
    return conditions.incidents_investigated(house.institution, on=on, severity="MAJOR", records=records)


def prevention(house, on):
    return conditions.incident_prevention_followed_up(
        house.institution, on=on, severity="MAJOR", verified_by_other=True
    )


def announced(house, on):
    return conditions.incident_prevention_announced(house.institution, on=on, severity="MAJOR")


def reviewed(house, on):
    return conditions.post_incident_reviews_reported(
        house.institution, on=on, severity="MAJOR", within_days=60
    )


def team(house, on):
    return conditions.response_team_appointed_or_waived(house.institution, on=on)


ALL = (continuity, notices, investigated, prevention, announced, reviewed)


@pytest.mark.parametrize("asked", ALL)
def test_without_a_major_incident_everything_holds(house, alarm, asked):
    assert asked(house, TODAY).holds


@pytest.mark.parametrize("asked", ALL)
def test_another_hospitals_incident_is_not_asked_about(house, incident, asked):
    other = make_hospital("ひがし病院")
    found = conditions.incident_continuity_decided(
        other.institution, on=TODAY + timedelta(days=400), severity="MAJOR", within_hours=24
    )
    assert found.holds
    assert not found.proofs


def test_a_minor_incident_asks_for_nothing(house, alarm):
    services.declare(by=house.operator, incident=alarm, title="誤送信", severity="MINOR")
    assert all(asked(house, TODAY + timedelta(days=400)).holds for asked in ALL)


def test_care_must_be_decided_and_somebody_explain_within_a_day(house, incident):
    assert (continuity(house, TODAY).holds, continuity(house, TODAY).until) == (True, TOMORROW)
    late = continuity(house, TOMORROW + timedelta(days=1))
    assert (late.holds, late.mend.url, late.mend.query) == (False, "incidents:decide", (("moment", "CARE"),))
    services.decide_on_the_spot(by=house.executive, incident=incident, moment="CARE", text="紙で続ける")
    late = continuity(house, TOMORROW + timedelta(days=1))
    assert (late.holds, late.mend.url) == (False, "incidents:role")
    services.assign_role(by=house.officer, incident=incident, role="EXPLANATION", person=house.planner)
    done = continuity(house, TOMORROW + timedelta(days=400))
    assert (done.holds, done.until) == (True, None)


def test_a_notice_unsent_past_its_day_fails_and_names_the_next(house, incident):
    know_attack(house, incident)
    today = notices(house, TODAY)
    assert (today.holds, today.until) == (True, TODAY)
    late = notices(house, TOMORROW)
    assert (late.holds, late.mend.url, late.mend.args[0]) == (False, "incidents:clock", incident.pk)


def test_the_whole_course_of_an_incident_is_proved(house, incident):
    settle(house, incident)
    services.assign_role(by=house.officer, incident=incident, role="EXPLANATION", person=house.planner)
    due = investigated(house, TODAY)
    assert (due.holds, due.until) == (True, TODAY + timedelta(days=90))
    assert not investigated(house, TODAY + timedelta(days=91)).holds
    asked = services.ask_closing(
        by=house.officer, incident=incident, summary="まとめ", approver=house.executive
    )
    decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE")
    later = TODAY + timedelta(days=20)
    assert [asked(house, later).holds for asked in ALL] == [True] * len(ALL)
    assert investigated(house, TODAY + timedelta(days=400)).until is None


def test_a_measure_overdue_fails_and_one_accepted_by_somebody_else_holds(house, incident):
    settle(house, incident)
    due_on = date(2026, 12, 18)
    assert (prevention(house, due_on).holds, prevention(house, due_on).until) == (True, due_on)
    assert not prevention(house, due_on + timedelta(days=1)).holds
    directive = Incident.objects.get(pk=incident.pk).measures.get().directive
    directives.report(by=house.operator, directive=directive, body="替えた")
    directives.accept(by=house.officer, directive=directive)
    assert prevention(house, due_on + timedelta(days=1)).holds


def test_a_closed_incident_is_reviewed_within_sixty_days(house, incident):
    settle(house, incident)
    asked = services.ask_closing(
        by=house.officer, incident=incident, summary="まとめ", approver=house.executive
    )
    decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE")
    last = TODAY + timedelta(days=60)
    assert (reviewed(house, last).holds, reviewed(house, last).until) == (True, last)
    assert not reviewed(house, last + timedelta(days=1)).holds
    review = services.write_review(
        by=house.officer,
        incident=Incident.objects.get(pk=incident.pk),
        held_on=TODAY,
        went_badly="遅れた",
        changes="番号",
    )
    put = services.report_review(by=house.officer, review=review, approver=house.executive)
    assert not reviewed(house, last + timedelta(days=1)).holds
    decisions.act_on_step(by=house.executive, decision=put, choice="APPROVE")
    assert reviewed(house, last + timedelta(days=1)).holds


def test_a_team_stands_until_a_member_leaves(house):
    assert team(house, TODAY).mend.url == "incidents:team"
    services.name_member(by=house.officer, person=house.operator, part="技術", is_lead=True)
    assert (team(house, TODAY).holds, team(house, TODAY).until) == (True, None)
    last = TODAY + timedelta(days=30)
    access.end_person(by=house.officer, person=house.operator, ends_on=last)
    assert (team(house, last).holds, team(house, last).until) == (True, last)
    assert not team(house, last + timedelta(days=1)).holds


def test_no_team_holds_until_the_day_of_review(house):
    review_on = TODAY + timedelta(days=365)
    asked = services.ask_no_team(
        by=house.officer, reason="小さな病院なので", review_on=review_on, approver=house.executive
    )
    assert not team(house, TODAY).holds
    with clock.at(NIGHT):
        decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE", reason="委託先が担う")
    assert (team(house, TODAY).holds, team(house, TODAY).until) == (True, review_on - timedelta(days=1))
    assert not team(house, review_on).holds
