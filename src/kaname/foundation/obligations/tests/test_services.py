"""An exception, a non-applicability or another interval is an executive's decision; nothing else changes a verdict."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision
from kaname.foundation.decisions.services import act_on_step
from kaname.foundation.obligations import engine, selectors, services
from kaname.foundation.obligations.models import Exemption, ExemptionKind, ParameterChange

from .conftest import Asked
from .test_engine import START, add_guest, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(asked: Asked) -> Person:
    with clock.at(START):
        return make_hospital()


@pytest.fixture
def officer(director: Person) -> Person:
    with clock.at(START):
        return make_person(director.institution, "安全 太郎", roles=[Role.SAFETY_OFFICER])


def propose(officer: Person, director: Person, kind: str = ExemptionKind.EXCEPTED) -> Decision:
    return services.propose_exemption(
        by=officer,
        obligation_id="G-1",
        kind=kind,
        reason="移行中",
        ends_on=date(2026, 6, 30),
        approver=director,
    )


@pytest.mark.parametrize("kind", [ExemptionKind.EXCEPTED, ExemptionKind.NOT_APPLICABLE])
def test_exemption_counts_from_its_approval_to_its_end_and_not_a_day_longer(
    director: Person, officer: Person, kind: str
) -> None:
    with clock.at(START):
        decision = propose(officer, director, kind)
        assert statuses(director)["G-1"] == "UNMET"
        act_on_step(by=director, decision=decision, choice="APPROVE", reason="移行を急ぐ")
        assert statuses(director)["G-1"] == kind
    with clock.at(date(2026, 6, 30)):
        engine.catch_up(director.institution)
        assert statuses(director)["G-1"] == kind
    with clock.at(date(2026, 7, 1)):
        engine.catch_up(director.institution)
        assert statuses(director)["G-1"] == "UNMET"


def test_exemption_refused_changes_no_verdict(director: Person, officer: Person) -> None:
    with clock.at(START):
        act_on_step(by=director, decision=propose(officer, director), choice="REJECT", reason="認めない")
        assert statuses(director)["G-1"] == "UNMET"
    assert Exemption.objects.of(director.institution).get().status == "REJECTED"


def test_exemption_ended_early_lets_the_records_speak_again(director: Person, officer: Person) -> None:
    with clock.at(START):
        act_on_step(by=director, decision=propose(officer, director), choice="APPROVE", reason="よい")
        services.end_exemption(
            by=director, exemption=Exemption.objects.of(director.institution).get(), reason="済んだ"
        )
        assert statuses(director)["G-1"] == "UNMET"


def test_exemption_of_an_unknown_obligation_or_with_a_past_end_is_refused(
    director: Person, officer: Person
) -> None:
    with clock.at(START):
        for changed in ({"obligation_id": "G-99"}, {"ends_on": START}):
            wanted = {"obligation_id": "G-1", "ends_on": date(2026, 6, 30), **changed}
            with pytest.raises(ValidationError):
                services.propose_exemption(
                    by=officer,
                    kind="EXCEPTED",
                    reason="移行中",
                    approver=director,
                    **wanted,  # type: ignore[arg-type]
                )


def test_interval_changed_by_decision_moves_the_end_of_the_verdicts_that_use_it(
    director: Person, officer: Person
) -> None:
    with clock.at(START):
        add_guest(director, ends_on=date(2026, 12, 31))
        decision = services.propose_parameter(
            by=officer, name="notice_days", value=31, reason="早めに", approver=director
        )
        before = {s.obligation.id: s.holds_until for s in selectors.standings(director.institution)}
        act_on_step(by=director, decision=decision, choice="APPROVE")
        after = {s.obligation.id: s.holds_until for s in selectors.standings(director.institution)}
    assert (before["G-1"], before["G-2"]) == (date(2026, 12, 31), date(2026, 12, 31))
    assert (after["G-1"], after["G-2"]) == (date(2026, 12, 31), date(2026, 11, 30))


def test_interval_outside_its_bounds_is_refused(director: Person, officer: Person) -> None:
    with clock.at(START), pytest.raises(ValidationError, match="から"):
        services.propose_parameter(by=officer, name="notice_days", value=61, reason="x", approver=director)
    assert not ParameterChange.objects.of(director.institution).exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.STAFF, Role.VENDOR, Role.DESK, Role.GROUP_OFFICE])
def test_who_may_not_ask_for_an_exemption(director: Person, role: Role) -> None:
    with clock.at(START):
        person = make_person(director.institution, "だれか", roles=[role])
        with pytest.raises(PermissionDenied):
            propose(person, director)
