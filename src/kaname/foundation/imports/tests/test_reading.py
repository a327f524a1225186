"""Files as grids: encodings, separators, guarded cells, hostile archives."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaname.foundation.imports.reading import MAX_ROWS, read_grid
from kaname.web import excel

HARD = "髙①～㈱𠮷葛\U000e0100"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932"), ("utf-16", "utf-16")],
)
def test_csv_is_read_in_the_encodings_that_excel_writes(encoding: str, told: str) -> None:
    grid = read_grid("氏名,備考\r\n髙橋①,～㈱\r\n".encode(encoding), "人.csv")
    assert (grid.encoding, grid.lines) == (told, [["氏名", "備考"], ["髙橋①", "～㈱"]])


def test_tabs_separate_where_the_heading_has_tabs() -> None:
    assert read_grid("氏名\t備考\n中野, 翔\tx\n".encode(), "人.txt").lines[1] == ["中野, 翔", "x"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空のファイル"),
        (b"\x81\x00\xff\xfe", "文字を読み取れません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".xls"),
        ('氏名\n"中野'.encode(), "引用符"),
        (b"PK\x03\x04broken", "壊れている"),
        (b"a\n" * (MAX_ROWS + 30), "大きすぎます"),
        (b",".join([b"a"] * 300), "大きすぎます"),
        (b"a\n" + b"x" * 40_000, "2 行目に、32,767字を超えるセル"),
        (b"a\nb\n" + b"x" * 140_000, "3 行目に、32,767字を超えるセル"),
    ],
)
def test_file_that_cannot_be_read_says_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read_grid(data, "人.csv")


def _zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def _book(sheet: bytes) -> bytes:
    """A workbook whose sheet's XML is replaced."""
    source = zipfile.ZipFile(io.BytesIO(excel.write_xlsx([excel.Sheet("x", ["a"], [["b"]])])))
    parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ValidationError, match="大きくなりすぎる"):
        read_grid(_book(b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"), "爆弾.xlsx")


def _shared(text: str, cells: int) -> bytes:
    """A workbook whose cells all point to one shared text."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    source = zipfile.ZipFile(io.BytesIO(excel.write_xlsx([excel.Sheet("x", ["a"], [["b"]])])))
    parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}"><si><t>{text}</t></si></sst>'.encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_one_text_in_thousands_of_cells_is_refused_before_it_leaves_the_child() -> None:
    with pytest.raises(ValidationError, match="2,000万字までに分けて"):
        read_grid(_shared("あ" * 32_767, 4_000), "人.xlsx")
    assert len(read_grid(_shared("あ" * 32_767, 100), "人.xlsx").lines) == 100


def test_cell_longer_than_a_cell_of_excel_names_its_line() -> None:
    with pytest.raises(ValidationError, match="1 行目に、32,767字を超えるセル"):
        read_grid(_shared("x" * 32_768, 2), "人.xlsx")


def test_sparse_workbook_is_read_only_up_to_the_last_used_cell_of_each_row() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{space}"><sheetData><row r="2"><c r="B2"><v>1</v></c></row>'
        '<row r="9000"><c r="IV9000"><v>2</v></c></row></sheetData></worksheet>'
    )
    lines = read_grid(_book(sheet.encode()), "x.xlsx").lines
    assert lines[:3] == [[], ["", "1"], []]
    assert (len(lines), len(lines[-1]), lines[-1][-1]) == (9000, 256, "2")
    assert sum(map(len, lines)) == 258


def test_doctype_is_refused() -> None:
    with pytest.raises(ValidationError, match="DOCTYPE"):
        read_grid(_book(b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), "x.xlsx")


def test_cell_at_the_far_corner_takes_no_memory() -> None:
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(ValidationError, match="大きすぎます"):
        read_grid(_book(far), "x.xlsx")


def test_other_archives_are_no_workbook() -> None:
    with pytest.raises(ValidationError, match=r"\.xlsx"):
        read_grid(_zip(a__txt=b"x"), "x.xlsx")


def test_workbook_of_one_column_is_read() -> None:
    book = excel.write_xlsx([excel.Sheet("x", ["氏名"], [["木下"]])])
    assert read_grid(book, "x.xlsx").lines == [["氏名"], ["木下"]]


def test_cells_of_excel_read_as_somebody_would_type_them() -> None:
    cells = [12, 0.5, date(2026, 11, 22), "007", True, "=1+1", "＝"]
    book = excel.write_xlsx([excel.Sheet("x", ["a"] * 7, [cells])])
    assert read_grid(book, "x.xlsx").lines[1] == ["12", "0.5", "2026-11-22", "007", "はい", "=1+1", "＝"]


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=40)
_CELL = st.one_of(_TEXT, st.builds("".join, st.tuples(st.sampled_from("=+-@'\t\r\n＝＋－＠"), _TEXT)))


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=5))
@example(
    rows=[("=cmd|'/c calc'!A1", "+81-3"), ("-1", "@x"), ("\tx", "\rx"), ("'x", "''=x"), (HARD, "_x0041_")]
)
def test_what_leaves_as_csv_comes_back_the_same(rows: list[tuple[str, str]]) -> None:
    lines = read_grid(excel.write_csv(["氏名", "備考"], rows), "x.csv").lines
    assert [tuple(line) for line in lines[1:]] == rows


@settings(deadline=None, max_examples=15)
@given(rows=st.lists(st.tuples(st.just("x"), _CELL, _CELL), min_size=1, max_size=20))
@example(
    rows=[("x", "=cmd|'/c calc'!A1", "+81-3"), ("x", "\tx", "\rx"), ("x", "'x", HARD), ("x", "_x0041_", " ")]
)
def test_what_leaves_as_excel_comes_back_the_same(rows: list[tuple[str, str, str]]) -> None:
    book = excel.write_xlsx([excel.Sheet("一覧", ["a", "氏名", "備考"], rows)])
    read = read_grid(book, "x.xlsx").lines[1:]
    assert [(*line, "", "")[:3] for line in read] == rows  # a line ends at its last used cell
