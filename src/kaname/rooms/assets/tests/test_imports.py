"""What the list exports comes in again: nothing changes; new rows are taken in, wrong ones come back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaname.foundation.imports import services as imports
from kaname.rooms.assets import services
from kaname.rooms.assets.models import InformationSystem

from .conftest import TODAY, make_system


def bring(by, content):
    return imports.upload(by=by, table="assets.systems", file=SimpleUploadedFile("表.csv", content))


def counts(batch):
    return (batch.new_count, batch.changed_count, batch.same_count, batch.bad_count)


@pytest.mark.parametrize("state", ["", "ENDED"])
def test_the_list_as_exported_changes_nothing(operator, state):
    make_system(operator, owner=operator, vendor_name="=1+1", note="二行\n目", holds_patient_data=False)
    make_system(operator, "透析管理", remote_maintenance="ALWAYS", remote_path="回線", placement="BOTH")
    if state:
        for system in InformationSystem.objects.all():
            services.retire_system(by=operator, system=system, ends_on=TODAY, reason="更新")
    client = Client()
    client.force_login(operator.user)
    file = client.get(reverse("assets:system_list"), {"format": "csv", "state": state}).content
    assert counts(bring(operator, file)) == (0, 0, 2, 0)


def test_systems_from_a_file_are_new_changed_or_wrong(operator):
    make_system(operator, owner=operator)
    rows = [
        "管理番号,名称,用途,診療上の重要度,管理者,所管部門,リモート保守,リモート保守の経路",
        ",電子カルテ,診療の記録と指示,止まると診療が続けられない,中野 翔,,,",
        "X-7,透析管理,透析の経過,VITAL,,,都度つなぐ,専用線",
        ",検査システム,検査,とても大事,,,,",
        ",輸血管理,輸血,VITAL,だれか,,,",
        ",給食管理,献立,IMPORTANT,,栄養科,,",
        ",勤怠管理,勤務,SUPPORTING,,,なし,VPN",
    ]
    batch = bring(operator, "\n".join(rows).encode("cp932"))
    assert counts(batch) == (1, 1, 0, 4)
    imports.apply_batch(by=operator, batch=batch, skip_bad=True)
    changed, new = InformationSystem.objects.order_by("pk")
    assert (changed.number, changed.purpose, changed.owner) == ("S-001", "診療の記録と指示", operator)
    assert (new.number, new.remote_path, new.starts_on) == ("X-7", "専用線", TODAY)
    assert counts(bring(operator, "\n".join(rows[:3]).encode("cp932"))) == (0, 0, 2, 0)


def test_a_system_out_of_use_is_not_changed_by_a_file(operator):
    system = make_system(operator)
    services.retire_system(by=operator, system=system, ends_on=TODAY, reason="更新")
    file = "管理番号,名称,用途,診療上の重要度\nS-001,電子カルテ,別の用途,VITAL\n"
    batch = bring(operator, file.encode())
    assert counts(batch) == (0, 0, 0, 1)
