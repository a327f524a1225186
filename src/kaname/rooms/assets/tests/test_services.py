"""The register of information systems: entered, changed, taken out of use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from kaname.foundation.access import services as access
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.assets import selectors, services
from kaname.rooms.assets.models import InformationSystem

from .conftest import TODAY, make_system


def test_a_system_gets_the_next_number_and_begins_today(operator):
    first, second = make_system(operator), make_system(operator, "検査システム")
    assert (first.number, second.number) == ("S-001", "S-002")
    assert first.starts_on == TODAY
    assert LedgerEntry.objects.of(operator.institution).filter(action="assets.manage").count() == 2


def test_a_number_of_ones_own_does_not_disturb_the_row(operator):
    make_system(operator, number="S-X9")
    assert make_system(operator, "検査システム").number == "S-001"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"number": "S-001"}, "number"),
        ({"name": "電子カルテ"}, "name"),
        ({"remote_path": "VPN"}, "remote_path"),
        ({"remote_path": "VPN", "remote_maintenance": "NONE"}, "remote_path"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(operator, wrong, field):
    make_system(operator)
    with pytest.raises(ValidationError) as refused:
        make_system(operator, **{"name": "検査システム", **wrong})
    assert list(refused.value.message_dict) == [field]
    assert InformationSystem.objects.of(operator.institution).count() == 1


def test_owner_and_department_are_of_the_same_hospital_and_here(operator, executive):
    stranger = make_hospital("別の病院")
    left = make_person(
        executive.institution, "森 葵", ends_on=TODAY - timedelta(days=1), starts_on=date(2026, 4, 1)
    )
    for owner in (stranger, left):
        with pytest.raises(ValidationError, match=r"選んで|在籍"):
            make_system(operator, owner=owner)


def test_who_left_may_stay_owner_until_somebody_else_is_named(operator, staff, executive):
    system = make_system(operator, owner=staff)
    assert selectors.register_standing(operator.institution, TODAY).without_owner == 0
    access.end_person(by=executive, person=staff, ends_on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    assert selectors.register_standing(operator.institution, tomorrow).without_owner == 1
    with clock.at(tomorrow):
        lacking = Client()
        lacking.force_login(operator.user)
        shown = lacking.get(reverse("assets:system_list"), {"owner": "NONE"}).content.decode()
        assert "西村 空（在籍していません）" in shown
    system = selectors.system_rows(operator).get(pk=system.pk)
    services.change_system(
        by=operator, system=system, name="電子カルテ", purpose="記録", criticality="VITAL", owner=system.owner
    )


def test_a_system_out_of_use_stays_and_frees_its_name(operator):
    old = make_system(operator)
    services.retire_system(by=operator, system=old, ends_on=TODAY, reason="更新")
    assert make_system(operator).number == "S-002"
    with pytest.raises(ValidationError, match="戻して"):
        services.change_system(by=operator, system=old, name="旧", purpose="閲覧", criticality="SUPPORTING")
    with pytest.raises(ValidationError):  # another of that name is in use by now
        services.restore_system(by=operator, system=InformationSystem.objects.get(pk=old.pk))


def test_a_last_day_before_the_first_is_refused(operator):
    system = make_system(operator)
    with pytest.raises(ValidationError, match="使い始めた日"):
        services.retire_system(by=operator, system=system, ends_on=TODAY - timedelta(days=1), reason="更新")
    with pytest.raises(ValidationError, match="入力"):
        services.retire_system(by=operator, system=system, ends_on=TODAY, reason=" ")


def test_two_who_change_it_at_once_are_told(operator):
    system = make_system(operator)
    again = InformationSystem.objects.get(pk=system.pk)
    facts = {"name": "電子カルテ", "purpose": "記録", "criticality": "VITAL"}
    services.change_system(by=operator, system=system, **facts)
    with pytest.raises(StaleRecord):
        services.change_system(by=operator, system=again, **facts)


def test_staff_neither_read_nor_write_the_register(operator, staff):
    system = make_system(operator)
    assert not InformationSystem.objects.visible_to(staff).exists()
    with pytest.raises(PermissionDenied):
        make_system(staff, "別")
    with pytest.raises(PermissionDenied):
        services.retire_system(by=make_hospital("別の病院"), system=system, ends_on=TODAY, reason="更新")


def test_the_register_says_how_it_stands(operator, staff):
    make_system(operator, owner=staff, remote_maintenance="NONE")
    make_system(operator, "透析管理")
    make_system(
        operator, "勤怠管理", criticality="SUPPORTING", remote_maintenance="ALWAYS", remote_path="回線"
    )
    standing = selectors.register_standing(operator.institution, TODAY)
    assert (standing.in_use, standing.vital, standing.without_owner, standing.unknown_maintenance) == (
        3,
        2,
        2,
        1,
    )
