"""Files for spreadsheets: nothing in them can run, nothing in them is altered."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from kaname.web.excel import Sheet, file_response, write_csv, write_xlsx


def read(content):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_xlsx_keeps_text_numbers_and_days():
    rows = [
        ["=1+1", "+81-3-1234", 12, dt.date(2026, 3, 31)],
        ["葛󠄀城 𠮷田", Decimal("0.5"), None, dt.datetime(2026, 3, 30, 15, 30, tzinfo=dt.UTC)],
    ]
    assert read(write_xlsx([Sheet("一覧", ["あ", "い", "う", "え"], rows)])) == {
        "一覧": [
            ["あ", "い", "う", "え"],
            ["=1+1", "+81-3-1234", 12.0, dt.date(2026, 3, 31)],
            ["葛󠄀城 𠮷田", 0.5, "", dt.datetime(2026, 3, 31, 0, 30)],  # noqa: DTZ001 - a cell has no zone
        ]
    }


def test_xlsx_writes_numbers_excel_would_round_as_text():
    assert read(write_xlsx([Sheet("s", ["n"], [[12345678901234567], [float("nan")]])])) == {
        "s": [["n"], ["12345678901234567"], ["nan"]]
    }


@pytest.mark.parametrize(
    ("name", "expected"), [("a/b:c*d", "a_b_c_d"), ("", "Sheet1"), ("'x'", "x"), ("長" * 40, "長" * 31)]
)
def test_sheet_names_become_acceptable(name, expected):
    assert list(read(write_xlsx([Sheet(name, ["a"], [])]))) == [expected]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=cmd|x", "'=cmd|x"),
        ("+81", "'+81"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("'x", "''x"),
        (-1, "-1"),
        (None, ""),
        ("普通", "普通"),
        (dt.date(2026, 3, 31), "2026-03-31"),
    ],
)
def test_csv_guards_text_only(value, expected):
    assert write_csv(["a", "b"], [[value, 1]]).decode("utf-8-sig").split("\r\n")[1] == f"{expected},1"


def test_download_names_may_be_japanese():
    response = file_response(b"x", filename="規程一覧.xlsx", content_type="application/octet-stream")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E8%A6%8F%E7%A8%8B%E4%B8%80%E8%A6%A7.xlsx"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
