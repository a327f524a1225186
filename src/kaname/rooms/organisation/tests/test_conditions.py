"""What the organisation proves: each condition by a table of situations at its edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.services import end_person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Fact, Finding
from kaname.rooms.organisation import conditions, services
from kaname.rooms.organisation.models import Appointment, Committee, Hosting
from kaname.rooms.organisation.roles import AppointmentRole
from kaname.rooms.organisation.standing import Standing, next_change

from .conftest import TODAY, House
from .factories import make_appointment, make_department, make_letter, make_line, make_profile

DAY = timedelta(days=1)
OFFICER, PLANNER = AppointmentRole.SAFETY_OFFICER, AppointmentRole.PLANNING_MANAGER
OPERATOR, MANAGER = AppointmentRole.OPERATIONS_STAFF, AppointmentRole.OPERATIONS_MANAGER
THREE = [OFFICER, PLANNER, OPERATOR]


def gist(finding: Finding) -> tuple[bool, date | None, date | None, str]:
    """Whether it holds, until when, when it changes, and which page mends it."""
    return finding.holds, finding.until, finding.changes_on, finding.mend.url if finding.mend else ""


def role(house: House, on: date = TODAY, role: str = OFFICER, **params) -> Finding:
    return conditions.role_appointed(house.executive.institution, on=on, role=role, **params)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (-11, (False, None, TODAY - 10 * DAY, "organisation:appointment_new")),
        (-10, (True, TODAY + 10 * DAY, TODAY + 11 * DAY, "")),
        (10, (True, TODAY + 10 * DAY, TODAY + 11 * DAY, "")),
        (11, (False, None, None, "organisation:appointment_new")),
    ],
)
def test_role_appointed_at_the_edges_of_the_period(house, offset, expected):
    make_appointment(house.executive, house.officer, starts_on=TODAY - 10 * DAY, ends_on=TODAY + 10 * DAY)
    assert gist(role(house, TODAY + offset * DAY)) == expected


def test_role_appointed_without_any_record(house):
    assert gist(role(house)) == (False, None, None, "organisation:appointment_new")
    assert role(house).mend.query == (("role", OFFICER),)


def test_role_appointed_elsewhere_proves_nothing_here(house):
    stranger = make_hospital("よその病院")
    make_appointment(stranger, make_person(stranger.institution, "北村 遠"))
    assert not role(house).holds


def test_role_appointed_ends_with_the_person(house):
    made = make_appointment(house.executive, house.officer, ends_on=TODAY + 20 * DAY)
    end_person(by=house.manager, person=house.officer, ends_on=TODAY + 5 * DAY)
    assert gist(role(house)) == (True, TODAY + 5 * DAY, TODAY + 6 * DAY, "")
    gone = role(house, TODAY + 6 * DAY)
    assert (gone.holds, gone.proofs) == (False, ((ref_of(made), "医療情報システム安全管理責任者：森田 葵"),))


def test_role_appointed_counts_no_proposal(house):
    services.propose_appointment(
        by=house.manager,
        approver=house.executive,
        role=OFFICER,
        person=house.officer,
        duties="統括",
        authority="指示",
    )
    assert not role(house).holds


def test_role_appointed_goes_on_with_a_successor(house):
    old = make_appointment(house.executive, house.officer)
    make_appointment(house.executive, house.planner, replaces=old, starts_on=TODAY + 7 * DAY)
    assert gist(role(house, exactly_one=True)) == (True, None, TODAY + 7 * DAY, "")


def test_role_appointed_exactly_one_fails_with_two(house):
    make_appointment(house.executive, house.officer)
    make_appointment(house.executive, house.planner, starts_on=TODAY + 7 * DAY, ends_on=TODAY + 9 * DAY)
    assert gist(role(house, exactly_one=True)) == (True, TODAY + 6 * DAY, TODAY + 7 * DAY, "")
    assert gist(role(house, TODAY + 7 * DAY, exactly_one=True)) == (
        False, None, TODAY + 10 * DAY, "organisation:appointment_list",
    )  # fmt: skip
    assert role(house, TODAY + 7 * DAY).holds


def test_role_appointed_with_document_needs_the_letter(house, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    made = make_appointment(house.executive, house.officer)
    bare = role(house, with_document=True)
    assert (bare.holds, bare.mend.url, bare.mend.args) == (
        False,
        "organisation:appointment_detail",
        (made.pk,),
    )
    make_letter(house.executive, made)
    assert role(house, with_document=True).holds


def test_risk_explainer_counts_only_while_an_executive(house):
    make_appointment(house.executive, house.second, AppointmentRole.RISK_EXPLAINER)
    seat = house.second.memberships.get()
    with writing(by=house.executive, action="access.grant_role") as entry:
        seat.ends_on = TODAY + 3 * DAY
        entry.save(seat)
    found = role(house, role=AppointmentRole.RISK_EXPLAINER)
    assert gist(found) == (True, TODAY + 3 * DAY, TODAY + 4 * DAY, "")


def roles(house: House, on: date = TODAY) -> Finding:
    return conditions.roles_appointed(house.executive.institution, on=on, roles=THREE)


def test_roles_appointed_names_what_is_vacant_and_ends_with_the_first_to_end(house):
    assert (
        roles(house).sentence.values["roles"]
        == "医療情報システム安全管理責任者、企画管理者、システム運用担当者"
    )
    line = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    assert gist(roles(house)) == (True, None, None, "")
    services.end_appointment(by=house.manager, appointment=line[1], ends_on=TODAY + 30 * DAY, reason="異動")
    assert gist(roles(house)) == (True, TODAY + 30 * DAY, TODAY + 31 * DAY, "")
    vacant = roles(house, TODAY + 31 * DAY)
    assert (vacant.holds, vacant.sentence.values["roles"]) == (False, "企画管理者")


@pytest.mark.parametrize(("has_own_operator", "holds"), [(False, True), (True, False), (None, False)])
def test_operations_manager_fills_in_where_there_is_no_operator(house, has_own_operator, holds):
    make_appointment(house.executive, house.officer)
    make_appointment(house.executive, house.planner, PLANNER)
    make_appointment(house.executive, house.operator, MANAGER)
    if has_own_operator is not None:
        make_profile(house.manager, has_own_operator=has_own_operator)
    assert roles(house).holds is holds


def line_of(house: House, on: date = TODAY) -> Finding:
    return conditions.reporting_line_complete(house.executive.institution, on=on)


def test_reporting_line_is_complete_and_ends_with_any_of_its_places(house):
    line = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    assert gist(line_of(house)) == (True, None, None, "")
    assert line_of(house, TODAY - DAY).holds is False
    services.end_appointment(by=house.manager, appointment=line[0], ends_on=TODAY + 4 * DAY, reason="異動")
    assert gist(line_of(house)) == (True, TODAY + 4 * DAY, TODAY + 5 * DAY, "")
    assert gist(line_of(house, TODAY + 5 * DAY)) == (False, None, None, "organisation:appointment_new")


def test_reporting_line_passes_to_the_successor(house):
    line = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    make_appointment(
        house.executive,
        house.second,
        PLANNER,
        replaces=line[1],
        reports_to=line[0],
        starts_on=TODAY + 9 * DAY,
    )
    assert gist(line_of(house, TODAY + 9 * DAY)) == (True, None, None, "")


def test_reporting_line_needs_operations_to_report_through_the_planning_manager(house):
    third = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)[2]
    services.change_appointment(by=house.manager, appointment=third, deputy=None, reports_to=None)
    loose = line_of(house)
    assert (loose.holds, loose.mend.url, loose.mend.args) == (
        False,
        "organisation:appointment_change",
        (third.pk,),
    )


def test_reporting_line_planning_manager_may_report_to_the_executives_directly(house):
    second = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)[1]
    services.change_appointment(by=house.manager, appointment=second, deputy=None, reports_to=None)
    assert line_of(house).holds


def contacts(house: House, on: date = TODAY) -> Finding:
    return conditions.departments_have_contacts(house.executive.institution, on=on)


def test_departments_none_registered(house):
    assert gist(contacts(house)) == (False, None, None, "organisation:department_new")


def test_departments_contact_leaves(house):
    make_department(house.manager, contact=house.officer)
    assert gist(contacts(house)) == (True, None, None, "")
    end_person(by=house.manager, person=house.officer, ends_on=TODAY + 2 * DAY)
    assert gist(contacts(house)) == (True, TODAY + 2 * DAY, TODAY + 3 * DAY, "")
    assert gist(contacts(house, TODAY + 3 * DAY)) == (False, None, None, "organisation:department_change")


def test_departments_new_one_without_contact(house):
    make_department(house.manager, contact=house.officer)
    make_department(house.manager, "薬剤部", starts_on=TODAY + 5 * DAY)
    assert gist(contacts(house)) == (True, TODAY + 4 * DAY, TODAY + 5 * DAY, "")
    assert contacts(house, TODAY + 5 * DAY).sentence.values == {"n": 1, "names": "薬剤部"}


def test_departments_closed_one_needs_no_contact(house):
    make_department(house.manager, contact=house.officer)
    closed = make_department(house.manager, "旧病棟", starts_on=TODAY - 9 * DAY)
    services.close_department(by=house.manager, department=closed, ends_on=TODAY)
    assert gist(contacts(house)) == (False, None, TODAY + DAY, "organisation:department_change")
    assert contacts(house, TODAY + DAY).holds


@pytest.fixture
def charter(house, monkeypatch):
    """A committee with a charter that another room says is in force through a day."""
    document = Committee._meta.get_field("charter").related_model
    with writing(by=house.manager, action="documents.write") as entry:
        row = entry.save(
            document(
                institution=house.executive.institution, number="D-1", type="COMMITTEE_CHARTER", title="規程",
                owner=house.manager,
            )
        )  # fmt: skip
    published = {"ends_on": None, "in_force": True}

    def in_force(institution, *, on, types=()):
        ends_on = published["ends_on"]
        return [Fact(ref_of(row), str(row), TODAY, ends_on)] if published["in_force"] else []

    monkeypatch.setitem(findings.facts, "documents_in_force", findings.RegisteredFact(in_force, frozenset()))
    return row, published


def committees(house: House, on: date = TODAY) -> Finding:
    return conditions.committees_chartered(house.executive.institution, on=on)


def test_committees_none_is_no_fault(house):
    assert gist(committees(house)) == (True, None, None, "")


@pytest.mark.parametrize(("offset", "holds"), [(59, True), (60, True), (61, False)])
def test_committees_charter_review_passes(house, charter, offset, holds):
    services.found_committee(
        by=house.manager, name="委員会", purpose="審議", chair=house.second, charter=charter[0],
        charter_review_on=TODAY + 60 * DAY,
    )  # fmt: skip
    found = committees(house, TODAY + offset * DAY)
    assert (found.holds, found.until) == (holds, TODAY + 60 * DAY if holds else None)


def test_committees_charter_missing_or_not_in_force(house, charter):
    row = services.found_committee(by=house.manager, name="委員会", purpose="審議", chair=house.second)
    assert gist(committees(house)) == (False, None, None, "organisation:committee_change")
    services.change_committee(
        by=house.manager, committee=row, name="委員会", purpose="審議", chair=house.second, charter=charter[0],
        charter_review_on=TODAY + DAY,
    )  # fmt: skip
    assert committees(house).holds
    charter[1]["in_force"] = False
    assert not committees(house).holds


def applied(house: House, on: date = TODAY) -> Finding:
    return conditions.applicability_decided(house.executive.institution, on=on)


def decide(house: House, review_on: date = TODAY + 100 * DAY):
    row = services.propose_applicability(
        by=house.manager, approver=house.executive, pattern="III", reasons="運用担当者がいない", review_on=review_on,
        simplified=[{"obligation": "G-3.4.2-1", "reason": "契約による"}],
    )  # fmt: skip
    decisions.act_on_step(by=house.executive, decision=row.decision, choice="APPROVE", review_on=review_on)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("offset", "holds"), [(0, True), (100, True), (101, False)])
def test_applicability_holds_through_its_review_day(house, offset, holds):
    make_profile(house.manager, has_own_operator=False)
    row = decide(house)
    found = applied(house, TODAY + offset * DAY)
    assert (found.holds, found.until) == (holds, TODAY + 100 * DAY if holds else None)
    assert (row.decided_on, row.review_on) == (TODAY, TODAY + 100 * DAY)


def test_applicability_needs_a_profile_then_a_decision(house):
    assert applied(house).mend.url == "organisation:profile"
    make_profile(house.manager)
    assert applied(house).mend.url == "organisation:applicability_new"


@pytest.mark.parametrize(
    "change",
    [
        {"beds": 181},
        {"has_own_operator": True},
        {"systems": (services.SystemLine("電子カルテ", Hosting.CLOUD),)},
    ],
)
def test_applicability_lapses_when_the_profile_changes(house, change):
    make_profile(house.manager, has_own_operator=False)
    decide(house)
    make_profile(house.manager, **{"has_own_operator": False, **change})
    assert gist(applied(house)) == (False, None, None, "organisation:applicability_new")


def test_applicability_request_is_void_once_the_profile_changed(house):
    make_profile(house.manager)
    row = services.propose_applicability(
        by=house.manager, approver=house.executive, pattern="I", reasons="理由", review_on=TODAY + DAY
    )
    make_profile(house.manager, beds=200)
    with pytest.raises(decisions.MaterialChanged):
        decisions.act_on_step(
            by=house.executive, decision=row.decision, choice="APPROVE", review_on=TODAY + DAY
        )
    row.refresh_from_db()
    assert row.status == "REJECTED"


def test_new_decision_supersedes_the_old_one(house):
    make_profile(house.manager)
    old = decide(house)
    decide(house, TODAY + 200 * DAY)
    old.refresh_from_db()
    assert (old.status, applied(house).until) == ("SUPERSEDED", TODAY + 200 * DAY)


def test_facts_tell_other_rooms_who_is_appointed(house):
    made = make_appointment(house.executive, house.officer, ends_on=TODAY + 9 * DAY)
    later = make_appointment(house.executive, house.planner, PLANNER, starts_on=TODAY + 5 * DAY)
    fact = Fact(
        ref_of(made),
        "医療情報システム安全管理責任者：森田 葵",
        TODAY,
        TODAY + 9 * DAY,
        house.officer.pk,
        OFFICER,
    )
    home = house.executive.institution
    assert findings.ask("appointments_current", home, on=TODAY) == [fact]
    assert [f.ref for f in findings.ask("appointments_current", home, on=TODAY, with_upcoming=True)] == [
        ref_of(made), ref_of(later),
    ]  # fmt: skip
    assert findings.ask("appointed", home, on=TODAY, role=OFFICER) == [fact]
    executives = findings.ask("appointed", home, on=TODAY, role="EXECUTIVE")
    assert {f.person_id for f in executives} == {house.executive.pk, house.second.pk}


def test_sentences_are_the_same_on_every_day_on_which_nothing_changed(house):
    make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    assert line_of(house) == line_of(house, TODAY + 3 * DAY)
    assert roles(house) == roles(house, TODAY + 3 * DAY)


periods = st.tuples(st.integers(-20, 40), st.none() | st.integers(0, 40))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(periods, max_size=5), st.none() | st.integers(0, 60))
def test_until_is_the_last_day_that_holds_for_any_periods(house, spans, leaves):
    person = Person(
        pk=1,
        name="森田 葵",
        starts_on=TODAY - 30 * DAY,
        ends_on=None if leaves is None else TODAY + leaves * DAY,
    )
    rows = []
    for number, (start, length) in enumerate(spans):
        starts_on = TODAY + start * DAY
        ends_on = None if length is None else starts_on + length * DAY
        rows.append(
            Appointment(
                pk=number + 1,
                role=OFFICER,
                person=person,
                starts_on=starts_on,
                ends_on=ends_on,
                status="IN_FORCE",
            )
        )
    standing = Standing.__new__(Standing)
    standing.institution, standing.since, standing.appointments = house.executive.institution, TODAY, rows
    standing.__dict__.update(executive_seats=[], manager_may_stand_in=False)

    def ok(day: date) -> bool:
        return bool(standing.holders(OFFICER, day))

    changes = [TODAY + n * DAY for n in range(1, 130) if ok(TODAY + n * DAY) != ok(TODAY)]
    assert next_change(ok, standing.days(), TODAY) == (changes[0] if changes else None)


def test_ending_an_appointment_changes_exactly_the_verdicts_it_should(house):
    from kaname.foundation.obligations.models import Verdict

    def revisions() -> dict[str, tuple[int, str]]:
        rows = Verdict.objects.of(house.executive.institution).filter(valid_to__isnull=True)
        return {v.obligation_id: (v.pk, v.revision, str(v.findings)) for v in rows}

    line = make_line(house.executive, house.officer, house.planner, house.operator, TODAY)
    with clock.at(TODAY + DAY):
        before = revisions()
        services.end_appointment(by=house.executive, appointment=line[0], ends_on=TODAY + DAY, reason="異動")
        after = revisions()
    changed = {key for key in after if after[key] != before[key]}
    assert {"G-1.2.1-management-1", "G-3.1.2-3"} <= changed
    assert not changed & {"G-3.1.2-1", "G-2.3.2-1"}
