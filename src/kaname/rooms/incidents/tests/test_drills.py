"""Drills: played on the screens of an incident, without a word to anybody outside, and nothing lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision
from kaname.foundation.directives.models import Directive
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.models import Mail, Notice
from kaname.foundation.notices.registry import Due
from kaname.foundation.notices.services import tell, tell_at_once
from kaname.rooms.incidents import selectors, services
from kaname.rooms.incidents.choices import DrillPart, DrillState, IncidentStatus
from kaname.rooms.incidents.drill_reads import course, met_injects, running_drills, standing_of
from kaname.rooms.incidents.drill_shown import shown_course, tally
from kaname.rooms.incidents.drills.assessing import Came
from kaname.rooms.incidents.models import Drill, Incident, LogLine

from .conftest import House, later
from .drill_stage import SCRIPT, fresh, plan, play


def _came(drill: Drill) -> dict[str, Came]:
    return {row.expectation.key: row.came for part in course(standing_of(drill)) for row in part.rows}


def test_a_drill_opens_the_screens_of_an_incident_flagged_as_an_exercise(house: House) -> None:
    drill = play(house)
    incident = drill.incident
    assert incident is not None
    assert incident.is_exercise
    assert incident.title.startswith("【訓練】")
    assert incident.number == "訓2026-01"
    assert incident.functions.count() > 5
    assert incident.status == IncidentStatus.OPEN


def test_exercises_and_incidents_are_numbered_apart(house: House, incident: Incident) -> None:
    play(house)
    alarm = services.raise_alarm(by=house.nurse, what="本物")
    assert (incident.number, alarm.number) == ("2026-01", "2026-02")


def test_an_exercise_has_no_statutory_clock_and_is_no_incident_of_the_hospital(house: House) -> None:
    drill = play(house)
    assert drill.incident is not None
    services.revise_facts(
        by=house.planner, incident=drill.incident, change_note="想定どおり", cause="RANSOMWARE",
        suspects_attack=True, affects_care=True, data=["MEDICAL"],
    )  # fmt: skip
    assert selectors.clocks_for(drill.incident, now=later(60 * 24 * 90)) == []
    assert list(selectors.running_incidents(house.executive)) == []
    assert selectors.major_incidents(house.institution) == []
    with clock.at(later(60 * 24 * 90)):
        tell(house.institution)
    assert not Notice.objects.filter(key__startswith="incident:").exists()


def test_only_those_who_take_part_are_told_and_the_mail_says_that_it_is_an_exercise(house: House) -> None:
    play(house)
    told = Notice.objects.filter(key__startswith="drill:")
    assert {row.person for row in told} == {house.executive, house.operator}
    mails = list(Mail.objects.all())
    assert {mail.person for mail in mails} == {house.operator}, "the executive has no address"
    for mail in mails:
        assert mail.subject.startswith("【訓練】")
        assert "これは訓練の連絡です" in mail.body


def test_an_exercise_cannot_tell_anybody_outside_its_list(house: House) -> None:
    """Whatever way one tries: by name, by role, by task, by decision, by a report, by the door of the mails itself."""
    drill = play(house)
    incident = drill.incident
    assert incident is not None
    mails, notices = Mail.objects.count(), Notice.objects.count()
    outside, by = house.officer, house.planner
    tries: list[Any] = [
        lambda: services.ask_task(by=by, incident=incident, text="電話", assignee=outside),
        lambda: services.assign_role(by=by, incident=incident, role="AUTHORITIES", person=outside),
        lambda: services.assign_role(
            by=by, incident=incident, role="AUTHORITIES", person=by, deputy=outside
        ),
        lambda: services.decide_on_the_spot(
            by=by, incident=incident, moment="NETWORK", text="切る", decided_by=outside
        ),
        lambda: services.set_function(
            by=by, function=incident.functions.first(), state="PAPER", impact="なし", owner=outside
        ),
        lambda: services.draft_report(by=by, incident=incident, clock_id="police"),
        lambda: services.ask_waiver(
            by=by, incident=incident, clock_id="police", exemption="", grounds="x", approver=house.executive
        ),
        lambda: services.ask_closing(by=by, incident=incident, summary="x", approver=house.executive),
        lambda: services.add_measure(
            by=by, incident=incident, cause="x", title="x", body="x", addressee=house.operator,
            due_on=date(2026, 12, 24),
        ),
        lambda: services.write_line(by=outside, incident=incident, text="外から"),
    ]  # fmt: skip
    for attempt in tries:
        with pytest.raises(ValidationError):
            attempt()
    among = frozenset({house.executive.pk})
    tell_at_once(house.institution, [Due(outside, "drill:x", say("【訓練】外へ"), "", among=among)])
    with clock.at(later(60 * 6)):
        tell(house.institution)
    assert outside.email
    assert Notice.objects.filter(person=outside).count() == 0
    assert (Mail.objects.count(), Notice.objects.count()) == (mails, notices)
    assert not Directive.objects.exists()


def test_a_decision_of_an_exercise_says_so_wherever_it_stands(house: House) -> None:
    drill = play(house)
    assert drill.incident is not None
    made = services.decide_on_the_spot(
        by=house.operator, incident=drill.incident, moment="NETWORK", text="切る", inject="alarm"
    )
    assert made.question == "【訓練】切る"
    undone = services.undo_decision(by=house.operator, incident=drill.incident, decision=made, reason="誤り")
    assert undone.question == "【訓練】取り消す：切る"


def test_only_the_facilitator_runs_it(house: House) -> None:
    drill = plan(house)
    for act in (services.start_drill, services.end_drill, services.pause_drill):
        with pytest.raises(PermissionDenied):
            act(by=house.operator, drill=drill)
    with pytest.raises(PermissionDenied):
        services.start_drill(by=make_hospital("別の病院"), drill=drill)


def test_what_was_done_is_held_against_what_was_expected(house: House) -> None:
    drill = play(house)
    incident = drill.incident
    assert incident is not None
    with clock.at(later(5)):
        services.decide_on_the_spot(
            by=house.operator, incident=incident, moment="NETWORK", text="外の線を切る", inject="alarm"
        )
    with clock.at(later(12)):
        assert met_injects(incident) == {"alarm"}
        assert _came(drill) == {
            "cut": Came.MET,
            "say": Came.WAITING,
            "calm": Came.WAITING,
            "told": Came.WAITING,
        }
        with pytest.raises(ValidationError):
            services.write_line(by=house.operator, incident=incident, text="先走り", inject="press")
        services.jump_drill(by=house.planner, drill=drill, to="press")
        assert met_injects(incident) == {"alarm", "press"}
        services.mark_expectation(
            by=house.planner, drill=drill, expectation="calm", value="PARTLY", note="声が上ずった"
        )
    with clock.at(later(15)):
        services.end_drill(by=house.planner, drill=fresh(drill))
    drill = fresh(drill)
    assert drill.state == DrillState.ENDED
    assert _came(drill) == {"cut": Came.MET, "say": Came.MISSED, "calm": Came.PARTLY}, "the week never came"
    assert fresh(drill).incident.status == IncidentStatus.CLOSED  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        services.write_line(by=house.operator, incident=fresh(drill).incident, text="遅い")


def test_too_late_is_late(house: House) -> None:
    drill = play(house)
    with clock.at(later(11)):
        services.decide_on_the_spot(by=house.operator, incident=drill.incident, moment="NETWORK", text="切る")
        assert _came(drill)["cut"] == Came.LATE


def test_ten_times_as_fast_the_next_inject_comes_in_two_minutes(house: House) -> None:
    drill = fresh(services.start_drill(by=house.planner, drill=plan(house), speed=10))
    with clock.at(later(1)):
        assert met_injects(drill.incident) == {"alarm"}  # type: ignore[arg-type]
    with clock.at(later(2)):
        assert met_injects(drill.incident) == {"alarm", "press"}  # type: ignore[arg-type]
        with pytest.raises(ValidationError):
            services.resume_drill(by=house.planner, drill=drill, speed=7)
        services.resume_drill(by=house.planner, drill=drill, speed=1)
    with clock.at(later(3)):
        assert standing_of(fresh(drill)).reading.second == 21 * 60


def test_in_a_pause_the_clock_stands_and_what_is_written_is_kept(house: House) -> None:
    drill = play(house)
    with clock.at(later(4)):
        services.pause_drill(by=house.planner, drill=drill)
        with pytest.raises(ValidationError):
            services.pause_drill(by=house.planner, drill=fresh(drill))
    with clock.at(later(30)):
        services.write_line(by=house.operator, incident=drill.incident, text="待っている間に")
        assert standing_of(fresh(drill)).reading.second == 4 * 60
        services.resume_drill(by=house.planner, drill=fresh(drill))
    with clock.at(later(31)):
        assert standing_of(fresh(drill)).reading.second == 5 * 60


def test_after_the_server_was_started_anew_it_is_paused_and_nothing_is_lost(house: House) -> None:
    with override_settings(KANAME_RUN="first"):
        drill = play(house)
        with clock.at(later(6)):
            services.write_line(by=house.operator, incident=drill.incident, text="線を抜いた", inject="alarm")
    with override_settings(KANAME_RUN="second"), clock.at(later(60)):
        standing = standing_of(fresh(drill))
        assert standing.reading.is_interrupted
        assert not standing.reading.is_running
        assert standing.reading.second == 6 * 60
        assert met_injects(drill.incident) == {"alarm"}, (
            "what came due while the server stood still was not told"
        )
        assert LogLine.objects.filter(incident=drill.incident, text="線を抜いた", inject="alarm").exists()
        services.resume_drill(by=house.planner, drill=fresh(drill))
    with override_settings(KANAME_RUN="second"), clock.at(later(74)):
        assert met_injects(drill.incident) == {"alarm", "press"}
        rows = {part.inject.key: part.came_at for part in course(standing_of(fresh(drill)))}
        assert rows["press"] == later(60 + 14)


def test_a_drill_on_paper_is_entered_afterwards(house: House) -> None:
    with clock.at(later(600)):
        drill = plan(house)
        with pytest.raises(ValidationError):
            services.enter_paper_drill(by=house.planner, drill=drill, started_at=later(60), ended_at=later(0))
        drill = fresh(
            services.enter_paper_drill(by=house.planner, drill=drill, started_at=later(0), ended_at=later(60))
        )
        services.decide_on_the_spot(
            by=house.planner, incident=drill.incident, moment="ANNOUNCEMENT", text="昼に公表する",
            decided_by=house.executive, decided_at=later(40), inject="press",
        )  # fmt: skip
        services.write_line(
            by=house.planner,
            incident=drill.incident,
            text="県に電話",
            kind="CONTACT",
            inject="week",
            occurred_at=later(50),
        )
        services.end_drill(by=house.planner, drill=drill)
    drill = fresh(drill)
    assert (drill.started_at, drill.ended_at, drill.on_paper) == (later(0), later(60), True)
    assert _came(drill) == {"cut": Came.MISSED, "say": Came.MET, "calm": Came.MISSED, "told": Came.MET}


def test_what_came_of_it_is_evaluated_told_to_people_and_accepted(house: House) -> None:
    drill = play(house)
    with clock.at(later(10)):
        with pytest.raises(ValidationError):
            services.evaluate_drill(by=house.planner, drill=drill, went_well="早い", went_badly="遅い")
        drill = fresh(services.end_drill(by=house.planner, drill=drill))
        with pytest.raises(ValidationError):
            services.report_drill(by=house.planner, drill=drill, approver=house.executive)
        drill = fresh(
            services.evaluate_drill(
                by=house.planner, drill=drill, went_well="早い", went_badly="電話が通じない"
            )
        )
        services.add_finding(
            by=house.planner, drill=drill, what="電話が通じない", title="番号を直す", body="連絡体制図を直す",
            addressee=house.operator, due_on=date(2026, 12, 24),
        )  # fmt: skip
        asked = services.report_drill(by=house.planner, drill=drill, approver=house.executive)
        decisions.act_on_step(by=house.executive, decision=asked, choice="REJECT", reason="連絡の練習を足す")
        drill = fresh(drill)
        assert drill.decision is None, "what was sent back can be mended and reported again"
        again = services.report_drill(by=house.planner, drill=drill, approver=house.executive)
        decisions.act_on_step(by=house.executive, decision=again, choice="APPROVE")
    directive = Directive.objects.get()
    assert directive.origin == ref_of(drill)
    assert Decision.objects.get(pk=again.pk).is_approved
    with pytest.raises(ValidationError):
        services.evaluate_drill(by=house.planner, drill=fresh(drill), went_well="後から", went_badly="後から")


@pytest.mark.parametrize("inject", ["alarm", "", "press"])
def test_a_right_decision_counts_whatever_inject_it_was_written_down_for(house: House, inject: str) -> None:
    drill = play(house)
    with clock.at(later(5)):
        services.jump_drill(by=house.planner, drill=drill, to="press")
        services.decide_on_the_spot(
            by=house.operator, incident=drill.incident, moment="NETWORK", text="切る", inject=inject,
            decided_at=later(4),
        )  # fmt: skip
        assert _came(drill)["cut"] == Came.MET


def test_a_decision_that_fell_before_anybody_asked_for_it_counts(house: House) -> None:
    drill = play(house)
    services.decide_on_the_spot(
        by=house.executive, incident=drill.incident, moment="ANNOUNCEMENT", text="昼に公表する"
    )
    with clock.at(later(3)):
        services.jump_drill(by=house.planner, drill=drill, to="press")
        standing = standing_of(fresh(drill))
        shown = {row.key: row for part in shown_course(standing, course(standing)) for row in part.rows}
    assert (shown["say"].came, shown["say"].how[:6]) == (Came.MET, "想定より前に")


def test_what_answered_one_inject_is_not_taken_for_a_later_one_of_the_same_kind(house: House) -> None:
    again = {"key": "again", "what": "再び切る", "moment": "NETWORK"}
    injects = [SCRIPT["injects"][0], {**SCRIPT["injects"][1], "expects": [again]}]
    drill = fresh(
        services.start_drill(by=house.planner, drill=plan(house, script={**SCRIPT, "injects": injects}))
    )
    services.decide_on_the_spot(by=house.operator, incident=drill.incident, moment="NETWORK", text="切る")
    with clock.at(later(3)):
        services.jump_drill(by=house.planner, drill=drill, to="press")
        assert _came(drill) == {"cut": Came.MET, "again": Came.WAITING}


def test_a_decision_for_an_inject_that_asks_the_same_shows_nothing_of_another(house: House) -> None:
    again = {"key": "again", "what": "再び切る", "moment": "NETWORK"}
    injects = [SCRIPT["injects"][0], {**SCRIPT["injects"][1], "expects": [again]}]
    drill = fresh(
        services.start_drill(by=house.planner, drill=plan(house, script={**SCRIPT, "injects": injects}))
    )
    services.jump_drill(by=house.planner, drill=drill, to="press")
    services.decide_on_the_spot(
        by=house.operator, incident=drill.incident, moment="NETWORK", text="切る", inject="press"
    )
    assert _came(drill) == {"cut": Came.WAITING, "again": Came.MET}


def test_what_names_no_inject_is_shown_with_the_newest(house: House) -> None:
    drill = play(house)
    services.write_line(by=house.operator, incident=drill.incident, text="病棟を見に行った")
    shown = course(standing_of(drill))
    assert [act.text for act in shown[0].answers] == ["病棟を見に行った"]
    assert shown[1].answers == ()


def test_an_inject_that_was_left_out_counts_neither_way(house: House) -> None:
    drill = play(house)
    services.jump_drill(by=house.planner, drill=drill, to="press")
    services.skip_inject(by=house.planner, drill=drill, inject="press")
    services.end_drill(by=house.planner, drill=fresh(drill))
    found = tally(course(standing_of(fresh(drill))))
    assert (found.expected, found.missed, found.skipped) == (1, 1, 2)
    with pytest.raises(ValidationError):
        services.skip_inject(by=house.planner, drill=fresh(drill), inject="nowhere")


def test_nobody_makes_themselves_a_facilitator(house: House) -> None:
    """Who runs a drill reads its scenario: only who runs it already says who else does."""
    drill = plan(house)
    for by in (house.officer, house.executive):
        for part in DrillPart:
            with pytest.raises(PermissionDenied):
                services.add_to_drill(by=by, drill=fresh(drill), person=house.officer, part=part)
    row = services.add_to_drill(by=house.planner, drill=drill, person=house.officer, part="FACILITATOR")
    services.remove_from_drill(by=house.officer, row=row)
    assert not fresh(drill).is_run_by(house.officer)


def test_who_plans_for_another_names_the_players_but_not_who_reads_the_scenario(house: House) -> None:
    drill = services.plan_drill(
        by=house.planner, planned_on=date(2026, 11, 24), script=SCRIPT, facilitator=house.officer
    )
    services.add_to_drill(by=house.planner, drill=drill, person=house.operator)
    with pytest.raises(PermissionDenied):
        services.add_to_drill(by=house.planner, drill=fresh(drill), person=house.planner, part="FACILITATOR")
    with pytest.raises(PermissionDenied):
        services.start_drill(by=house.planner, drill=fresh(drill))


def test_who_will_play_a_scenario_can_run_no_other_drill_with_it(house: House) -> None:
    drill = services.plan_drill(by=house.officer, planned_on=date(2026, 11, 30), scenario="ransomware")
    services.add_to_drill(by=house.officer, drill=drill, person=house.planner)
    with pytest.raises(ValidationError):
        services.plan_drill(by=house.planner, planned_on=date(2026, 11, 24), scenario="ransomware")
    services.plan_drill(by=house.planner, planned_on=date(2026, 11, 24), scenario="leak")
    services.cancel_drill(by=house.officer, drill=fresh(drill), reason="延期")
    services.plan_drill(by=house.planner, planned_on=date(2026, 11, 24), scenario="ransomware")


def test_a_drill_without_anybody_left_to_run_it_is_handed_on_by_who_plans_drills(house: House) -> None:
    drill = plan(house)
    with writing(by=house.executive, action="organisation.manage") as entry:
        leaving = Person.objects.get(pk=house.planner.pk)
        leaving.ends_on = clock.today() - timedelta(days=1)
        entry.save(leaving)
    with pytest.raises(PermissionDenied):
        services.add_to_drill(by=house.operator, drill=fresh(drill), guest="外の人", part="FACILITATOR")
    services.add_to_drill(by=house.officer, drill=fresh(drill), person=house.officer, part="FACILITATOR")
    assert fresh(drill).is_run_by(house.officer)


def test_somebody_added_by_mistake_is_taken_out_or_marked_absent(house: House) -> None:
    drill = plan(house)
    row = services.add_to_drill(by=house.planner, drill=drill, person=house.nurse)
    services.remove_from_drill(by=house.planner, row=row)
    assert house.nurse not in [row.person for row in fresh(drill).people.all()]
    with pytest.raises(ValidationError):
        services.remove_from_drill(by=house.planner, row=fresh(drill).people.get(person=house.planner))
    drill = fresh(services.start_drill(by=house.planner, drill=fresh(drill)))
    player = drill.people.get(person=house.operator)
    with pytest.raises(ValidationError):
        services.remove_from_drill(by=house.planner, row=player)
    services.set_attendance(by=house.planner, row=player, attended=False)
    with pytest.raises(ValidationError):
        services.write_line(by=house.operator, incident=drill.incident, text="いないはず")
    assert list(running_drills(house.operator)) == []


def test_the_last_who_runs_it_cannot_be_marked_absent_and_who_is_absent_runs_nothing(house: House) -> None:
    drill = play(house)
    me = drill.people.get(person=house.planner)
    with pytest.raises(ValidationError):
        services.set_attendance(by=house.planner, row=me, attended=False)
    services.add_to_drill(by=house.planner, drill=drill, person=house.officer, part="FACILITATOR")
    services.set_attendance(by=house.officer, row=fresh(drill).people.get(pk=me.pk), attended=False)
    with pytest.raises(PermissionDenied):
        services.pause_drill(by=house.planner, drill=fresh(drill))


def test_planned_roles_are_held_from_the_start_the_second_one_as_deputy(house: House) -> None:
    drill = plan(house)
    services.add_to_drill(by=house.planner, drill=drill, person=house.officer, role="COMMANDER")
    drill = fresh(services.start_drill(by=house.planner, drill=fresh(drill)))
    assert drill.incident is not None
    held = {row.role: (row.person, row.deputy) for row in drill.incident.team.all()}
    assert held == {"COMMANDER": (house.executive, house.officer)}


def test_who_cannot_open_the_screens_is_told_to_come_and_nothing_else(house: House) -> None:
    drill = plan(house, place="大会議室")
    services.add_to_drill(by=house.planner, drill=drill, person=house.nurse)
    services.start_drill(by=house.planner, drill=fresh(drill))
    told = Notice.objects.get(person=house.nurse, key__startswith="drill:")
    assert "大会議室で加わってください" in str(told)
    assert told.url == ""
    with pytest.raises(ValidationError):
        services.add_to_drill(by=house.planner, drill=fresh(drill), guest="外の人", part="NOWHERE")
    assert (
        services.add_to_drill(
            by=house.planner, drill=fresh(drill), guest="保守会社 長尾さん", part="OBSERVER"
        ).person
        is None
    )


def test_who_runs_a_drill_can_open_its_screens(house: House) -> None:
    with pytest.raises(ValidationError):
        services.plan_drill(
            by=house.planner, planned_on=date(2026, 11, 24), script=SCRIPT, facilitator=house.nurse
        )


def test_a_scenario_of_the_past_stays_as_it_was_played(house: House) -> None:
    drill = plan(house)
    assert drill.scenario.injects[0].text.ja == SCRIPT["injects"][0]["text"]
    with pytest.raises(ValidationError):
        services.plan_drill(by=house.planner, planned_on=date(2026, 12, 1), scenario="nowhere")


def test_a_planned_drill_is_changed_or_given_up_with_a_reason(house: House) -> None:
    drill = plan(house)
    with pytest.raises(ValidationError):
        services.cancel_drill(by=house.planner, drill=drill, reason=" ")
    drill = fresh(
        services.change_drill(by=house.planner, drill=drill, planned_on=date(2026, 12, 1), title="冬の訓練")
    )
    services.cancel_drill(by=house.planner, drill=drill, reason="感染の流行")
    with pytest.raises(ValidationError):
        services.start_drill(by=house.planner, drill=fresh(drill))
    assert not Incident.objects.filter(is_exercise=True).exists()


def test_who_takes_part_sees_a_running_drill_at_home(house: House) -> None:
    drill = play(house)
    assert list(running_drills(house.executive)) == [drill]
    assert list(running_drills(house.officer)) == []
    with clock.at(later(5) + timedelta(days=0)):
        services.add_to_drill(by=house.planner, drill=drill, person=house.officer)
    assert list(running_drills(house.officer)) == [drill]
