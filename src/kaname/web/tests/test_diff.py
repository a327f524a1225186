"""The difference of two texts."""

import pytest

from kaname.web.diff import Part, Row, compare, summary


def test_compare_marks_characters_within_a_changed_line():
    found = compare(
        "媒体は部門長の許可を得る。\n暗号化する。", "媒体は責任者の許可を得る。\n暗号化する。\n返す。"
    )
    assert found.rows == (
        Row(
            "changed",
            1,
            (Part("媒体は"), Part("部門長", True), Part("の許可を得る。")),
            1,
            (Part("媒体は"), Part("責任者", True), Part("の許可を得る。")),
        ),
        Row("same", 2, (Part("暗号化する。"),), 2, (Part("暗号化する。"),)),
        Row("added", None, (), 3, (Part("返す。", True),)),
    )
    assert found.changes == 2


def test_compare_marks_lines_with_little_in_common_whole():
    (row,) = compare("あいうえお", "かきくけこ").rows
    assert (row.before, row.after) == ((Part("あいうえお", True),), (Part("かきくけこ", True),))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a", "a", "変更はありません。"),
        ("a\nb", "a", "変更は1か所です。"),
        ("", "a", "変更は1か所です。"),
        ("a\nb\nc", "x\nb\ny", "変更は2か所です。"),
    ],
)
def test_summary_counts_places(before, after, expected):
    assert summary(before, after) == expected


def test_changed_rows_stand_under_their_heading():
    before = "# 規程\n\n## 第1条\n\n同じ。\n\n## 第2条\n\n古い。\n"
    rows = compare(before, before.replace("古い", "新しい")).changed_rows
    assert [(row.kind, "".join(p.text for p in row.after)) for row in rows] == [
        ("same", "第2条"),
        ("changed", "新しい。"),
    ]
    assert compare(before, before).changed_rows == ()
