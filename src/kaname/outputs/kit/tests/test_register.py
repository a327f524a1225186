"""The register of copies: what is fresh, what is stale from which day on, who is told, and what the obligation says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.calendar import clock
from kaname.foundation.contacts import services as contacts
from kaname.outputs.kit import services
from kaname.outputs.kit.conditions import emergency_kits_are_fresh
from kaname.outputs.kit.models import KitIssue
from kaname.outputs.kit.notices import kit_copies_to_refresh

from .conftest import PHRASE

MADE = date(2026, 11, 19)


def finding(house, day: date = MADE):
    with clock.at(day):
        return emergency_kits_are_fresh(house.institution, on=day)


@pytest.fixture
def issue(house) -> KitIssue:
    return services.make_kit(by=house.planner, phrase=PHRASE).issue


@pytest.fixture
def copy(house, issue):
    return services.register_copy(
        by=house.operator, place="当直室の金庫", medium="USB", holder=house.operator
    )


def change_the_chart(house) -> None:
    contacts.change_contact(by=house.planner, contact=house.contact, phone_night="090-0000-0202")


def test_nobody_is_asked_for_a_kit_who_never_made_one(house):
    found = finding(house)
    assert (found.holds, found.until) == (True, None)
    assert "まだ作られていません" in found.sentence.text


def test_a_kit_must_lie_somewhere_within_a_week(house, issue):
    assert (finding(house).holds, finding(house).until) == (True, date(2026, 11, 26))
    assert finding(house, date(2026, 11, 26)).holds
    late = finding(house, date(2026, 11, 27))
    assert (late.holds, late.mend.url) == (False, "kit:copy_new")


def test_a_copy_is_fresh_through_its_last_day(house, copy):
    assert (finding(house).holds, finding(house).until) == (True, date(2027, 2, 17))
    assert finding(house, date(2027, 2, 17)).holds
    late = finding(house, date(2027, 2, 18))
    assert not late.holds
    assert late.proofs == ((f"kit.kitcopy:{copy.pk}", "当直室の金庫"),)


def test_a_change_may_wait_thirty_days_and_no_longer(house, copy):
    change_the_chart(house)
    assert (finding(house).holds, finding(house).until) == (True, date(2026, 12, 19))
    late = finding(house, date(2026, 12, 20))
    assert (late.holds, late.changes_on) == (False, date(2027, 2, 18))


def test_a_newer_kit_put_there_makes_it_fresh(house, copy):
    change_the_chart(house)
    with clock.at(date(2026, 12, 21)):
        newer = services.make_kit(by=house.planner, phrase=PHRASE).issue
        services.refresh_copy(by=house.operator, copy=copy)
        assert (copy.issue, copy.refreshed_on) == (newer, date(2026, 12, 21))
    assert finding(house, date(2026, 12, 21)).holds


def test_a_withdrawn_copy_counts_no_more(house, copy):
    kept = services.register_copy(by=house.operator, place="対策本部", medium="LAPTOP", holder=house.planner)
    change_the_chart(house)
    day = date(2026, 12, 20)
    with clock.at(day):
        services.make_kit(by=house.planner, phrase=PHRASE)
        services.refresh_copy(by=house.operator, copy=kept)
        services.withdraw_copy(by=house.operator, copy=copy, reason="紛失した")
    assert finding(house, day).holds


def test_holder_and_planning_manager_are_told_once_for_each_kit(house, copy):
    day = date(2027, 2, 18)
    with clock.at(day):
        due = list(kit_copies_to_refresh(house.institution, on=day))
    assert {(d.person.name, d.key) for d in due} == {
        (house.operator.name, f"kit:stale:{copy.pk}:{copy.issue_id}"),
        (house.planner.name, f"kit:stale:{copy.pk}:{copy.issue_id}"),
    }
    with clock.at(day - timedelta(days=1)):
        assert list(kit_copies_to_refresh(house.institution, on=day - timedelta(days=1))) == []


def test_one_copy_lies_in_one_place(house, copy):
    with pytest.raises(ValidationError, match="同じ場所と媒体"):
        services.register_copy(by=house.operator, place="当直室の金庫", medium="USB", holder=house.planner)


def test_nothing_lies_anywhere_before_a_kit_is_made(house):
    with pytest.raises(ValidationError, match="まだ作られていません"):
        services.register_copy(by=house.operator, place="当直室", medium="USB", holder=house.operator)


@pytest.mark.parametrize("who", ["nurse", "vendor"])
def test_only_those_who_work_with_systems_keep_the_register(house, copy, who):
    by = getattr(house, who)
    for act in (
        lambda: services.register_copy(by=by, place="x", medium="USB", holder=house.operator),
        lambda: services.refresh_copy(by=by, copy=copy),
        lambda: services.withdraw_copy(by=by, copy=copy, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()
