"""Committees come in from the file that their list exports; a file seats members and takes nobody's seat away."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.imports import services as imports
from kaname.foundation.imports.tests.factories import xlsx_file
from kaname.rooms.organisation import services
from kaname.rooms.organisation.models import Committee

pytestmark = pytest.mark.django_db
HEADINGS = ("委員会名", "目的", "委員長", "委員", "年に開く回数", "開始日", "終了日")
TABLE = "organisation.committees"


@pytest.fixture
def director():
    return make_hospital()


@pytest.fixture
def manager(director):
    return make_person(director.institution, "中野 翔", roles=[Role.PLANNING_MANAGER], account=True)


@pytest.fixture
def nurse(director):
    return make_person(director.institution, "森 葵", number="N001", roles=[Role.STAFF], account=True)


def a_row(**said):
    usual = {"委員会名": "情報安全委員会", "目的": "安全を管理する。", "委員長": "佐伯 恵", "委員": "",
             "年に開く回数": "", "開始日": "", "終了日": ""}  # fmt: skip
    return tuple((usual | said).values())


def bring(by, *rows):
    return imports.upload(by=by, table=TABLE, file=xlsx_file(rows, HEADINGS))


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def faults(batch):
    return dict(batch.data["rows"][0]["errors"])


def test_a_committee_comes_in_with_its_members_once(manager, director, nurse):
    batch = bring(manager, a_row(委員="中野 翔、N001", 年に開く回数="6"))
    assert counts(batch) == (1, 0, 0, 0)
    imports.apply_batch(by=manager, batch=batch)

    committee = Committee.objects.get()
    assert (committee.chair, committee.meetings_per_year) == (director, 6)
    assert {seat.person for seat in committee.members.all()} == {manager, nurse}
    assert counts(bring(manager, a_row(委員="森 葵、中野 翔", 年に開く回数="6"))) == (0, 0, 1, 0)


def test_the_list_comes_back_unchanged(client, manager, nurse, director):
    committee = services.found_committee(
        by=manager, name="情報安全委員会", purpose="安全を管理する。", chair=director
    )
    services.seat_member(by=manager, committee=committee, person=nurse)
    client.force_login(manager.user)
    answer = client.get(reverse("organisation:committee_list"), {"format": "xlsx"})
    file = SimpleUploadedFile("committees.xlsx", b"".join(answer))

    assert counts(imports.upload(by=manager, table=TABLE, file=file)) == (0, 0, 1, 0)


def test_a_file_adds_members_and_takes_none_away(manager, nurse, director):
    committee = services.found_committee(
        by=manager, name="情報安全委員会", purpose="安全を管理する。", chair=director
    )
    services.seat_member(by=manager, committee=committee, person=nurse)

    batch = bring(manager, a_row(委員="中野 翔"))
    assert counts(batch) == (0, 0, 0, 1)
    assert "森 葵" in str(faults(batch))

    batch = bring(manager, a_row(委員="中野 翔、森 葵", 目的="安全の計画を決める。"))
    imports.apply_batch(by=manager, batch=batch)
    committee.refresh_from_db()
    assert committee.purpose == "安全の計画を決める。"
    assert {seat.person for seat in committee.members.all()} == {manager, nurse}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"目的": ""}, "入力してください"),
        ({"委員長": ""}, "入力してください"),
        ({"委員": "だれか"}, "だれか"),
        ({"年に開く回数": "60"}, "1 から 52"),
    ],
)
def test_what_a_row_lacks_is_named(manager, said, words):
    batch = bring(manager, a_row(**said))
    assert counts(batch) == (0, 0, 0, 1)
    assert words in str(faults(batch))


def test_a_last_day_dissolves_it_and_then_it_stays(manager, director):
    services.found_committee(by=manager, name="情報安全委員会", purpose="安全を管理する。", chair=director)
    imports.apply_batch(by=manager, batch=bring(manager, a_row(終了日="2099-03-31")))

    assert Committee.objects.get().ends_on is not None
    assert counts(bring(manager, a_row(目的="別の目的", 終了日="2099-03-31"))) == (0, 0, 0, 1)
    assert counts(bring(manager, a_row(委員="中野 翔", 終了日="2099-03-31"))) == (0, 0, 0, 1)
    assert counts(bring(manager, a_row(終了日="2099-03-31"))) == (0, 0, 1, 0)


def test_staff_may_not_bring_committees_nor_another_hospital_touch_them(manager, nurse, director):
    services.found_committee(by=manager, name="情報安全委員会", purpose="安全を管理する。", chair=director)
    with pytest.raises(PermissionDenied):
        bring(nurse, a_row())

    other = make_hospital("別の病院")
    batch = imports.upload(by=other, table=TABLE, file=xlsx_file([a_row(委員長=other.name)], HEADINGS))
    assert counts(batch) == (1, 0, 0, 0)
