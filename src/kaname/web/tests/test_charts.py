"""Charts: where values stand, what becomes of gaps, and that the drawing can be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from kaname.web.charts import BOTTOM, HEIGHT, TOP, chart_svg, draw_chart, show_number

LABELS = ["4月", "5月", "6月", "7月"]


@pytest.mark.parametrize(
    ("values", "unit", "top"),
    [
        ([3, 1], "件", "4"),
        ([5], "件", "8"),
        ([94], "件", "100"),
        ([61], "%", "100"),
        ([0], "件", "4"),
        ([105], "日", "200"),
    ],
)
def test_the_axis_ends_at_a_round_number(values, unit, top):
    chart = draw_chart("k", "図", LABELS[: len(values)], values, unit=unit)
    assert chart.y_ticks[-1].text == top
    assert chart.y_ticks[0].text == "0"


def test_the_highest_percentage_stands_at_the_top_and_nothing_at_the_bottom():
    chart = draw_chart("k", "図", LABELS[:2], [100, 0], unit="%")
    assert [p.y for p in chart.points] == [TOP, HEIGHT - BOTTOM]


def test_a_gap_ends_the_line():
    chart = draw_chart("k", "図", LABELS, [1, 2, None, 3])
    assert len(chart.stretches) == 1
    assert [row[1] for row in chart.rows] == ["1", "2", "－", "3"]


def test_without_values_there_is_an_empty_drawing():
    chart = draw_chart("k", "図", LABELS, [None] * 4)
    assert (chart.points, chart.last, chart.stretches) == ((), None, ())


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_the_drawing_is_sound_and_escapes_what_it_is_given(kind):
    svg = chart_svg(draw_chart("k", "<図>", LABELS, [1, 2, 3.5, 4], kind=kind, description="a & b"))
    root = ET.fromstring(svg)  # noqa: S314  (our own drawing)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "<図>"
    assert "style=" not in svg


@pytest.mark.parametrize(("value", "text"), [(12.0, "12"), (1234, "1,234"), (8.52, "8.5")])
def test_numbers_are_short(value, text):
    assert show_number(value) == text
