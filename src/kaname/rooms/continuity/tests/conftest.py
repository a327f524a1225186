"""A hospital with its executive, planning manager, operations staff and somebody of the wards, with two vital systems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.services import act_on_step
from kaname.rooms.continuity import services
from kaname.rooms.continuity.models import RecoveryProcedure, RestoreCheck

BEGAN = date(2026, 4, 1)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
assets: Any = import_module("kaname.rooms.assets.services")  # rooms do not import one another


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def executive() -> Person:
    with clock.at(BEGAN):
        return make_hospital()


def _somebody(executive: Person, name: str, role: Role) -> Person:
    return make_person(executive.institution, name, roles=[role], account=True, starts_on=BEGAN)


@pytest.fixture
def manager(executive: Person) -> Person:
    return _somebody(executive, "三浦 香織", Role.PLANNING_MANAGER)


@pytest.fixture
def operator(executive: Person) -> Person:
    return _somebody(executive, "中野 翔", Role.OPERATIONS_STAFF)


@pytest.fixture
def staff(executive: Person) -> Person:
    return _somebody(executive, "西村 空", Role.STAFF)


@pytest.fixture
def chart(operator: Person) -> Any:
    """電子カルテ, vital."""
    return make_system(operator, starts_on=BEGAN)


@pytest.fixture
def dialysis(operator: Person) -> Any:
    """透析管理, vital."""
    return make_system(operator, "透析管理", starts_on=BEGAN)


def make_system(by: Person, name: str = "電子カルテ", **fields: object) -> Any:
    """A system of the register; a vital one unless told otherwise."""
    usual = {"purpose": "診療の記録", "criticality": "VITAL"}
    return assets.register_system(by=by, name=name, **{**usual, **fields})


def make_approved(
    by: Person, executive: Person, system: Any, *, review_on: date = TODAY + 300 * DAY, **fields: Any
) -> RecoveryProcedure:
    """An approved recovery procedure of a system."""
    said = {
        "steps": "装置を替える",
        "cleanness": "二人で確かめる",
        "rto_minutes": 240,
        "rpo_minutes": 60,
        **fields,
    }
    row = services.begin_procedure(by=by, system=system, **said)
    asked = services.request_approval(by=by, procedure=row, approver=executive, next_review_on=review_on)
    act_on_step(by=executive, decision=asked, choice="APPROVE")
    row.refresh_from_db()
    return row


def make_check(by: Person, system: Any, *, held_on: date = TODAY, **fields: Any) -> RestoreCheck:
    """A restore test that went well, not yet put before an executive."""
    said = {
        "kind": "RESTORE_TEST",
        "subject": "データベース",
        "result": "GOOD",
        "measured_minutes": 100,
        **fields,
    }
    return services.record_check(by=by, system=system, held_on=held_on, **said)


def make_judged(
    by: Person, executive: Person, system: Any, *, choice: str = "ACCEPT", reason: str = "", **fields: Any
) -> RestoreCheck:
    """The same with an executive's verdict."""
    check = make_check(by, system, **fields)
    services.send_check(by=by, check=check, addressee=executive)
    act_on_step(by=executive, decision=check.decision, choice=choice, reason=reason)
    check.refresh_from_db()
    return check


def write_whole_plan(by: Person, decider: Person, deputy: Person) -> None:
    """Every part of the plan."""
    for key in ("GO_ON", "LIMIT", "STOP", "DIVERT", "LEAKAGE_WITHOUT_STOP"):
        services.write_part(by=by, key=key, text=f"{key}のとき")
    services.write_part(by=by, key="TRIGGER", text="端末が使えないとき", person=decider)
    services.write_part(by=by, key="DECISION_MAKER", person=decider)
    services.write_part(by=by, key="DEPUTY_DECISION_MAKER", person=deputy)
