"""The list of courses comes in from the file that it exports."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock
from kaname.foundation.imports import services as imports
from kaname.foundation.imports.tests.factories import csv_file, xlsx_file
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.training import services
from kaname.rooms.training.models import Course, CourseStatus

from .factories import make_course

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(DAY):
        yield


@pytest.fixture
def director():
    return make_hospital()


@pytest.fixture
def wards(director):
    """Two departments, made through their own table: training does not know organisation."""
    file = csv_file("部門名\n看護部\n薬剤部\n")
    imports.apply_batch(
        by=director, batch=imports.upload(by=director, table="organisation.departments", file=file)
    )
    kind = Course._meta.apps.get_model("organisation", "department")
    return {d.name: d.pk for d in kind.objects.of(director.institution)}


def bring(by, headings, *rows):
    return imports.upload(by=by, table="training.courses", file=xlsx_file(rows, headings))


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def exported(client, by, kind):
    client.force_login(by.user)
    return client.get(reverse("training:course_list"), {"format": kind}).content


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_exported_list_comes_in_again_without_change(client, director, wards, language):
    nakano = make_person(director.institution, "中野 翔", number="1001")
    make_person(director.institution, "中野 翔", number="1002")
    rule = Audience(("EMPLOYEE", "DISPATCHED"), ("STAFF",), tuple(wards.values()), 90)
    make_course(director, audience=rule, owner=nakano, aims="=気付く\n知らせる", is_required=False)
    gone = make_course(director, title="終わった講座", months=0, audience=Audience(departments=(999,)))
    services.close_course(by=director, course=gone, reason="統合した")
    services.create_course(by=director, title="準備中の講座")
    client.cookies.load({"django_language": language})
    for kind in ("csv", "xlsx"):
        file = SimpleUploadedFile(f"講座.{kind}", exported(client, director, kind))
        batch = imports.upload(by=director, table="training.courses", file=file)
        assert (counts(batch), batch.data["warnings"]) == ((0, 0, 3, 0), [])


def test_new_courses_are_begun_and_the_same_file_again_changes_nothing(director, wards):
    headings = (
        "講座番号",
        "講座名",
        "分野",
        "必修",
        "受講の間隔（月）",
        "対象の区分",
        "対象の部門",
        "対象の着任からの日数",
    )
    rows = [
        ("", "電子カルテの使い方", "システムの使い方", "任意", 0, "派遣職員、職員（直接雇用）", "薬剤部、看護部", 30),
        ("T-01", "標的型メールへの備え", "", "", "", "", "", ""),
    ]  # fmt: skip
    imports.apply_batch(by=director, batch=bring(director, headings, *rows))
    found = Course.objects.of(director.institution).order_by("code")
    assert [(c.code, c.title, c.kind, c.is_required, c.months, c.rule, c.owner, c.status) for c in found] == [
        ("T-01", "標的型メールへの備え", "SECURITY", True, 12, Audience(), director, CourseStatus.DRAFT),
        (
            "T-02", "電子カルテの使い方", "SYSTEM_USE", False, 0,
            Audience(("DISPATCHED", "EMPLOYEE"), (), tuple(sorted(wards.values())), 30), director,
            CourseStatus.DRAFT,
        ),
    ]  # fmt: skip
    assert counts(bring(director, headings, *rows)) == (0, 0, 2, 0)


def test_a_changed_row_changes_what_it_says_and_nothing_else(director, wards):
    rule = Audience(kinds=("EMPLOYEE",), departments=(wards["看護部"],))
    course = make_course(director, code="T-01", audience=rule, months=6, aims="気付く")
    batch = bring(
        director, ("講座番号", "講座名", "合格点（％）", "対象の部門"), ("Ｔ－０１", "新しい名", 70, "薬剤部")
    )
    assert counts(batch) == (0, 1, 0, 0)
    before = LedgerEntry.objects.of(director.institution).count()
    imports.apply_batch(by=director, batch=batch)
    course.refresh_from_db()
    assert (course.code, course.title, course.pass_mark, course.months, course.aims, course.rule) == (
        "T-01", "新しい名", 70, 6, "気付く", Audience(kinds=("EMPLOYEE",), departments=(wards["薬剤部"],)),
    )  # fmt: skip
    assert course.status == CourseStatus.OPEN
    assert LedgerEntry.objects.of(director.institution).count() > before


@pytest.mark.parametrize(
    ("heading", "cell", "column"),
    [
        ("講座名", "", "title"),
        ("分野", "料理", "kind"),
        ("必修", "たぶん", "is_required"),
        ("受講の間隔（月）", "61", "months"),
        ("合格点（％）", "101", "pass_mark"),
        ("対象の区分", "近所の人", "audience_kinds"),
        ("対象の役割", "係長", "audience_roles"),
        ("対象の部門", "ない部", "audience_departments"),
        ("対象の着任からの日数", "0", "audience_days"),
        ("担当者", "いない人", "owner"),
        ("担当者", "去った人", "owner"),
    ],
)
def test_a_bad_row_says_in_which_column(director, heading, cell, column):
    make_person(director.institution, "去った人", starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31))
    row = {"講座番号": "T-09", "講座名": "新しい講座", heading: cell}
    batch = bring(director, tuple(row), tuple(row.values()))
    assert list(batch.data["rows"][0]["errors"]) == [column]
    assert counts(batch) == (0, 0, 0, 1)


def test_a_closed_course_stays_as_it_is(director):
    course = make_course(director, code="T-01", title="終わった講座")
    services.close_course(by=director, course=course, reason="統合した")
    batch = bring(director, ("講座番号", "講座名", "受講の間隔（月）"), ("T-01", "別の名", 12))
    assert list(batch.data["rows"][0]["errors"]) == ["title"]


def test_a_title_that_two_courses_have_names_neither(director):
    make_course(director, title="同じ名")
    make_course(director, title="同じ名")
    assert list(bring(director, ("講座名",), ("同じ名",)).data["rows"][0]["errors"]) == ["title"]


@pytest.mark.parametrize("role", [Role.OPERATIONS_STAFF, Role.AUDITOR, Role.STAFF])
def test_who_may_not_manage_training_is_refused(client, director, role):
    person = make_person(director.institution, roles=[role], account=True)
    with pytest.raises(PermissionDenied):
        bring(person, ("講座名",), ("新しい講座",))
    client.force_login(person.user)
    assert "imports/to" not in client.get(reverse("training:course_list")).content.decode()


def test_whoever_manages_training_is_offered_it(client, director):
    client.force_login(director.user)
    offered = reverse("imports:upload", args=["training.courses"])
    assert offered in client.get(reverse("training:course_list")).content.decode()
    assert client.get(offered).status_code == 200


def test_another_hospitals_courses_are_neither_found_nor_touched(director):
    course = make_course(director, code="T-01", title="みなとの講座")
    stranger = make_hospital("ひばり病院")
    batch = bring(stranger, ("講座番号", "講座名"), ("T-01", "ひばりの講座"))
    assert counts(batch) == (1, 0, 0, 0)
    imports.apply_batch(by=stranger, batch=batch)
    course.refresh_from_db()
    assert course.title == "みなとの講座"
