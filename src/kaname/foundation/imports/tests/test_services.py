"""A file through the whole mechanism: preview, import, what stays out, what is forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.calendar import clock
from kaname.foundation.imports import services, words
from kaname.foundation.imports.models import BatchStatus, ImportBatch
from kaname.foundation.imports.reading import read_grid
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.ledger.verification import verify_all

from .factories import csv_file, xlsx_file


def _counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def _faults(batch: ImportBatch) -> dict[int, dict[str, str]]:
    return {row["line"]: row["errors"] for row in batch.data["rows"] if "errors" in row}


def _upload(by: Person, text: str, **given: str) -> ImportBatch:
    return services.upload(by=by, table="tests.people", file=csv_file(text), given=given)


def test_file_is_sorted_into_new_changed_same_and_bad(manager: Person) -> None:
    make_person(manager.institution, "西村 空", number="N2", title="看護師")
    batch = _upload(manager, "職員番号,氏名,役職\nN1,高橋 航,\nN2,西村 空,看護師長\nN3,𠮷野,\nN4,,\n")
    assert _counts(batch) == (1, 1, 1, 1)
    assert _faults(batch) == {5: {"name": "入力してください。"}}
    assert words.summary(batch) == "4 行のうち、新しい行 1、変わる行 1、同じ行 1、直すところのある行 1。"
    assert words.rows_in_state(batch, "changed")[0]["changes"] == [["役職", "看護師", "看護師長"]]
    assert Person.objects.of(manager.institution).filter(number="N3").count() == 0


def test_headings_are_found_in_both_languages_below_a_title_and_in_any_order(manager: Person) -> None:
    batch = _upload(
        manager,
        "職員名簿,,\n\n氏 名,ＮＵＭＢＥＲ,区分\n木下,N9,Employee (employed here)\n木村,N8,職員(直接雇用)\n",
    )
    assert (batch.new_count, list(_faults(batch))) in [(2, []), (1, [4])]  # the English label may be missing


def test_unknown_columns_are_named_and_known_ones_that_are_not_read_are_not(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名,状態,直すところ,好物\nN9,木下,在籍,x,寿司\n")
    assert [w for w in batch.data["warnings"] if "好物" in w and "状態" not in w] == batch.data["warnings"]


@pytest.mark.parametrize(
    ("text", "words_"),
    [
        ("氏名\n木下\n", "必要な列がありません：職員番号"),
        ("職員番号,氏名,氏名\nN1,a,b\n", "同じ見出しの列が二つあります：氏名"),
        ("職員番号,氏名\n", "行がありません"),
    ],
)
def test_heading_that_does_not_fit_is_refused(manager: Person, text: str, words_: str) -> None:
    with pytest.raises(ValidationError, match=words_):
        _upload(manager, text)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("開始日", "令和8年2月30日", "2月30日はありません"),
        ("開始日", "7/4/1", "年がはっきりしません"),
        ("区分", "外注", "次のどれかを入力してください：職員（直接雇用）"),
        ("年齢", "三十", "整数"),
        ("年齢", "130", "0 から 120"),
        ("当直", "たぶん", "「はい」か「いいえ」"),
        ("指導者", "だれか", "登録されていません"),
        ("指導者", "同姓", "2 人います"),
        ("役職", "x" * 101, "100 文字まで"),
        ("役職", "院長", "選べません"),
    ],
)
def test_cell_that_cannot_be_read_says_what_to_type(
    manager: Person, column: str, cell: str, said: str
) -> None:
    for _twice in range(2):
        make_person(manager.institution, "同姓")
    batch = _upload(manager, f"職員番号,氏名,{column}\nN9,木下,{cell}\n")
    assert said in "".join(_faults(batch)[2].values())


@pytest.mark.parametrize(
    ("column", "cell", "name", "value"),
    [
        ("開始日", "Ｒ８．１１．２２", "starts_on", date(2026, 11, 22)),
        ("開始日", "\u200b令和 8年11月22日\u3000", "starts_on", date(2026, 11, 22)),
        ("開始日", "", "starts_on", None),
        ("区分", "dispatched", "kind", "DISPATCHED"),
        ("年齢", "３０", "age", 30),
        ("当直", "○", "on_duty", True),
        ("当直", "×", "on_duty", False),
        ("当直", "", "on_duty", False),
        ("役職", "=cmd|x", "title", "=cmd|x"),
        ("役職", "葛\U000e0100城 ㈱", "title", "葛\U000e0100城 ㈱"),
    ],
)
def test_cell_is_read_as_meant(manager: Person, people_table, column, cell, name, value) -> None:
    from kaname.foundation.imports.classifying import classify, understand

    grid = read_grid(f"職員番号,氏名,{column}\nN9,木下,{cell}\n".encode(), "x.csv")
    table = people_table(manager.institution, today=clock.today())
    assert classify(table, understand(people_table, grid, {})).rows[0].values[name] == value


def test_person_is_found_by_number_or_by_a_name_of_its_own(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名,指導者\nN8,木下,Ｎ１\nN9,木村,高橋　航\n")
    assert _counts(batch) == (2, 0, 0, 0)


def test_rows_that_name_the_same_thing_twice_are_bad(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名\nN9,木下\nN9,木村\n")
    assert _faults(batch) == {3: {"number": "2 行目と同じです。どちらか一つにしてください。"}}


def test_value_given_for_all_rows_fills_a_column_that_the_file_lacks(manager: Person) -> None:
    services.apply_batch(by=manager, batch=_upload(manager, "職員番号,氏名\nN9,木下\n", title="研修医"))
    assert Person.objects.of(manager.institution).get(number="N9").title == "研修医"


def test_import_writes_once_and_the_same_file_again_changes_nothing(manager: Person) -> None:
    text = "職員番号,氏名,役職\nN2,木下,課長\nN1,高橋 航,\n"
    done = services.apply_batch(by=manager, batch=_upload(manager, text))
    assert (done.status, done.applied_by, done.content) == (BatchStatus.APPLIED, manager, "")
    entries = LedgerEntry.objects.of(manager.institution).count()
    again = _upload(manager, text)
    assert _counts(again) == (0, 0, 2, 0)
    with pytest.raises(ValidationError, match="取り込む行がありません"):
        services.apply_batch(by=manager, batch=again)
    assert LedgerEntry.objects.of(manager.institution).count() == entries + 1


def test_bad_rows_stop_the_import_until_somebody_leaves_them_out(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名\nN8,木下\nN9,\n")
    with pytest.raises(ValidationError, match="直すところのある行が 1 行"):
        services.apply_batch(by=manager, batch=batch)
    done = services.apply_batch(by=manager, batch=batch, skip_bad=True)
    assert [
        p.name
        for p in Person.objects.of(manager.institution).filter(number__startswith="N").order_by("number")
    ] == [
        "高橋 航",
        "木下",
    ]
    assert [row["line"] for row in done.data["rows"]] == [3]


def test_error_file_can_be_put_right_and_brought_again(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名,備考\nN8,木下,\nN9,,'=1\n")
    lines = read_grid(words.error_file(batch), "x.xlsx").lines
    assert lines == [["職員番号", "氏名", "備考", "直すところ"], ["N9", "", "=1", "氏名：入力してください。"]]
    mended = services.upload(
        by=manager, table="tests.people", file=xlsx_file([["N9", "木村", "", lines[1][3]]], lines[0])
    )
    assert _counts(mended) == (1, 0, 0, 0)


def test_change_by_somebody_else_meanwhile_shows_the_preview_again(manager: Person) -> None:
    staff = make_person(manager.institution, "西村 空", number="N2", title="看護師")
    batch = _upload(manager, "職員番号,氏名,役職\nN2,西村 空,看護師長\n")
    access.change_person(by=manager, person=staff, name="西村 空", kind=staff.kind, number="N2", title="主任")
    again = services.apply_batch(by=manager, batch=batch)
    assert again.status == BatchStatus.PREVIEW
    assert words.rows_in_state(again, "changed")[0]["changes"] == [["役職", "主任", "看護師長"]]
    assert services.apply_batch(by=manager, batch=again).status == BatchStatus.APPLIED


def test_refusal_of_one_row_writes_none(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名,開始日\nN8,木下,2026-04-01\nN9,木村,2026-04-01\n")
    make = batch.table_type
    original = make.save

    def refuse_the_second(self, by, rows):
        original(self, by, rows[:1])
        raise ValidationError("9行目：保存できません。")

    make.save = refuse_the_second
    try:
        with pytest.raises(ValidationError, match="9行目"):
            services.apply_batch(by=manager, batch=batch)
    finally:
        make.save = original
    assert not Person.objects.of(manager.institution).filter(number__in=["N8", "N9"]).exists()
    assert ImportBatch.objects.get(pk=batch.pk).is_open


def test_only_who_may_fill_the_table_may_bring_a_file(manager: Person) -> None:
    operator = make_person(manager.institution, "石井 蓮", roles=[Role.OPERATIONS_STAFF])
    staff = make_person(manager.institution, "西村 空", roles=[Role.STAFF])
    for person in (operator, staff):
        with pytest.raises(PermissionDenied):
            _upload(person, "職員番号,氏名\nN9,木下\n")


def test_file_is_seen_by_whoever_brought_it_alone(manager: Person, director: Person) -> None:
    batch = _upload(manager, "職員番号,氏名\nN9,木下\n")
    seen = [list(ImportBatch.objects.visible_to(p)) for p in (manager, director)]
    assert seen == [[batch], []]


def test_rows_stay_out_of_the_ledger(manager: Person) -> None:
    batch = _upload(manager, "職員番号,氏名\nN9,木下秘密\n")
    services.discard_batch(by=manager, batch=batch)
    bodies = b"".join(bytes(e.body) for e in LedgerEntry.objects.of(manager.institution))
    assert "木下秘密".encode() not in bodies
    assert verify_all([manager.institution]) == []


@pytest.mark.parametrize(("days", "status"), [(7, BatchStatus.PREVIEW), (8, BatchStatus.DISCARDED)])
def test_rows_are_forgotten_after_seven_days(manager: Person, days: int, status: str) -> None:
    from kaname.foundation.notices.clockwork import tick_institution

    batch = _upload(manager, "職員番号,氏名\nN9,木下\n")
    with clock.at(clock.today() + timedelta(days=days)):
        tick_institution(manager.institution)
    kept = ImportBatch.objects.get(pk=batch.pk)
    assert (kept.status, bool(kept.content)) == (status, status == BatchStatus.PREVIEW)


def test_file_is_imported_or_left_once(manager: Person) -> None:
    batch = services.discard_batch(by=manager, batch=_upload(manager, "職員番号,氏名\nN9,木下\n"))
    for again in (services.apply_batch, services.discard_batch):
        with pytest.raises(ValidationError, match="取りやめ"):
            again(by=manager, batch=batch)
