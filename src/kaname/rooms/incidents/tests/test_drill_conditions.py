"""What drills prove, at the edges of their days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.directives import services as directives
from kaname.foundation.directives.models import Directive
from kaname.foundation.ledger import findings
from kaname.rooms.incidents import drill_conditions, services
from kaname.rooms.incidents.models import Drill

from .conftest import House, later
from .drill_stage import fresh, plan, play

TODAY = date(2026, 11, 19)
ROLES = ["PLANNING_MANAGER", "OPERATIONS_STAFF"]


def held(house: House, on: date = TODAY, **more: Any) -> Any:
    whole = {"plan": "CURRENT", "records": ["SCENARIO", "PARTICIPANTS", "RESULT"], "with_executive": True}
    return drill_conditions.drill_held_within(house.institution, on=on, months=12, **(more or whole))


def followed(house: House, on: date = TODAY) -> Any:
    return drill_conditions.drill_findings_followed_up(house.institution, on=on, roles=ROLES)


@pytest.fixture
def plan_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    version = findings.Fact("documents.documentversion:1", "BCP 第3版", date(2026, 5, 1))

    def approvals(*_args: object, **_kwargs: object) -> list[findings.Fact]:
        return [version]

    monkeypatch.setitem(findings.facts, "document_approvals", findings.RegisteredFact(approvals, frozenset()))


def _over(house: House, *, evaluated: bool = True, announce: bool = False) -> Drill:
    drill = play(house)
    with clock.at(later(20)):
        if announce:
            services.decide_on_the_spot(
                by=house.executive, incident=drill.incident, moment="ANNOUNCEMENT", text="公表する"
            )
        drill = fresh(services.end_drill(by=house.planner, drill=drill))
        if evaluated:
            drill = fresh(
                services.evaluate_drill(by=house.planner, drill=drill, went_well="早い", went_badly="遅い")
            )
    return drill


def test_without_a_drill_the_way_leads_to_planning_one(house: House) -> None:
    finding = held(house)
    assert not finding.holds
    assert finding.mend is not None
    assert finding.mend.url == "incidents:drill_new"
    drill = plan(house)
    assert held(house).mend.url == "incidents:drill_detail"
    assert held(house).mend.args == (drill.pk,)


@pytest.mark.usefixtures("plan_in_force")
def test_a_drill_holds_to_the_day_a_year_later(house: House) -> None:
    _over(house)
    finding = held(house)
    assert finding.holds
    assert finding.until == date(2027, 11, 19)
    assert held(house, date(2027, 11, 19)).holds
    assert not held(house, date(2027, 11, 20)).holds


@pytest.mark.usefixtures("plan_in_force")
def test_while_it_is_played_it_proves_nothing(house: House) -> None:
    play(house)
    assert not held(house).holds


@pytest.mark.usefixtures("plan_in_force")
def test_a_drill_without_its_evaluation_is_no_record(house: House) -> None:
    drill = _over(house, evaluated=False)
    finding = held(house)
    assert not finding.holds
    assert "評価の記録" in str(finding.sentence.values)
    assert finding.mend.args == (drill.pk,)


def test_a_drill_without_a_continuity_plan_in_force_does_not_count(house: House) -> None:
    _over(house)
    assert not held(house).holds
    assert "承認されたBCP" in str(held(house).sentence.values)


@pytest.mark.usefixtures("plan_in_force")
def test_an_executive_who_did_not_come_did_not_take_part(house: House) -> None:
    drill = _over(house, evaluated=False)
    with clock.at(later(30)):
        row = drill.people.get(person=house.executive)
        services.set_attendance(by=house.planner, row=row, attended=False)
        services.evaluate_drill(by=house.planner, drill=fresh(drill), went_well="早い", went_badly="遅い")
    assert not held(house).holds
    assert "経営層の参加" in str(held(house).sentence.values)


def test_the_announcement_counts_when_it_was_decided_on_in_the_drill(house: House) -> None:
    _over(house)
    assert not held(house, covers=["ANNOUNCEMENT"]).holds
    _over(house, announce=True)
    assert held(house, covers=["ANNOUNCEMENT"]).holds


def _with_finding(house: House) -> Drill:
    drill = _over(house)
    with clock.at(later(30)):
        services.add_finding(
            by=house.planner, drill=drill, what="電話が通じない", title="番号を直す", body="直す",
            addressee=house.operator, due_on=date(2026, 12, 24),
        )  # fmt: skip
    return drill


def test_findings_are_followed_up_while_none_is_overdue(house: House) -> None:
    assert not followed(house).holds, "nothing was learnt without a drill"
    _over(house)
    assert not followed(house).holds, "nobody was told anything"
    _with_finding(house)
    finding = followed(house)
    assert finding.holds
    assert finding.until == date(2026, 12, 24)
    assert not followed(house, date(2026, 12, 25)).holds


def test_a_finding_that_was_mended_stays_good(house: House) -> None:
    _with_finding(house)
    with clock.at(later(60)):
        directive = Directive.objects.get()
        directives.report(by=house.operator, directive=directive, body="直した")
        directives.accept(by=house.planner, directive=Directive.objects.get())
    assert followed(house, date(2027, 3, 1)).holds
    assert followed(house, date(2027, 3, 1)).until is None


def test_an_executive_may_accept_that_nothing_is_to_be_mended(house: House) -> None:
    drill = _over(house)
    with clock.at(later(30)):
        asked = services.report_drill(by=house.planner, drill=drill, approver=house.executive)
        assert not followed(house).holds
        decisions.act_on_step(by=house.executive, decision=asked, choice="APPROVE")
    assert followed(house).holds
