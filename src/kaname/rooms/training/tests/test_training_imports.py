"""Records of training that come in from files."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.imports import services as imports
from kaname.foundation.imports.tests.factories import csv_file, xlsx_file
from kaname.rooms.training.models import Completion, CompletionWay

from .factories import complete, make_course

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
HEADINGS = ("職員番号", "氏名", "講座番号", "受講日", "得点")


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.at(DAY):
        yield


@pytest.fixture
def director():
    person = make_hospital()
    make_person(person.institution, "中野 翔", number="1001", starts_on=date(2026, 4, 1))
    make_person(person.institution, "森 葵", number="1002", starts_on=date(2026, 4, 1))
    make_course(person, code="T-01")
    return person


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def test_old_records_come_in_from_cp932_and_again_without_change(director):
    text = "職員番号,氏名,講座番号,受講日,得点\n１００１,中野　翔,Ｔ－０１,令和8年5月1日,90\n,森葵,t-01,2026/5/2,\n"
    batch = imports.upload(by=director, table="training.attendance", file=csv_file(text, encoding="cp932"))
    assert counts(batch) == (2, 0, 0, 0)
    imports.apply_batch(by=director, batch=batch)
    rows = Completion.objects.order_by("completed_on").values_list(
        "person__name", "completed_on", "score", "way"
    )
    assert list(rows) == [
        ("中野 翔", date(2026, 5, 1), 90, CompletionWay.IMPORTED),
        ("森 葵", date(2026, 5, 2), None, CompletionWay.IMPORTED),
    ]
    again = imports.upload(by=director, table="training.attendance", file=csv_file(text, encoding="cp932"))
    assert counts(again) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("9999", "", "T-01", "2026-05-01", ""), "number"),
        (("1001", "森 葵", "T-01", "2026-05-01", ""), "name"),
        (("", "だれか", "T-01", "2026-05-01", ""), "name"),
        (("", "", "T-01", "2026-05-01", ""), "number"),
        (("1001", "", "T-99", "2026-05-01", ""), "course"),
        (("1001", "", "T-01", "2026-11-21", ""), "completed_on"),
        (("1001", "", "T-01", "2026-03-31", ""), "completed_on"),
        (("1001", "", "T-01", "きのう", ""), "completed_on"),
        (("1001", "", "T-01", "2026-05-01", "101"), "score"),
        (("1002", "", "T-01", "2026-06-01", "70"), "score"),
    ],
)
def test_rows_that_cannot_be_say_in_which_column(director, row, column):
    mori = director.institution
    complete(director, _course(director), _person(mori, "1002"), date(2026, 6, 1))
    batch = imports.upload(by=director, table="training.attendance", file=xlsx_file([row], HEADINGS))
    assert counts(batch) == (0, 0, 0, 1)
    assert list(batch.data["rows"][0]["errors"]) == [column]


def test_the_exported_list_comes_in_again_without_change(client, director):
    for number, day in (("1001", date(2026, 6, 1)), ("1002", date(2026, 6, 2))):
        complete(director, _course(director), _person(director.institution, number), day)
    client.force_login(director.user)
    file = client.get(reverse("training:completion_list"), {"format": "csv"}).content.decode("utf-8-sig")
    batch = imports.upload(by=director, table="training.attendance", file=csv_file(file))
    assert counts(batch) == (0, 0, 2, 0)
    assert batch.data["warnings"] == []


def test_another_hospitals_people_and_courses_are_unknown(director):
    stranger = make_hospital("ひばり病院")
    file = xlsx_file([("1001", "", "T-01", "2026-05-01", "")], HEADINGS)
    batch = imports.upload(by=stranger, table="training.attendance", file=file)
    assert set(batch.data["rows"][0]["errors"]) == {"number", "course"}


def _course(director):
    from kaname.rooms.training.models import Course

    return Course.objects.of(director.institution).get(code="T-01")


def _person(institution, number):
    from kaname.foundation.access.models import Person

    return Person.objects.of(institution).select_related("institution").get(number=number)
