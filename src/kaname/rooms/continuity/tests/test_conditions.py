"""What continuity proves, at the edges of its days."""

from __future__ import annotations

from datetime import date

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.services import accept, report
from kaname.foundation.ledger.findings import conditions as registered
from kaname.rooms.continuity import conditions, services

from .conftest import (
    DAY,
    TODAY,
    assets,
    make_approved,
    make_check,
    make_judged,
    make_system,
    write_whole_plan,
)

PARTS = [
    "CONTINUATION_CRITERIA",
    "PRIORITY_SERVICES",
    "DECISION_MAKER",
    "DEPUTY_DECISION_MAKER",
    "TRIGGER",
    "LEAKAGE_WITHOUT_STOP",
]
FIELDS = ["METHOD", "GENERATIONS", "OFFLINE_COPY"]


def test_all_six_are_registered():
    wanted = {
        "continuity_plan_complete",
        "continuity_plan_covers_systems",
        "recovery_procedures_approved",
        "backups_recorded",
        "restore_check_held_within",
        "restore_findings_followed_up",
    }
    assert wanted <= set(registered)


# --- the plan is complete


def complete(person, on=TODAY):
    return conditions.continuity_plan_complete(person.institution, on=on, parts=PARTS)


def test_an_empty_plan_names_what_it_lacks(manager):
    finding = complete(manager)
    assert not finding.holds
    assert "決める人" in finding.sentence.values["names"]
    assert (finding.mend.url, finding.mend.args) == ("continuity:part_change", ("GO_ON",))


def test_a_whole_plan_holds_until_a_decider_leaves(manager, executive, operator):
    write_whole_plan(manager, executive, operator)
    lacking = complete(manager)
    assert (lacking.holds, lacking.mend.url) == (False, "continuity:function_list")
    services.add_function(by=manager, name="救急", priority=1)
    assert (complete(manager).holds, complete(manager).until) == (True, None)
    access.end_person(by=executive, person=operator, ends_on=TODAY + 9 * DAY)
    assert complete(manager).until == TODAY + 9 * DAY
    assert complete(manager, TODAY + 9 * DAY).holds
    gone = complete(manager, TODAY + 10 * DAY)
    assert (gone.holds, gone.mend.args) == (False, ("DEPUTY_DECISION_MAKER",))
    assert "中野" in gone.sentence.values["names"]


def test_the_plan_of_a_past_day_is_read_as_it_was(manager, executive, operator):
    write_whole_plan(manager, executive, operator)
    services.add_function(by=manager, name="救急", priority=1)
    assert not complete(manager, TODAY - DAY).holds
    other = make_hospital("別の病院")
    assert not complete(other).holds


# --- it covers the vital systems


def covers(person, on=TODAY):
    return conditions.continuity_plan_covers_systems(
        person.institution, on=on, systems="CRITICAL", within_days=60
    )


def test_without_a_vital_system_nothing_is_covered(manager, operator):
    make_system(operator, "勤怠管理", criticality="SUPPORTING")
    assert covers(manager).mend.url == "assets:system_list"


def test_a_new_system_may_wait_for_sixty_days(manager, chart, operator):
    services.add_function(by=manager, name="救急", systems=[chart])
    assert (covers(manager).holds, covers(manager).until) == (True, None)
    late = TODAY + 60 * DAY
    new = make_system(operator, "輸血管理")
    assert (covers(manager).holds, covers(manager).until) == (True, late)
    assert covers(manager, late).holds
    gone = covers(manager, late + DAY)
    assert (gone.holds, gone.mend.url, gone.mend.args) == (False, "continuity:system_place", (new.pk,))
    services.place_system(by=manager, system=new, functions=[services.add_function(by=manager, name="手術")])
    assert covers(manager, late + DAY).holds


def test_a_system_that_leaves_is_asked_for_no_more(manager, chart, operator):
    assert not covers(manager).holds  # in use since April
    other = make_system(operator, "検査", starts_on=TODAY)
    services.add_function(by=manager, name="検査", systems=[other])
    chart.refresh_from_db()
    assets.retire_system(by=operator, system=chart, ends_on=TODAY + 5 * DAY, reason="更新")
    assert covers(manager).changes_on == TODAY + 6 * DAY
    assert covers(manager, TODAY + 6 * DAY).holds


# --- recovery procedures


def approved(person, on=TODAY):
    return conditions.recovery_procedures_approved(person.institution, on=on, systems="CRITICAL")


def test_every_vital_system_needs_an_approved_procedure(operator, executive, chart, dialysis):
    finding = approved(operator)
    assert (finding.holds, finding.mend.url, finding.mend.query) == (
        False,
        "continuity:procedure_new",
        (("system", str(chart.pk)),),
    )
    make_approved(operator, executive, chart)
    draft = services.begin_procedure(by=operator, system=dialysis)
    assert (approved(operator).mend.url, approved(operator).mend.args) == (
        "continuity:procedure_detail",
        (draft.pk,),
    )


def test_a_procedure_holds_through_its_review(operator, executive, chart):
    review = TODAY + 30 * DAY
    row = make_approved(operator, executive, chart, review_on=review)
    assert (approved(operator).holds, approved(operator).until) == (True, review)
    assert approved(operator, review).holds
    gone = approved(operator, review + DAY)
    assert (gone.holds, gone.mend.args) == (False, (row.pk,))
    assert not approved(operator, TODAY - DAY).holds


