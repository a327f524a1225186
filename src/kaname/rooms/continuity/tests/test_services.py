"""What people do about continuity: by whom, with a ledger entry, and what is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import StaleRecord, ref_of
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.decisions.services import act_on_step, return_to, withdraw
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.continuity import services
from kaname.rooms.continuity.models import (
    Backup,
    CareFunction,
    CheckFinding,
    PlanPart,
    RecoveryProcedure,
    RestoreCheck,
)

from .conftest import BEGAN, DAY, TODAY, assets, make_approved, make_check, make_judged, make_system


def entries(person, action):
    return LedgerEntry.objects.of(person.institution).filter(action=action).count()


# --- the impact analysis


def test_a_service_is_entered_with_its_bands_and_systems(manager, chart):
    impacts = {"H2": services.BandLine("DELAY", "NONE", "遅れる"), "H12": services.BandLine("LIFE")}
    row = services.add_function(
        by=manager, name=" 透析 ", priority=1, rto_minutes=240, systems=[chart], impacts=impacts
    )
    assert (row.name, row.rto, row.starts_on) == ("透析", "4時間", TODAY)
    assert list(row.systems.all()) == [chart]
    assert sorted(row.impacts.values_list("band", "harm")) == [("H12", "LIFE"), ("H2", "DELAY")]
    assert entries(manager, "continuity.plan") == 1
    services.change_function(
        by=manager, function=row, name="透析", systems=[], impacts={"H2": services.BandLine()}
    )
    assert not row.links.exists()
    assert row.impacts.get(band="H2").note == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"name": "救急"}, "name"), ({"priority": 0}, "priority")],
)
def test_a_service_that_makes_no_sense_is_refused(manager, wrong, field):
    services.add_function(by=manager, name="救急")
    with pytest.raises(ValidationError) as refused:
        services.add_function(by=manager, **{"name": "透析", **wrong})
    assert list(refused.value.message_dict) == [field]


def test_a_service_taken_out_frees_its_name_and_is_not_changed(manager):
    row = services.add_function(by=manager, name="救急")
    services.end_function(by=manager, function=row, reason="統合した")
    with pytest.raises(ValidationError, match="外されて"):
        services.change_function(by=manager, function=row, name="救急")
    services.add_function(by=manager, name="救急")


def test_a_system_is_placed_under_services_as_the_whole_answer(manager, chart):
    one, two = (services.add_function(by=manager, name=name) for name in ("救急", "手術"))
    services.place_system(by=manager, system=chart, functions=[one])
    services.place_system(by=manager, system=chart, functions=[two])
    assert (one.links.count(), two.links.count()) == (0, 1)


# --- the plan's parts


def test_a_part_says_since_when_it_is_as_it_is(manager, executive, staff):
    with clock.at(BEGAN):
        services.write_part(by=manager, key="TRIGGER", text="停電", person=executive)
    services.write_part(by=manager, key="TRIGGER", text="停電と攻撃", person=executive)
    services.write_part(by=manager, key="TRIGGER", text="停電と攻撃と漏水", person=executive)  # the same day
    rows = (
        PlanPart.objects.of(manager.institution)
        .order_by("starts_on")
        .values_list("text", "starts_on", "ends_on")
    )
    assert list(rows) == [("停電", BEGAN, TODAY - DAY), ("停電と攻撃と漏水", TODAY, None)]
    before = entries(manager, "continuity.plan")
    services.write_part(by=manager, key="TRIGGER", text="停電と攻撃と漏水", person=executive)
    assert entries(manager, "continuity.plan") == before == 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"key": "GO_ON"}, "text"),
        ({"key": "DECISION_MAKER", "text": "x"}, "person"),
        ({"key": "TRIGGER", "text": "x"}, "person"),
    ],
)
def test_a_part_must_say_what_it_is_for(manager, said, field):
    with pytest.raises(ValidationError) as refused:
        services.write_part(by=manager, **said)
    assert list(refused.value.message_dict) == [field]


def test_decider_and_deputy_are_two_people_who_are_here(manager, executive):
    services.write_part(by=manager, key="DECISION_MAKER", person=executive)
    left = make_person(executive.institution, "森 葵", starts_on=BEGAN, ends_on=TODAY - DAY)
    for person in (executive, left, make_hospital("別の病院")):
        with pytest.raises(ValidationError):
            services.write_part(by=manager, key="DEPUTY_DECISION_MAKER", person=person)
    services.write_part(by=manager, key="DEPUTY_DECISION_MAKER", person=manager)


def test_two_who_write_a_part_at_once_are_told(manager):
    part = services.write_part(by=manager, key="STOP", text="止める")
    services.write_part(by=manager, key="STOP", text="すぐ止める", revision=part.revision)
    with pytest.raises(StaleRecord):
        services.write_part(by=manager, key="STOP", text="待つ", revision=part.revision - 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"item": "9-9", "status": "OPEN"}, "item"),
        ({"item": "1-1-1", "status": "SETTLED"}, "place"),
        ({"item": "1-1-1", "status": "NOT_APPLICABLE"}, "note"),
        ({"item": "1-1-1", "status": "OPEN", "checked_on": TODAY + DAY}, "checked_on"),
    ],
)
def test_an_item_needs_its_place_or_its_reason(operator, said, field):
    with pytest.raises(ValidationError) as refused:
        services.check_item(by=operator, **said)
    assert list(refused.value.message_dict) == [field]
    row = services.check_item(by=operator, item="1-1-1", status="SETTLED", place="第2章")
    assert services.check_item(by=operator, item="1-1-1", status="OPEN").pk == row.pk


# --- recovery procedures


def test_an_approved_procedure_serves_until_its_successor_is_approved(operator, executive, chart, dialysis):
    first = make_approved(operator, executive, chart, dependencies=[dialysis])
    assert (first.status, first.approved_on, first.approved_by) == ("APPROVED", TODAY, executive)
    assert entries(executive, "continuity.approve") == 1
    with pytest.raises(ValidationError, match="次の版"):
        services.write_procedure(by=operator, procedure=first, responsible=operator, steps="別")
    with clock.at(TODAY + DAY):
        second = services.revise_procedure(by=operator, procedure=first)
        assert (second.version, second.steps, list(second.dependencies.all())) == (
            2,
            "装置を替える",
            [dialysis],
        )
        in_force = RecoveryProcedure.objects.of(operator.institution).in_force_on(TODAY + DAY)
        assert list(in_force) == [first]
        asked = services.request_approval(
            by=operator, procedure=second, approver=executive, next_review_on=TODAY + 90 * DAY
        )
        act_on_step(by=executive, decision=asked, choice="APPROVE")
        assert [p.version for p in in_force.all()] == [2]
        first.refresh_from_db()
        assert (first.status, first.superseded_on) == ("SUPERSEDED", TODAY + DAY)
    rows = RecoveryProcedure.objects.of(operator.institution)
    assert [p.version for p in rows.in_force_on(TODAY)] == [1]


def test_what_is_put_before_an_executive_is_whole(operator, executive, chart):
    row = services.begin_procedure(by=operator, system=chart)
    for said in (
        {"steps": "戻す"},
        {"cleanness": "確かめる"},
        {"rto_minutes": 60, "rpo_minutes": 60},
    ):
        with pytest.raises(ValidationError):
            services.request_approval(
                by=operator, procedure=row, approver=executive, next_review_on=TODAY + 30 * DAY
            )
        row = RecoveryProcedure.objects.get(pk=row.pk)
        services.write_procedure(by=operator, procedure=row, responsible=operator, **said)
    with pytest.raises(ValidationError, match="期限"):
        services.request_approval(by=operator, procedure=row, approver=executive, next_review_on=TODAY)
    row = RecoveryProcedure.objects.get(pk=row.pk)
    with pytest.raises(ValidationError):
        services.request_approval(
            by=operator, procedure=row, approver=operator, next_review_on=TODAY + 30 * DAY
        )


def test_a_rejected_or_withdrawn_procedure_can_be_written_again(operator, executive, chart):
    row = services.begin_procedure(
        by=operator, system=chart, steps="戻す", cleanness="見る", rto_minutes=1, rpo_minutes=1
    )
    asked = services.request_approval(
        by=operator, procedure=row, approver=executive, next_review_on=TODAY + 30 * DAY
    )
    withdraw(by=operator, decision=asked, reason="直す")
    row.refresh_from_db()
    assert row.status == "DRAFT"
    asked = services.request_approval(by=operator, procedure=row, approver=executive)
    return_to(by=executive, decision=asked, order=0, reason="順番を")
    row.refresh_from_db()
    row = services.take_back(by=operator, procedure=row)
    assert row.status == "DRAFT"
    asked = services.request_approval(by=operator, procedure=row, approver=executive)
    act_on_step(by=executive, decision=asked, choice="REJECT", reason="足りない")
    row.refresh_from_db()
    assert (row.status, services.revise_procedure(by=operator, procedure=row).version) == ("REJECTED", 2)


def test_a_system_has_one_open_version_and_does_not_wait_for_itself(operator, chart):
    row = services.begin_procedure(by=operator, system=chart)
    with pytest.raises(ValidationError, match="続けて"):
        services.begin_procedure(by=operator, system=chart)
    with pytest.raises(ValidationError, match="ほか"):
        services.write_procedure(by=operator, procedure=row, responsible=operator, dependencies=[chart])
    services.discard_procedure(by=operator, procedure=RecoveryProcedure.objects.get(pk=row.pk))
    assert not RecoveryProcedure.objects.exists()


def test_a_system_renamed_while_its_procedure_waits_makes_the_request_void(operator, executive, chart):
    row = services.begin_procedure(
        by=operator, system=chart, steps="戻す", cleanness="見る", rto_minutes=1, rpo_minutes=1
    )
    asked = services.request_approval(
        by=operator, procedure=row, approver=executive, next_review_on=TODAY + 30 * DAY
    )
    chart.refresh_from_db()
    assets.change_system(by=operator, system=chart, name="新カルテ", purpose="診療", criticality="VITAL")
    with pytest.raises(ValidationError):
        act_on_step(by=executive, decision=asked, choice="APPROVE")
    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.status, row.status) == (DecisionStatus.VOID, "DRAFT")


# --- backups


def test_a_backup_is_recorded_changed_and_ended(operator, chart):
    row = services.record_backup(by=operator, system=chart, subject="データベース", method="毎夜")
    assert (row.offline_copy, row.starts_on) == ("UNKNOWN", TODAY)
    services.change_backup(
        by=operator, backup=row, subject="データベース", offline_copy="YES", offline_how="抜く"
    )
    services.end_backup(by=operator, backup=row, ends_on=TODAY, reason="入替え")
    with pytest.raises(ValidationError, match="終わって"):
        services.change_backup(by=operator, backup=row, subject="別")
    services.record_backup(by=operator, system=chart, subject="データベース")
    assert entries(operator, "continuity.manage") == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "画像"}, "subject"),
        ({"generations": 0}, "generations"),
        ({"offline_copy": "YES"}, "offline_how"),
        ({"offline_how": "抜く"}, "offline_how"),
        ({"offline_copy": "MAYBE"}, "offline_copy"),
    ],
)
def test_a_backup_that_makes_no_sense_is_refused(operator, chart, wrong, field):
    services.record_backup(by=operator, system=chart, subject="画像")
    with pytest.raises(ValidationError) as refused:
        services.record_backup(by=operator, system=chart, **{"subject": "文書", **wrong})
    assert list(refused.value.message_dict) == [field]


# --- tests and what they found


def test_a_test_takes_the_targets_of_its_day_and_is_judged(operator, executive, chart):
    make_approved(operator, executive, chart)
    check = make_check(operator, chart)
    assert (check.target_rto_minutes, check.target_rpo_minutes, check.rto_missed) == (240, 60, False)
    services.send_check(by=operator, check=check, addressee=executive)
    with pytest.raises(ValidationError, match="変えられません"):
        services.send_check(by=operator, check=check, addressee=executive)
    act_on_step(by=executive, decision=check.decision, choice="ORDER", reason="短くする")
    check.refresh_from_db()
    assert (check.status, check.verdict, check.judged_by, check.judged_on) == (
        "JUDGED",
        "ORDER",
        executive,
        TODAY,
    )
    assert check.needs_finding


def test_a_returned_test_is_corrected_and_sent_again(operator, executive, chart):
    check = make_judged(operator, executive, chart, choice="RETURN", reason="時間の内訳を")
    assert (check.status, check.may_be_changed) == ("RETURNED", True)
    services.change_check(
        by=operator, check=check, kind="RESTORE_TEST", held_on=TODAY, subject="内訳つき", result="GOOD",
        held_by=operator, measured_minutes=90,
    )  # fmt: skip
    services.send_check(by=operator, check=check, addressee=executive)
    assert (check.status, check.verdict, check.judged_by) == ("SENT", "", None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": TODAY + DAY}, "held_on"),
        ({"subject": " "}, "subject"),
        ({"system": None}, "system"),
        ({"measured_minutes": None}, "measured_minutes"),
        ({"result": "CONCERNS"}, "outcome"),
        ({"measured_minutes": 241}, "result"),
        ({"data_age_minutes": 61}, "result"),
    ],
)
def test_a_test_that_makes_no_sense_is_refused(operator, executive, chart, wrong, field):
    make_approved(operator, executive, chart)
    with pytest.raises(ValidationError) as refused:
        make_check(operator, **{"system": chart, **wrong})
    assert list(refused.value.message_dict) == [field]
    assert not RestoreCheck.objects.exists()


def test_a_finding_comes_with_its_directive(manager, operator, chart):
    check = make_check(operator, chart)
    said = {"title": "遅い", "description": "短くする", "due_on": TODAY + 30 * DAY}
    finding = services.record_finding(by=manager, check=check, addressee=operator, **said)
    assert (finding.state, finding.directive.addressee, finding.directive.origin) == (
        "OPEN",
        operator,
        ref_of(check),
    )
    with pytest.raises(ValidationError, match="既に"):
        services.direct_finding(by=manager, finding=finding, addressee=operator, due_on=TODAY + DAY)
    from kaname.foundation.directives import services as directives

    directives.withdraw(by=manager, directive=finding.directive, reason="別の人へ")
    finding = CheckFinding.objects.get()
    services.direct_finding(by=manager, finding=finding, addressee=operator, due_on=TODAY + DAY)
    with pytest.raises(ValidationError):  # no directive, no finding
        services.record_finding(
            by=manager, check=check, addressee=operator, **{**said, "due_on": TODAY - DAY}
        )
    assert CheckFinding.objects.count() == 1


# --- roles and houses


def test_staff_read_and_write_nothing_and_operators_do_not_write_the_plan(staff, operator, manager, chart):
    services.add_function(by=manager, name="救急")
    services.record_backup(by=operator, system=chart, subject="画像")
    assert not CareFunction.objects.visible_to(staff).exists()
    assert not Backup.objects.visible_to(staff).exists()
    for refused in (
        lambda: services.add_function(by=operator, name="手術"),
        lambda: services.write_part(by=operator, key="STOP", text="止める"),
        lambda: services.record_backup(by=staff, system=chart, subject="文書"),
        lambda: services.begin_procedure(by=staff, system=chart),
        lambda: make_check(staff, chart),
        lambda: services.check_item(by=staff, item="1-1-1", status="OPEN"),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_another_hospitals_records_are_out_of_reach(manager, operator, chart):
    stranger = make_hospital("別の病院")
    theirs = make_system(stranger, "よその電子カルテ")
    row = services.add_function(by=manager, name="救急")
    backup = services.record_backup(by=operator, system=chart, subject="画像")
    for refused in (
        lambda: services.change_function(by=stranger, function=row, name="x"),
        lambda: services.change_backup(by=stranger, backup=backup, subject="x"),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    for wrong in (
        lambda: services.add_function(by=manager, name="手術", systems=[theirs]),
        lambda: services.record_backup(by=operator, system=theirs, subject="x"),
        lambda: services.begin_procedure(by=operator, system=theirs),
        lambda: services.place_system(by=manager, system=theirs, functions=[row]),
    ):
        with pytest.raises(ValidationError):
            wrong()
