"""From the alarm to the end: who may do what, what is kept, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import DecisionAction
from kaname.foundation.decisions.selectors import decision_of
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.notices.models import Mail, Notice
from kaname.rooms.incidents import selectors, services
from kaname.rooms.incidents.closing import closing_gaps
from kaname.rooms.incidents.keys import ANNOUNCE, CLOSE, WAIVE
from kaname.rooms.incidents.models import FactSheet, Incident, LogLine

from .conftest import NIGHT, know_attack, later


def clocks(incident, now=None):
    rows = selectors.clocks_for(Incident.objects.get(pk=incident.pk), now=now or clock.now())
    return {row.rule.id: row for row in rows}


# --- the alarm


def test_an_alarm_is_numbered_and_tells_those_in_charge_at_once(house, alarm):
    assert (alarm.number, alarm.status, alarm.alarm_at) == ("2026-01", "ALARM", NIGHT)
    told = Notice.objects.of(house.institution).filter(key=f"incident:alarm:{alarm.pk}")
    everybody = {house.executive.pk, house.officer.pk, house.planner.pk, house.operator.pk}
    assert set(told.values_list("person", flat=True)) == everybody
    mailed = Mail.objects.of(house.institution).values_list("person", flat=True)
    assert set(mailed) == everybody - {house.executive.pk}, "the executive has no address"
    assert LedgerEntry.objects.of(house.institution).filter(action="incidents.alarm").count() == 1


def test_the_first_facts_are_those_of_the_alarm(alarm):
    sheet = selectors.newest_sheet(alarm)
    assert (sheet.version, sheet.aware_at, sheet.detected_at) == (1, NIGHT, NIGHT)
    assert clocks(alarm)["ppc_prelim"].due.due_on == date(2026, 11, 23)


def test_an_alarm_of_the_future_is_refused(house):
    with pytest.raises(ValidationError) as refused:
        services.raise_alarm(by=house.nurse, what="停止", occurred_at=later(1))
    assert "occurred_at" in refused.value.error_dict


def test_whoever_raised_the_alarm_sees_it_and_nobody_else_of_the_staff(house, alarm):
    assert list(Incident.objects.visible_to(house.nurse)) == [alarm]
    assert list(Incident.objects.visible_to(house.officer)) == [alarm]
    other = make_hospital("ひがし病院")
    assert not Incident.objects.visible_to(other).exists()
    assert not LogLine.objects.visible_to(house.nurse).exists()


def test_a_nurse_cannot_take_an_alarm_up(house, alarm):
    with pytest.raises(PermissionDenied):
        services.declare(by=house.nurse, incident=alarm, title="停止", severity="MAJOR")


def test_a_false_alarm_is_dismissed_with_its_reason_and_an_incident_is_not(house, alarm):
    with pytest.raises(ValidationError):
        services.dismiss(by=house.operator, incident=alarm, reason=" ")
    services.dismiss(by=house.operator, incident=alarm, reason="広告の画面だった")
    assert alarm.status == "DISMISSED"


def test_an_incident_that_was_taken_up_cannot_be_dismissed(house, incident):
    with pytest.raises(ValidationError):
        services.dismiss(by=house.operator, incident=incident, reason="やはり違う")


# --- the log


def test_a_line_keeps_when_it_happened_and_when_it_was_written(house, incident):
    with clock.at(later(40)):
        line = services.write_line(
            by=house.operator, incident=incident, text="線を抜いた", occurred_at=later(10), precision="ABOUT"
        )
    assert (line.occurred_at, line.recorded_at, line.precision) == (later(10), later(40), "ABOUT")


def test_the_same_key_twice_is_kept_once(house, incident):
    first = services.write_line(by=house.operator, incident=incident, text="線を抜いた", key="k1")
    assert services.write_line(by=house.operator, incident=incident, text="線を抜いた", key="k1") == first


def test_a_wrong_line_stays_and_is_corrected_once(house, incident):
    wrong = services.write_line(by=house.operator, incident=incident, text="3台")
    right = services.correct_line(by=house.operator, line=wrong, text="5台")
    assert (right.corrects, right.occurred_at) == (wrong, wrong.occurred_at)
    assert LogLine.objects.get(pk=wrong.pk).text == "3台"
    with pytest.raises(ValidationError):
        services.correct_line(by=house.operator, line=wrong, text="6台")


def test_a_change_before_the_log_is_saved_asks_why(house, incident):
    item = services.list_item(by=house.operator, incident=incident, name="VPN装置のログ")
    change = {
        "by": house.operator,
        "incident": incident,
        "text": "VPN装置を更新した",
        "kind": "CHANGE",
        "item": item,
    }
    with pytest.raises(ValidationError) as refused:
        services.write_line(**change)
    assert "VPN装置のログ" in refused.value.messages[0]
    assert "感染が広がっている" in services.write_line(**change, unpreserved_reason="感染が広がっている").text
    services.preserve_item(by=house.operator, item=item, method="設定画面から書き出した")
    assert services.write_line(**change).text == "VPN装置を更新した"


# --- decisions of the moment


def test_the_operator_alone_at_night_cuts_the_network(house, incident):
    made = services.decide_on_the_spot(
        by=house.operator, incident=incident, moment="NETWORK", text="外の線を切る", reason="広がるのを防ぐ"
    )
    assert (made.status, made.choice, made.decided_by) == ("DECIDED", "DO", house.operator)
    assert made.proposal["role"] == "OPERATIONS_STAFF"
    assert not DecisionAction.objects.filter(decision=made, on_behalf_of__isnull=False).exists()


def test_what_was_said_on_the_telephone_is_confirmed_by_who_said_it(house, incident):
    made = services.decide_on_the_spot(
        by=house.operator,
        incident=incident,
        moment="DIVERSION",
        text="救急を他院に振り替える",
        decided_by=house.executive,
    )
    action = made.actions.get(kind="DECIDED")
    assert (action.person, action.on_behalf_of, action.seen_at) == (house.operator, house.executive, None)
    decisions.see_proxy(by=house.executive, action=action)
    assert action.seen_at is not None


@pytest.mark.parametrize("moment", ["CARE", "DIVERSION", "RANSOM", "ANNOUNCEMENT", "RECOVERY"])
def test_what_changes_care_is_not_the_operators_to_decide(house, incident, moment):
    with pytest.raises(ValidationError) as refused:
        services.decide_on_the_spot(by=house.operator, incident=incident, moment=moment, text="決める")
    assert "decided_by" in refused.value.error_dict


def test_the_commander_decides_for_the_executive_but_not_about_ransom(house, incident):
    services.assign_role(by=house.officer, incident=incident, role="COMMANDER", person=house.officer)
    made = services.decide_on_the_spot(
        by=house.officer, incident=incident, moment="DIVERSION", text="振り替える"
    )
    assert made.proposal["role"] == "COMMANDER"
    with pytest.raises(ValidationError):
        services.decide_on_the_spot(by=house.officer, incident=incident, moment="RANSOM", text="払う")


def test_undoing_is_a_new_decision_and_happens_once(house, incident):
    first = services.decide_on_the_spot(
        by=house.executive, incident=incident, moment="CARE", text="外来を止める"
    )
    assert selectors.standing_decision(selectors.decisions_of(incident), "CARE") == first
    undo = services.undo_decision(
        by=house.executive, incident=incident, decision=first, reason="紙で続けられる"
    )
    assert (undo.choice, undo.proposal["undoes"]) == ("DO_NOT", first.number)
    assert selectors.standing_decision(selectors.decisions_of(incident), "CARE") is None
    with pytest.raises(ValidationError):
        services.undo_decision(by=house.executive, incident=incident, decision=first, reason="もう一度")


def test_a_decision_of_another_kind_cannot_be_made_on_the_spot(house, incident):
    with pytest.raises(ValidationError):
        decisions.record_on_the_spot(
            by=house.operator,
            kind=CLOSE,
            question="終結",
            choice="APPROVE",
            decided_by=house.executive,
            decided_at=NIGHT,
            subject=incident,
        )


# --- the board, the team, tasks


def test_a_function_that_does_not_go_on_as_usual_says_what_it_means_for_patients(house, incident):
    function = incident.functions.get(name="救急")
    with pytest.raises(ValidationError):
        services.set_function(by=house.operator, function=function, state="STOPPED")
    services.set_function(by=house.operator, function=function, state="STOPPED", impact="3病院へ振替")
    assert incident.lines.filter(kind="BOARD").get().text == "救急：停止（3病院へ振替）"


def test_a_change_of_hands_needs_a_note(house, incident):
    services.assign_role(by=house.officer, incident=incident, role="COMMANDER", person=house.officer)
    hand = {"by": house.officer, "incident": incident, "role": "COMMANDER", "person": house.executive}
    with pytest.raises(ValidationError) as refused:
        services.assign_role(**hand)
    assert "handover" in refused.value.error_dict
    services.assign_role(**hand, handover="救急は振替中。次は4時に確認。", deputy=house.officer)
    now = incident.team.get(ends_at__isnull=True)
    assert (now.person, now.deputy) == (house.executive, house.officer)


def test_what_was_asked_is_done_once(house, incident):
    task = services.ask_task(by=house.officer, incident=incident, text="控えを隔離する", due_at=later(60))
    services.finish_task(by=house.operator, task=task, outcome="隔離した")
    with pytest.raises(ValidationError):
        services.finish_task(by=house.operator, task=task)


# --- facts, clocks, reports


def test_a_correction_of_awareness_counts_anew_and_keeps_the_old(house, incident):
    know_attack(house, incident)
    before = clocks(incident)["ppc_final"].due
    services.revise_facts(
        by=house.officer,
        incident=incident,
        change_note="前日の夕方に検査室が気づいていた",
        aware_at=NIGHT - timedelta(days=3),
    )
    found = clocks(incident)["ppc_final"]
    assert found.due.raw_on == before.raw_on - timedelta(days=3)
    assert [row.raw_on for row in found.earlier if row.raw_on == before.raw_on]
    assert [s.version for s in selectors.sheets_of(incident)] == [1, 2, 3]


def test_facts_that_somebody_else_revised_meanwhile_are_not_overwritten(house, incident):
    know_attack(house, incident)
    with pytest.raises(ValidationError, match="第2版"):
        services.revise_facts(
            by=house.planner, incident=incident, change_note="人数", version=1, persons_max=100
        )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"aware_at": None}, "aware_at"),
        ({"data": ["MEDICAL", "UNKNOWN"]}, "data"),
        ({"persons_min": 10, "persons_max": 3}, "persons_max"),
        ({"detected_at": NIGHT + timedelta(hours=1)}, "detected_at"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(house, incident, wrong, field):
    with pytest.raises(ValidationError) as refused:
        services.revise_facts(by=house.officer, incident=incident, change_note="改める", **wrong)
    assert field in refused.value.error_dict
    assert FactSheet.objects.filter(incident=incident).count() == 1


def test_a_sent_report_is_frozen_and_stops_its_clock(house, incident):
    know_attack(house, incident)
    report = services.draft_report(by=house.planner, incident=incident, clock_id="police")
    assert "## 脅迫文" in report.body
    services.record_sent(by=house.planner, report=report, channel="電話", recipient="サイバー窓口 担当者")
    assert (clocks(incident)["police"].state, len(report.body_sha256)) == ("FILED", 64)
    with pytest.raises(ValidationError):
        services.change_draft(by=house.planner, report=report, title="変える", body="変える")
    know_attack(house, incident, persons_max=4200)
    assert report.sheet.version < selectors.newest_sheet(incident).version


def test_an_announcement_needs_the_executives_approval_of_this_very_text(house, incident):
    know_attack(house, incident)
    report = services.draft_report(by=house.planner, incident=incident, clock_id="publication")
    send = {"by": house.planner, "report": report, "channel": "Web", "recipient": "公表"}
    with pytest.raises(ValidationError, match="決裁"):
        services.record_sent(**send)
    asked = services.ask_announcement(by=house.planner, report=report, approver=house.executive)
    decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE")
    services.change_draft(by=house.planner, report=report, title=report.title, body="別の文")
    with pytest.raises(ValidationError, match="変わって"):
        services.record_sent(**send)
    again = services.ask_announcement(by=house.planner, report=report, approver=house.executive)
    decisions.act_on_step(by=house.executive, decision=again, choice="APPROVE")
    assert services.record_sent(**send).is_sent
    assert decision_of(report, ANNOUNCE) == again


def test_a_duty_stops_by_decision_naming_the_exemption_and_not_by_facts_alone(house, incident):
    know_attack(house, incident)
    services.revise_facts(
        by=house.officer, incident=incident, change_note="漏えいも毀損もない", leak="DENIED", damage="DENIED"
    )
    assert clocks(incident)["ppc_prelim"].state == "TO_DECIDE"
    ask = {
        "by": house.officer,
        "incident": incident,
        "clock_id": "ppc_prelim",
        "grounds": "通信記録を専門家と調べた",
        "approver": house.executive,
    }
    with pytest.raises(ValidationError):
        services.ask_waiver(**ask, exemption="substitute_measures")
    asked = services.ask_waiver(**ask, exemption="ruled_out")
    with pytest.raises(ValidationError):
        services.ask_waiver(**ask, exemption="ruled_out")
    decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE", reason="根拠は十分")
    assert clocks(incident)["ppc_prelim"].state == "WAIVED"
    assert decision_of(incident, WAIVE) == asked


# --- the end


def test_an_incident_is_closed_only_when_its_list_is_complete(house, incident):
    with pytest.raises(ValidationError, match="足りないもの"):
        services.ask_closing(by=house.officer, incident=incident, summary="まとめ", approver=house.executive)
    settle(house, incident)
    assert [gap.label for gap in closing_gaps(incident)] == []
    asked = services.ask_closing(
        by=house.officer, incident=incident, summary="VPNから入られた", approver=house.executive
    )
    decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE")
    closed = Incident.objects.get(pk=incident.pk)
    assert (closed.status, closed.closed_on, closed.closing) == ("CLOSED", date(2026, 11, 19), asked)
    with pytest.raises(ValidationError):
        services.write_line(by=house.operator, incident=closed, text="後から")


def settle(house, incident):
    """Everything that the list asks for."""
    know_attack(house, incident, cause_text="古いVPN装置", leak="CONFIRMED", persons_max=10)
    for moment in ("CARE", "ANNOUNCEMENT", "RECOVERY"):
        services.decide_on_the_spot(by=house.executive, incident=incident, moment=moment, text="決めた")
    item = services.list_item(by=house.operator, incident=incident, name="VPN装置のログ")
    services.preserve_item(by=house.operator, item=item, method="書き出した")
    services.add_participant(by=house.officer, incident=incident, organisation="保守会社", part="調査")
    for found in clocks(incident).values():
        if found.state not in ("NOT_APPLICABLE", "OPEN", "WAITING"):
            _file(house, incident, found.rule.id)
    measure = services.add_measure(
        by=house.officer, incident=incident, cause="古い装置", title="装置を替える", body="更新する",
        addressee=house.operator, due_on=date(2026, 12, 18),
    )  # fmt: skip
    services.announce_measure(
        by=house.officer, measure=measure, announced_on=date(2026, 11, 19), announced_how="朝礼"
    )
    paper = services.note_reentry(by=house.officer, incident=incident, what="処方", on_paper=12)
    with pytest.raises(ValidationError):
        services.check_reentry(by=house.officer, reentry=paper, entered=11)
    services.check_reentry(by=house.officer, reentry=paper, entered=11, difference="1枚は書き損じ")
    assert measure.directive.origin == ref_of(incident)


def _file(house, incident, clock_id):
    report = services.draft_report(by=house.planner, incident=incident, clock_id=clock_id)
    if clock_id == "publication":
        asked = services.ask_announcement(by=house.planner, report=report, approver=house.executive)
        decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE")
    services.record_sent(by=house.planner, report=report, channel="電話", recipient="窓口")


def test_the_review_is_reported_and_judged(house, incident):
    review = services.write_review(
        by=house.officer,
        incident=incident,
        held_on=date(2026, 11, 19),
        went_badly="連絡が遅れた",
        changes="番号を貼る",
    )
    asked = services.report_review(by=house.officer, review=review, approver=house.executive)
    with pytest.raises(ValidationError):
        services.write_review(
            by=house.officer, incident=incident, held_on=date(2026, 11, 19), went_badly="別", changes="別"
        )
    decisions.act_on_step(by=house.executive, decision=asked, choice="REJECT", reason="訓練で確かめてから")
    review.refresh_from_db()
    assert review.state == "JUDGED"
