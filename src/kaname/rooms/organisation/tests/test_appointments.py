"""Appointing: who may, what it brings, what ends with it, and what an approved letter says for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaname.foundation.access.models import Membership, Person
from kaname.foundation.access.records import recording, ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.services import end_person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.organisation import services
from kaname.rooms.organisation.models import Appointment, AppointmentStatus
from kaname.rooms.organisation.roles import AppointmentRole

from .conftest import TODAY, House
from .factories import make_appointment, make_letter

OFFICER, PLANNER = AppointmentRole.SAFETY_OFFICER, AppointmentRole.PLANNING_MANAGER
DAY = timedelta(days=1)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def last_action(house: House) -> str:
    entries = LedgerEntry.objects.of(house.executive.institution).exclude(action__startswith="obligations.")
    return entries.order_by("-seq").first().action


def propose(house: House, **fields) -> Appointment:
    values = {"role": OFFICER, "person": house.officer, "duties": "統括する", "authority": "指示できる"}
    return services.propose_appointment(by=house.manager, approver=house.executive, **{**values, **fields})


def test_appoint_by_executive_is_in_force_and_brings_the_role(house):
    made = make_appointment(house.executive, house.officer)
    assert (made.status, made.approved_by, made.approved_on) == (
        AppointmentStatus.IN_FORCE,
        house.executive,
        TODAY,
    )
    assert (made.number, made.fiscal_year) == ("2026-001", 2026)
    assert fresh(house.officer).roles == {Role.SAFETY_OFFICER}
    held = Membership.objects.get(person=house.officer)
    assert (held.starts_on, held.ends_on, held.origin) == (TODAY, None, ref_of(made))
    actions = list(LedgerEntry.objects.order_by("-seq").values_list("action", flat=True)[:3])
    assert "organisation.appoint" in actions
    assert "access.grant_role" in actions


@pytest.mark.parametrize("who", ["manager", "auditor", "staff", "officer"])
def test_appoint_is_for_executives_alone(house, who):
    with pytest.raises(PermissionDenied):
        make_appointment(getattr(house, who), house.officer)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("who", ["auditor", "staff", "officer"])
def test_propose_is_for_managers_alone(house, who):
    with pytest.raises(PermissionDenied):
        services.propose_appointment(
            by=getattr(house, who),
            approver=house.executive,
            role=OFFICER,
            person=house.officer,
            duties="統括",
            authority="指示",
        )


def test_proposal_waits_for_the_executive_and_brings_nothing(house):
    made = propose(house)
    assert (made.status, made.decision.awaiting) == (AppointmentStatus.PROPOSED, house.executive)
    assert fresh(house.officer).roles == frozenset()


def test_proposal_approved_takes_effect_in_the_same_transaction(house):
    made = propose(house)
    decisions.act_on_step(by=house.executive, decision=made.decision, choice="APPROVE")
    made.refresh_from_db()
    assert (made.status, made.approved_by, made.approved_on) == (
        AppointmentStatus.IN_FORCE,
        house.executive,
        TODAY,
    )
    assert fresh(house.officer).roles == {Role.SAFETY_OFFICER}


def test_proposal_declined_stays_on_record_without_effect(house):
    made = propose(house)
    decisions.act_on_step(by=house.executive, decision=made.decision, choice="REJECT", reason="別の人がよい")
    made.refresh_from_db()
    assert (made.status, made.approved_by) == (AppointmentStatus.REJECTED, None)
    assert fresh(house.officer).roles == frozenset()


def test_proposal_withdrawn_is_closed(house):
    made = propose(house)
    decisions.withdraw(by=house.manager, decision=made.decision, reason="書き間違い")
    made.refresh_from_db()
    assert made.status == AppointmentStatus.REJECTED


def test_proposal_reads_the_same_in_english(house, settings):
    from django.utils import translation

    made = propose(house)
    with translation.override("en"):
        decisions.act_on_step(by=house.executive, decision=made.decision, choice="APPROVE")
    made.refresh_from_db()
    assert made.status == AppointmentStatus.IN_FORCE


def test_proposal_for_somebody_who_left_meanwhile_is_refused(house):
    made = propose(house, starts_on=TODAY + 3 * DAY)
    end_person(by=house.executive, person=house.officer, ends_on=TODAY + DAY)
    with pytest.raises(ValidationError, match="在籍していません"):
        decisions.act_on_step(by=house.executive, decision=made.decision, choice="APPROVE")


def test_appointment_in_the_future_brings_the_role_on_its_first_day(house):
    make_appointment(house.executive, house.officer, starts_on=TODAY + 2 * DAY)
    assert house.officer.roles_on(TODAY + DAY) == frozenset()
    assert fresh(house.officer).roles_on(TODAY + 2 * DAY) == {Role.SAFETY_OFFICER}


def test_end_appointment_ends_the_role_on_the_same_day(house):
    made = make_appointment(house.executive, house.officer)
    services.end_appointment(by=house.manager, appointment=made, ends_on=TODAY + 5 * DAY, reason="異動")
    officer = fresh(house.officer)
    assert officer.roles_on(TODAY + 5 * DAY) == {Role.SAFETY_OFFICER}
    assert officer.roles_on(TODAY + 6 * DAY) == frozenset()
    assert (made.status, made.end_reason) == (AppointmentStatus.ENDED, "異動")


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_end_appointment_is_for_managers_alone(house, who):
    made = make_appointment(house.executive, house.officer)
    with pytest.raises(PermissionDenied):
        services.end_appointment(by=getattr(house, who), appointment=made, ends_on=TODAY, reason="異動")


def test_end_appointment_leaves_a_role_that_came_from_elsewhere(house):
    made = make_appointment(house.executive, house.manager, PLANNER)
    services.end_appointment(by=house.executive, appointment=made, ends_on=TODAY, reason="異動")
    assert fresh(house.manager).roles_on(TODAY + DAY) == {Role.PLANNING_MANAGER}


def test_end_appointment_hands_the_role_over_to_another_that_brings_it(house):
    one = make_appointment(house.executive, house.operator, AppointmentRole.OPERATIONS_STAFF)
    two = make_appointment(house.executive, house.operator, AppointmentRole.OPERATIONS_MANAGER)
    services.end_appointment(by=house.executive, appointment=one, ends_on=TODAY, reason="兼務をやめる")
    operator = fresh(house.operator)
    assert operator.roles_on(TODAY + DAY) == {Role.OPERATIONS_STAFF}
    held = Membership.objects.filter(person=operator).order_by("starts_on").last()
    assert (held.starts_on, held.origin) == (TODAY + DAY, ref_of(two))


def test_successor_ends_the_predecessor_the_day_before(house):
    old = make_appointment(house.executive, house.officer, starts_on=date(2025, 4, 1))
    make_appointment(house.executive, house.planner, replaces=old, starts_on=TODAY + 10 * DAY)
    old.refresh_from_db()
    assert (old.status, old.ends_on) == (AppointmentStatus.ENDED, TODAY + 9 * DAY)
    assert fresh(house.officer).roles_on(TODAY + 10 * DAY) == frozenset()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"duties": "  "}, "duties"),
        ({"authority": ""}, "authority"),
        ({"role": "KING"}, "role"),
        ({"starts_on": TODAY, "ends_on": TODAY - DAY}, "ends_on"),
        ({"role": AppointmentRole.RISK_EXPLAINER}, "person"),
        ({"starts_on": date(2024, 3, 31)}, "person"),
    ],
)
def test_appoint_says_what_is_missing(house, fields, field):
    with pytest.raises(ValidationError) as refused:
        make_appointment(
            house.executive,
            house.officer,
            **{"role": OFFICER, "duties": "統括", "authority": "指示", **fields},
        )
    assert field in refused.value.message_dict


def test_appoint_twice_at_once_is_refused(house):
    make_appointment(house.executive, house.officer)
    with pytest.raises(ValidationError, match="既に"):
        make_appointment(house.executive, house.officer)


def test_appoint_names_only_people_of_this_hospital(house):
    stranger = make_person(make_hospital("よその病院").institution, "北村 遠")
    for field in ("person", "deputy"):
        with pytest.raises(ValidationError):
            make_appointment(house.executive, **{"person": house.officer, field: stranger})


def test_foreign_executive_cannot_end_it(house):
    made = make_appointment(house.executive, house.officer)
    with pytest.raises(ValidationError):
        services.end_appointment(
            by=make_hospital("よその病院"), appointment=made, ends_on=TODAY, reason="悪意"
        )


def test_deputy_is_another_person(house):
    with pytest.raises(ValidationError):
        make_appointment(house.executive, house.officer, deputy=house.officer)


def test_term_cannot_be_lengthened(house):
    made = make_appointment(house.executive, house.officer, ends_on=TODAY + 30 * DAY)
    with pytest.raises(ValidationError, match="新しい辞令"):
        services.end_appointment(
            by=house.executive, appointment=made, ends_on=TODAY + 31 * DAY, reason="延長"
        )


def test_approved_letter_cannot_be_rewritten(house):
    from kaname.foundation.access.writes import writing

    made = make_appointment(house.executive, house.officer)
    made.duties = "何もしない"
    with (
        pytest.raises(ValidationError, match="変えられません"),
        writing(by=house.executive, action="organisation.appoint") as entry,
    ):
        entry.save(made)


def test_change_appointment_refuses_a_circle(house):
    first = make_appointment(house.executive, house.officer)
    second = make_appointment(house.executive, house.planner, PLANNER, reports_to=first)
    with pytest.raises(ValidationError, match="輪"):
        services.change_appointment(by=house.manager, appointment=first, deputy=None, reports_to=second)


def test_change_appointment_sets_deputy_and_superior(house):
    first = make_appointment(house.executive, house.officer)
    second = make_appointment(house.executive, house.planner, PLANNER)
    services.change_appointment(by=house.manager, appointment=second, deputy=house.operator, reports_to=first)
    second.refresh_from_db()
    assert (second.deputy, second.reports_to) == (house.operator, first)
    assert last_action(house) == "organisation.manage"


def test_letter_is_kept_as_evidence(house, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    made = make_letter(house.executive, make_appointment(house.executive, house.officer))
    assert (made.letter_name, made.letter_on, len(made.letter_sha256)) == ("辞令.pdf", TODAY, 64)


def test_letter_needs_an_approved_appointment(house):
    with pytest.raises(ValidationError, match="承認された"):
        make_letter(house.executive, propose(house))


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_letter_is_for_managers_alone(house, who):
    made = make_appointment(house.executive, house.officer)
    with pytest.raises(PermissionDenied):
        make_letter(getattr(house, who), made)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "IN_FORCE", "approved_by": None},
        {"status": "ENDED", "ends_on": None},
        {"duties": ""},
        {"ends_on": date(2020, 1, 1)},
        {"letter_sha256": "0" * 64},
    ],
)
def test_database_itself_refuses_half_an_appointment(house, fields):
    made = make_appointment(house.executive, house.officer)
    for name, value in fields.items():
        setattr(made, name, value)
    mark = recording.set(True)
    try:
        made.revision += 1
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save(force_update=True)
    finally:
        recording.reset(mark)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 40), length=st.integers(0, 40), cut=st.integers(0, 40))
def test_role_is_held_exactly_while_the_appointment_lasts(house, start, length, cut):
    starts_on, ends_on = TODAY + start * DAY, TODAY + (start + length) * DAY
    cut_on = min(starts_on + cut * DAY, ends_on)
    try:
        with transaction.atomic():
            made = make_appointment(
                house.executive, fresh(house.officer), starts_on=starts_on, ends_on=ends_on
            )
            services.end_appointment(by=house.executive, appointment=made, ends_on=cut_on, reason="終了")
            officer = fresh(house.officer)
            held = [d for d in (TODAY + n * DAY for n in range(-1, 90)) if officer.roles_on(d)]
            assert held == [starts_on + n * DAY for n in range((cut_on - starts_on).days + 1)]
            raise Rollback
    except Rollback:
        pass


class Rollback(Exception):
    """Ends one example without leaving anything behind."""


def test_release_ends_everything_that_names_the_person(house):
    made = make_appointment(house.executive, house.officer)
    department = services.open_department(by=house.manager, name="外来", contact=house.officer)
    posting = services.post_person(by=house.manager, person=house.officer, department=department)
    services.release_person(by=house.manager, person=house.officer, ends_on=TODAY + DAY, reason="退職")
    for row in (made, posting, department.contacts.get()):
        row.refresh_from_db()
        assert row.ends_on == TODAY + DAY
    assert fresh(house.officer).ends_on == TODAY + DAY


def test_release_of_the_last_executive_is_refused(house):
    services.release_person(by=house.executive, person=house.second, ends_on=TODAY, reason="退任")
    with clock.at(TODAY + DAY), pytest.raises(ValidationError, match="経営層"):
        services.release_person(
            by=house.executive, person=house.executive, ends_on=TODAY + DAY, reason="退任"
        )
