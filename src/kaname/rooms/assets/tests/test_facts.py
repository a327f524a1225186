"""What other rooms are told of the register."""

from __future__ import annotations

from datetime import timedelta

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.ledger.findings import Fact, ask
from kaname.rooms.assets import services

from .conftest import TODAY, make_system


def test_the_vital_systems_of_a_day_are_told_with_who_answers_for_them(operator):
    chart = make_system(operator, owner=operator)
    make_system(operator, "給食システム", criticality="SUPPORTING")
    told = ask("systems_in_use", operator.institution, on=TODAY, criticality="VITAL")
    assert list(told) == [Fact(ref_of(chart), "電子カルテ", TODAY, None, operator.pk, "VITAL")]
    assert [f.label for f in ask("systems_in_use", operator.institution, on=TODAY)] == [
        "電子カルテ",
        "給食システム",
    ]


def test_a_system_out_of_use_and_another_hospitals_are_not_told(operator):
    chart = make_system(operator)
    services.retire_system(by=operator, system=chart, ends_on=TODAY, reason="更新")
    assert ask("systems_in_use", operator.institution, on=TODAY + timedelta(days=1)) == []
    other = make_hospital("ひがし病院")
    assert ask("systems_in_use", other.institution, on=TODAY) == []


def test_vendors_of_the_systems_that_care_depends_on_are_told(operator):
    chart = make_system(operator, vendor_name="碧海システムズ株式会社")
    make_system(operator, "自前のもの")
    make_system(operator, "勤怠", vendor_name="北浜", criticality="SUPPORTING")
    later = TODAY + timedelta(days=9)
    make_system(operator, "来月から", vendor_name="来月の会社", starts_on=later)
    asked = {"criticalities": ("VITAL", "IMPORTANT")}
    told = ask("system_vendors", operator.institution, on=TODAY, **asked)
    assert [(f.ref, f.label, f.role) for f in told] == [(ref_of(chart), "碧海システムズ株式会社", "VITAL")]
    told = ask("system_vendors", operator.institution, on=TODAY, with_upcoming=True, **asked)
    assert [f.label for f in told] == ["碧海システムズ株式会社", "来月の会社"]
    assert len(ask("system_vendors", operator.institution, on=later)) == 3
