"""Markdown: what it becomes, and what cannot get through it."""

import pytest

from kaname.web.markdown import markdown_blocks, render


def test_render_gives_headings_ids_tables_and_lists():
    assert render("## 目的\n\n## 目的\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n  - y").replace(
        "\n", ""
    ) == (
        '<h2 id="md-目的">目的</h2><h2 id="md-目的-2">目的</h2>'
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        "<ul><li>x<ul><li>y</li></ul></li></ul>"
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>1</script>)",
        '<img src=x onerror="alert(1)">',
        "![x](http://elsewhere.example/pixel.png)",
        '<p style="color:red">x</p>',
        "> " * 500 + "x",
        "[" * 500,
    ],
)
def test_render_lets_nothing_active_through(attack):
    html = str(render(attack))
    for tag in ("<script", "<img", "<p style", 'href="javascript', 'href="data'):
        assert tag not in html


def test_render_of_nothing_is_nothing():
    assert (render(""), markdown_blocks("")) == ("", [])


def test_blocks_mirror_the_text():
    text = (
        "# 題\n\n**太い** `符号` [案内](https://x.example)\n\n2. a\n   - b\n\n"
        "| h |\n|---|\n| c |\n\n```\n#x\n```\n\n> q\n\n---"
    )
    assert markdown_blocks(text) == [
        {"kind": "heading", "level": 1, "spans": [{"text": "題"}]},
        {
            "kind": "paragraph",
            "spans": [
                {"text": "太い", "bold": True},
                {"text": " "},
                {"text": "符号", "code": True},
                {"text": " "},
                {"text": "案内", "link": "https://x.example"},
            ],
        },
        {
            "kind": "list",
            "ordered": True,
            "start": 2,
            "items": [
                [
                    {"kind": "paragraph", "spans": [{"text": "a"}]},
                    {
                        "kind": "list",
                        "ordered": False,
                        "start": 1,
                        "items": [[{"kind": "paragraph", "spans": [{"text": "b"}]}]],
                    },
                ]
            ],
        },
        {"kind": "table", "head": [[{"text": "h"}]], "rows": [[[{"text": "c"}]]]},
        {"kind": "code", "text": "#x"},
        {"kind": "quote", "blocks": [{"kind": "paragraph", "spans": [{"text": "q"}]}]},
        {"kind": "rule"},
    ]