def test_a_vital_system_that_begins_later_changes_the_answer_on_its_day(operator, executive, chart):
    make_approved(operator, executive, chart)
    make_system(operator, "新検査", starts_on=TODAY + 10 * DAY)
    assert (approved(operator).holds, approved(operator).changes_on) == (True, TODAY + 10 * DAY)
    assert not approved(operator, TODAY + 10 * DAY).holds


# --- backups


def recorded(person, on=TODAY):
    return conditions.backups_recorded(person.institution, on=on, systems="CRITICAL", fields=FIELDS)


@pytest.mark.parametrize(
    ("said", "is_known", "url"),
    [
        ({}, False, "continuity:backup_change"),
        ({"method": "毎夜", "generations": 7}, False, "continuity:backup_change"),
        ({"method": "毎夜", "generations": 7, "offline_copy": "NO"}, True, ""),
        ({"method": "", "generations": 7, "offline_copy": "NO"}, False, "continuity:backup_change"),
    ],
)
def test_a_backup_must_say_method_generations_and_offline_copy(operator, chart, said, is_known, url):
    services.record_backup(by=operator, system=chart, subject="全体", **said)
    finding = recorded(operator)
    assert (finding.holds, finding.mend.url if finding.mend else "") == (is_known, url)


def test_a_system_without_backup_and_one_that_ends(operator, chart):
    finding = recorded(operator)
    assert (finding.mend.url, finding.mend.query) == ("continuity:backup_new", (("system", str(chart.pk)),))
    row = services.record_backup(
        by=operator, system=chart, subject="全体", method="毎夜", generations=7, offline_copy="NO"
    )
    assert (recorded(operator).until, recorded(operator).sentence.values["offline"]) == (None, 0)
    services.end_backup(by=operator, backup=row, ends_on=TODAY + 3 * DAY, reason="入替え")
    assert recorded(operator).until == TODAY + 3 * DAY
    assert not recorded(operator, TODAY + 4 * DAY).holds


# --- tests


def held(person, on=TODAY, **params):
    return conditions.restore_check_held_within(person.institution, on=on, months=6, **params)


def test_a_judged_test_holds_for_its_months(operator, executive, chart):
    assert held(operator).mend.url == "continuity:check_new"
    make_judged(operator, executive, chart, held_on=date(2026, 10, 31))
    end = date(2027, 4, 30)
    assert (held(operator).holds, held(operator).until) == (True, end)
    assert held(operator, end).holds
    assert held(operator, end + DAY).mend.url == "continuity:check_new"


def test_a_test_counts_only_once_it_is_judged(operator, executive, chart):
    check = make_check(operator, chart)
    assert (held(operator).mend.url, held(operator).mend.args) == ("continuity:check_detail", (check.pk,))
    assert held(operator, judged=False).holds
    services.send_check(by=operator, check=check, addressee=executive)
    assert not held(operator).holds
    assert "判断がまだ" in held(operator).sentence.text
    make_judged(operator, executive, chart, choice="RETURN", reason="内訳を", subject="別")
    assert not held(operator).holds
    make_judged(operator, executive, chart, choice="ORDER", reason="直す", subject="また別")
    assert held(operator).holds
    with clock.at(TODAY):
        assert not held(make_hospital("別の病院")).holds


# --- findings


def followed(person, on=TODAY):
    return conditions.restore_findings_followed_up(person.institution, on=on)


def test_findings_have_owners_and_days(operator, manager, chart):
    assert followed(operator).mend.url == "continuity:check_new"
    check = make_check(operator, chart, result="CONCERNS", outcome="遅い")
    assert (followed(operator).mend.url, followed(operator).mend.args) == (
        "continuity:finding_new",
        (check.pk,),
    )
    due = TODAY + 20 * DAY
    finding = services.record_finding(
        by=manager, check=check, title="遅い", description="短く", addressee=operator, due_on=due
    )
    assert (followed(operator).holds, followed(operator).until) == (True, due)
    assert followed(operator, due).holds
    late = followed(operator, due + DAY)
    assert (late.holds, late.mend.url) == (False, "continuity:check_detail")
    report(by=operator, directive=finding.directive, body="短くした")
    assert followed(operator, due + DAY).holds
    finding.directive.refresh_from_db()
    accept(by=manager, directive=finding.directive)
    assert (followed(operator).sentence.values["closed"], followed(operator).until) == (1, None)


def test_a_good_test_needs_no_finding_unless_improvement_was_ordered(operator, executive, chart):
    make_judged(operator, executive, chart)
    assert followed(operator).holds
    make_judged(operator, executive, chart, choice="ORDER", reason="直す", subject="別")
    assert followed(operator).mend.url == "continuity:finding_new"


def test_somebody_of_another_hospital_changes_nothing(executive, operator, chart):
    other = make_hospital("別の病院")
    make_person(other.institution, "よその人")
    theirs = make_system(other, "よそのカルテ")
    services.record_backup(
        by=other, system=theirs, subject="全体", method="毎夜", generations=7, offline_copy="NO"
    )
    make_judged(other, make_executive(other), theirs)
    assert not recorded(operator).holds
    assert not held(operator).holds


def make_executive(person):
    from kaname.foundation.access.roles import Role

    return make_person(person.institution, "別の院長", roles=[Role.EXECUTIVE], account=True)
