"""People and departments that come in from files."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.tests.factories import PASSWORD, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.imports import services as imports
from kaname.foundation.imports import words
from kaname.foundation.imports.models import ImportBatch
from kaname.foundation.imports.reading import read_grid
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.ledger.verification import verify_all
from kaname.rooms.organisation import services
from kaname.rooms.organisation.models import Department, Posting
from kaname.web import excel

from .conftest import House
from .factories import make_department

HEADINGS = [
    "氏名",
    "よみ",
    "職員番号",
    "区分",
    "所属会社",
    "役職",
    "部門",
    "メール",
    "電話",
    "開始日",
    "終了日",
]
GOOD, BAD = 1963, 37
DEPARTMENTS = ("医事課", "看護部", "検査科", "薬剤部")


def _upload(
    by: Person, rows: list[list[Any]], headings: list[str] = HEADINGS, table: str = "people"
) -> ImportBatch:
    book = excel.write_xlsx([excel.Sheet("x", headings, rows)])
    file = SimpleUploadedFile("名簿.xlsx", book)
    return imports.upload(by=by, table=f"organisation.{table}", file=file)


def _counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def _apply(batch: ImportBatch) -> ImportBatch:
    done = imports.apply_batch(by=batch.uploaded_by, batch=batch)
    assert not done.is_open
    return done


def _faults(batch: ImportBatch) -> list[dict[str, str]]:
    return [row["errors"] for row in batch.data["rows"] if "errors" in row]


def _row(n: int, **other: str) -> list[str]:
    is_dispatched = n % 9 == 0
    values = {
        "氏名": f"髙橋①　{n}号",
        "よみ": "たかはし",
        "職員番号": f"Ｐ{n:05d}" if n % 2 else f"P{n:05d}",
        "区分": "派遣職員" if is_dispatched else "職員（直接雇用）",
        "所属会社": "㈱なぎさ～スタッフ" if is_dispatched else "",
        "役職": "=主任" if n % 50 == 0 else "",
        "部門": DEPARTMENTS[n % 4],
        "メール": f"p{n}@example.jp",
        "電話": "",
        "開始日": ("令和6年4月1日", "2024/4/1", "Ｒ６．４．１", "20240401")[n % 4],
        "終了日": "",
    } | other
    return [values[heading] for heading in HEADINGS]


def _rows_with_37_faults() -> list[list[str]]:
    """2,000 rows; every kind of fault some times."""
    rows = [_row(n) for n in range(1, GOOD + 1)]
    faults: list[dict[str, str]] = [
        *[{"開始日": "令和6年2月30日"}] * 6,
        *[{"開始日": "6/4/1"}] * 4,
        *[{"氏名": "　"}] * 6,
        *[{"区分": "アルバイト"}] * 5,
        *[{"区分": "派遣職員", "所属会社": ""}] * 5,
        *[{"終了日": "2023-03-31"}] * 4,
        *[{"部門": "ない課"}] * 3,
        *[{"メール": "p(a)example"}] * 2,
    ]
    bad = [_row(5000 + n * 10 + 1, **fault) for n, fault in enumerate(faults)]
    twice = [_row(n) for n in (10, 20)]
    assert len(bad) + len(twice) == BAD
    step = GOOD // len(bad)
    for n, row in enumerate(bad):
        rows.insert(n * step, row)
    return [*rows, *twice]


def _as_csv(rows: list[list[str]]) -> SimpleUploadedFile:
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *rows)]
    return SimpleUploadedFile("名簿.csv", "\r\n".join(lines).encode("cp932"))


def _as_xlsx(rows: list[list[str]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("名簿.xlsx", excel.write_xlsx([excel.Sheet("名簿", HEADINGS, rows)]))


@pytest.mark.slow
@pytest.mark.parametrize(("as_file", "encoding"), [(_as_csv, "cp932"), (_as_xlsx, "xlsx")])
def test_two_thousand_people_with_37_bad_rows(house: House, as_file, encoding: str) -> None:
    for name in DEPARTMENTS:
        make_department(house.manager, name)
    rows, before = _rows_with_37_faults(), Person.objects.of(house.manager.institution).count()
    took = {"preview": time.perf_counter()}
    batch = imports.upload(by=house.manager, table="organisation.people", file=as_file(rows))
    took["preview"] = time.perf_counter() - took["preview"]
    assert (batch.encoding, _counts(batch)) == (encoding, (GOOD, 0, 0, BAD))
    assert batch.row_count == 2000
    errors = read_grid(words.error_file(batch), "x.xlsx").lines
    assert len(errors) == BAD + 1
    assert errors[0] == [*HEADINGS, "直すところ"]
    assert all(line[-1] for line in errors)
    with pytest.raises(ValidationError, match="37 行"):
        imports.apply_batch(by=house.manager, batch=batch)
    assert Person.objects.of(house.manager.institution).count() == before

    took["apply"] = time.perf_counter()
    imports.apply_batch(by=house.manager, batch=batch, skip_bad=True)
    took["apply"] = time.perf_counter() - took["apply"]
    people = Person.objects.of(house.manager.institution)
    assert people.count() == before + GOOD
    assert Posting.objects.of(house.manager.institution).count() == GOOD
    person = people.get(number="P00009")
    assert (person.name, person.kind, person.employer) == ("髙橋①　9号", "DISPATCHED", "㈱なぎさ～スタッフ")
    assert person.starts_on == date(2024, 4, 1)
    assert people.get(number="P00050").title == "=主任"

    again = imports.upload(by=house.manager, table="organisation.people", file=as_file(rows))
    assert _counts(again) == (0, 0, GOOD, BAD)
    print(f"2,000 people ({encoding}): " + ", ".join(f"{k} {v:.2f} s" for k, v in took.items()))  # noqa: T201
    assert max(took.values()) < 20
    assert verify_all([house.manager.institution]) == []


def test_what_the_list_exports_comes_back_as_the_same(house: House, client: Client) -> None:
    ward = make_department(house.manager, "看護部")
    dispatched = make_person(
        house.manager.institution, "𠮷野 葛\U000e0100", kind="DISPATCHED", employer="㈱なぎさ", number="Ｄ１"
    )
    services.post_person(by=house.manager, person=dispatched, department=ward)
    client.login(username=house.manager.user.username, password=PASSWORD)
    for kind in ("xlsx", "csv"):
        for language in ("ja", "en"):
            client.cookies["django_language"] = language
            with translation.override("ja"):
                exported = client.get(reverse("organisation:person_list"), {"format": kind}).content
            file = SimpleUploadedFile(f"people.{kind}", exported)
            batch = imports.upload(by=house.manager, table="organisation.people", file=file)
            assert (_counts(batch), batch.data["warnings"]) == ((0, 0, 9, 0), []), (
                kind,
                language,
                _faults(batch),
            )


_NAME = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), min_size=1, max_size=20
).filter(lambda name: name.strip(" \u3000\u200b\u200c\u200d\u2060\ufeff").strip())


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(_NAME, min_size=3, max_size=12))
@example(names=["=1+1", "+81", "-x", "@x", "'x", "''=x", "髙①～㈱𠮷葛\U000e0100", "_x0041_", "a\tb"])
@pytest.mark.slow
def test_any_name_survives_export_and_import(house: House, names: list[str]) -> None:
    people = [
        Person(name=name, number=f"R{n}", kind=PersonKind.EMPLOYEE, starts_on=date(2024, 4, 1))
        for n, name in enumerate(names)
    ]
    rows = [[p.name, p.number, p.get_kind_display(), p.starts_on] for p in people]
    headings = ["氏名", "職員番号", "区分", "開始日"]
    for name, data in (
        ("x.xlsx", excel.write_xlsx([excel.Sheet("x", headings, rows)])),
        ("x.csv", excel.write_csv(headings, rows)),
    ):
        file = SimpleUploadedFile(name, data)
        batch = imports.upload(by=house.manager, table="organisation.people", file=file)
        told = [dict(zip(batch.data["headings"], row["cells"], strict=True)) for row in batch.data["rows"]]
        assert [(t["氏名"], t["職員番号"], t["開始日"]) for t in told] == [
            (p.name, p.number, "2024-04-01") for p in people
        ]


def test_person_is_known_by_number_else_by_name_and_employer(house: House) -> None:
    home = house.manager.institution
    make_person(home, "木下 奏", number="N1")
    make_person(home, "大野 歩")
    make_person(home, "山口 亮", kind="VENDOR_STAFF", employer="みなとシステム")
    rows = [
        ["木下 かなで", "Ｎ１", ""],
        ["大野　歩", "", ""],
        ["山口 亮", "", "みなとシステム"],
        ["山口 亮", "", "別の会社"],
    ]
    batch = _upload(house.manager, rows, ["氏名", "職員番号", "所属会社"])
    changes = [row["changes"] for row in batch.data["rows"]]
    assert [row["state"] for row in batch.data["rows"]] == ["changed", "changed", "same", "new"]
    assert changes[:2] == [[["氏名", "木下 奏", "木下 かなで"]], [["氏名", "大野 歩", "大野　歩"]]]


def test_new_number_belongs_to_whoever_of_that_name_has_none(house: House) -> None:
    make_person(house.manager.institution, "大野 歩")
    batch = _apply(_upload(house.manager, [["大野 歩", "N7"]], ["氏名", "職員番号"]))
    assert _counts(batch) == (0, 1, 0, 0)
    assert Person.objects.of(house.manager.institution).get(name="大野 歩").number == "N7"


def test_namesakes_need_a_number(house: House) -> None:
    for _twice in range(2):
        make_person(house.manager.institution, "大野 歩")
    batch = _upload(house.manager, [["大野 歩"]], ["氏名"])
    assert _faults(batch) == [
        {"name": "あてはまる記録が二つ以上あります。一つに決まるように入力してください。"}
    ]


def test_empty_number_leaves_the_known_one(house: House) -> None:
    make_person(house.manager.institution, "大野 歩", number="N7")
    assert _counts(_upload(house.manager, [["大野 歩", ""]], ["氏名", "職員番号"])) == (0, 0, 1, 0)


def test_move_to_another_department_ends_the_old_posting(house: House) -> None:
    old, new = make_department(house.manager, "医事課"), make_department(house.manager, "看護部")
    person = make_person(house.manager.institution, "大野 歩", number="N7", starts_on=date(2026, 4, 1))
    with clock.at(date(2026, 11, 22)):
        services.post_person(by=house.manager, person=person, department=old, starts_on=date(2026, 11, 22))
    with clock.at(date(2026, 12, 1)):
        _apply(_upload(house.manager, [["大野 歩", "N7", "看護部"]], ["氏名", "職員番号", "部門"]))
        assert (
            _counts(_upload(house.manager, [["大野 歩", "N7", "看護部"]], ["氏名", "職員番号", "部門"]))[2]
            == 1
        )
    assert [(p.department, p.starts_on, p.ends_on) for p in person.postings.order_by("pk")] == [
        (old, date(2026, 11, 22), date(2026, 11, 30)),
        (new, date(2026, 12, 1), None),
    ]


def test_last_day_in_the_file_ends_everything_and_can_be_taken_back(house: House) -> None:
    ward = make_department(house.manager, "看護部")
    services.post_person(by=house.manager, person=house.staff, department=ward)
    headings = ["氏名", "終了日", "部門"]
    _apply(_upload(house.manager, [["西村 空", "2026-11-30", "看護部"]], headings))
    person = Person.objects.get(pk=house.staff.pk)
    assert (person.ends_on, person.postings.get().ends_on) == (date(2026, 11, 30), date(2026, 11, 30))
    assert person.memberships.get().ends_on == date(2026, 11, 30)
    _apply(_upload(house.manager, [["西村 空", "", "看護部"]], headings))
    assert Person.objects.get(pk=house.staff.pk).ends_on is None


def test_row_that_a_service_refuses_stops_all_and_is_named(house: House) -> None:
    rows = [["新しい人", ""], ["佐伯 恵", "2026-11-23"], ["藤井 誠", "2026-11-23"]]
    batch = _upload(house.manager, rows, ["氏名", "終了日"])
    with pytest.raises(ValidationError, match="4 行目：経営層の人がいなくなります"):
        _apply(batch)
    assert not Person.objects.of(house.manager.institution).filter(name="新しい人").exists()


def test_people_of_another_hospital_are_not_touched(house: House) -> None:
    from kaname.foundation.access.tests.factories import make_hospital

    stranger = make_person(make_hospital("別の病院").institution, "大野 歩", number="N7")
    _apply(_upload(house.manager, [["木下", "N7"]], ["氏名", "職員番号"]))
    assert Person.objects.get(pk=stranger.pk).name == "大野 歩"


def test_departments_come_in_with_those_above_them_and_their_contacts(house: House) -> None:
    headings = ["部門名", "上位の部門", "部門責任者", "開始日", "終了日"]
    rows = [
        ["病棟", "看護部", "西村 空", "", ""],
        ["看護部", "", "", "2026-04-01", ""],
        ["自分", "自分", "", "", ""],
    ]
    batch = _upload(house.manager, rows, headings, "departments")
    assert (_counts(batch), _faults(batch)) == (
        (2, 0, 0, 1),
        [{"parent": "部門を自分自身の下に置くことはできません。"}],
    )
    imports.apply_batch(by=house.manager, batch=batch, skip_bad=True)
    ward = Department.objects.of(house.manager.institution).get(name="病棟")
    assert (ward.parent.name, ward.contacts.get().person) == ("看護部", house.staff)
    assert _counts(_upload(house.manager, rows, headings, "departments")) == (0, 0, 2, 1)
    closing = [["病棟", "看護部", "西村 空", "", "2026-11-30"]]
    _apply(_upload(house.manager, closing, headings, "departments"))
    assert Department.objects.get(pk=ward.pk).ends_on == date(2026, 11, 30)


def test_exported_departments_come_back_as_the_same(house: House, client: Client) -> None:
    top = make_department(house.manager, "看護部", contact=house.staff)
    make_department(house.manager, "病棟", parent=top)
    closed = make_department(house.manager, "旧館", starts_on=date(2025, 4, 1))
    services.close_department(by=house.manager, department=closed, ends_on=date(2026, 3, 31))
    client.login(username=house.manager.user.username, password=PASSWORD)
    exported = client.get(reverse("organisation:department_list"), {"format": "xlsx"}).content
    file = SimpleUploadedFile("d.xlsx", exported)
    batch = imports.upload(by=house.manager, table="organisation.departments", file=file)
    assert (_counts(batch), _faults(batch)) == ((0, 0, 3, 0), [])


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_others_bring_no_people(house: House, who: str) -> None:
    with pytest.raises(PermissionDenied):
        _upload(getattr(house, who), [["木下"]], ["氏名"])


def test_import_leaves_its_entries(house: House) -> None:
    _apply(_upload(house.manager, [["木下"], ["木村"]], ["氏名"]))
    last = LedgerEntry.objects.of(house.manager.institution).order_by("-seq")[:4]
    assert {e.action for e in last} >= {"imports.use", "access.manage_accounts"}
