"""Lists: what the query string may ask for, how many queries it costs, and what leaves as a file."""

import csv
import io
import time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from kaname.web.lists import Badge, Cell, Column, Listing

COLUMNS = [
    Column("model", "種別", "model", sort="model", url=lambda row: f"/types/{row.model}"),
    Column("app", "区分", lambda row: Badge(row.app_label, "good"), kind="status"),
    Column("pk", "番号", "pk", kind="number", sort="pk"),
]
FILTERS = {"app": ("区分", [("rooms", "部屋"), ("outputs", "出力")], "app_label")}


@pytest.fixture
def types(db):
    ContentType.objects.all().delete()
    rows = [ContentType(app_label="rooms", model=f"room{n:02}") for n in range(7)]
    rows += [
        ContentType(app_label="outputs", model="report"),
        ContentType(app_label="outputs", model="=cmd|calc"),
    ]
    ContentType.objects.bulk_create(rows)


def listing(query="", **options):
    settings = {"search": ("model", "app_label"), "filters": FILTERS, "default_sort": "model", "per_page": 3}
    request = RequestFactory().get(f"/list/?{query}")
    return Listing(request, ContentType.objects.all(), COLUMNS, **{**settings, **options})


def names(found):
    return [row[0].text for row in found.rows]


@pytest.mark.usefixtures("types")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["=cmd|calc", "report", "room00"]),
        ("page=2", ["room01", "room02", "room03"]),
        ("page=99", ["room04", "room05", "room06"]),
        ("page=nonsense", ["=cmd|calc", "report", "room00"]),
        ("sort=-model", ["room06", "room05", "room04"]),
        ("sort=password", ["=cmd|calc", "report", "room00"]),
        ("sort=--model", ["=cmd|calc", "report", "room00"]),
        ("app=outputs", ["=cmd|calc", "report"]),
        ("app=somewhere", ["=cmd|calc", "report", "room00"]),
        ("q=REPORT", ["report"]),
        ("q=room%E3%80%8005", ["room05"]),
        ("q=%00", ["=cmd|calc", "report", "room00"]),
        ("q=absent", []),
    ],
)
def test_listing_answers_the_query_string_and_ignores_what_it_does_not_offer(query, expected):
    assert names(listing(query)) == expected


@pytest.mark.usefixtures("types")
def test_listing_uses_two_queries_however_many_rows(django_assert_num_queries):
    for per_page in (2, 9):
        found = listing(per_page=per_page)
        with django_assert_num_queries(2):
            assert (found.count, len(found.rows), found.is_narrowed) == (9, per_page, False)


@pytest.mark.usefixtures("types")
def test_listing_keeps_the_question_when_turning_pages_and_sorting():
    found = listing("q=room&page=2&sort=model")
    assert found.next_url == "?q=room&sort=model&page=3"
    assert found.previous_url == "?q=room&sort=model&page=1"
    assert found.excel_url == "?q=room&sort=model&format=xlsx"
    assert found.clear_url == "?sort=model"
    assert [(h.url, h.direction) for h in found.headings] == [
        ("?q=room&sort=-model", "ascending"),
        (None, "none"),
        ("?q=room&sort=pk", "none"),
    ]


@pytest.mark.usefixtures("types")
def test_listing_filter_may_be_a_function():
    by_function = {"app": ("区分", [("rooms", "部屋")], lambda rows, value: rows.exclude(app_label=value))}
    assert names(listing("app=rooms", filters=by_function)) == ["=cmd|calc", "report"]


@pytest.mark.usefixtures("types")
def test_listing_as_excel_holds_every_row_and_formulas_stay_text():
    found = listing("format=xlsx&app=outputs")
    assert found.wants_file
    response = found.file_response()
    assert response["Content-Disposition"] == 'attachment; filename="list.xlsx"'
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows] == [["種別", "区分"], ["=cmd|calc", "outputs"], ["report", "outputs"]]


@pytest.mark.usefixtures("types")
def test_listing_as_csv_guards_formulas_and_is_utf8_with_bom():
    content = listing("format=csv&app=outputs").file_response().content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[:2] for row in rows] == [["種別", "区分"], ["'=cmd|calc", "outputs"], ["report", "outputs"]]


@pytest.mark.django_db
def test_a_thousand_rows_become_excel_quickly():
    ContentType.objects.all().delete()
    ContentType.objects.bulk_create([ContentType(app_label="rooms", model=f"室{n}") for n in range(1000)])
    listing("format=xlsx").file_response()
    started = time.perf_counter()
    content = listing("format=xlsx").file_response().content
    assert time.perf_counter() - started < 0.6
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()) == 1001


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("number", 1234567, "1,234,567"), ("text", None, ""), ("text", True, "はい"), ("text", 12345, "12345")],
)
def test_cell_shows_values_in_words(kind, value, expected):
    assert Cell(Column("x", "x", "x", kind=kind), value, None).text == expected


def test_column_follows_dotted_attributes_and_survives_a_missing_link():
    row = ContentType(app_label="rooms", model="room")
    assert Column("x", "x", "model.upper").value_of(row) == "ROOM"
    assert Column("x", "x", "assigned_to.name").value_of(row) is None
