"""PDF: the same bytes each time, and typed text is never code."""

from pathlib import Path

import pytest
from django.apps import apps

from kaname.web import pdf
from kaname.web.markdown import markdown_blocks

DATA = {
    "institution": "みなと総合病院",
    "title": "運用管理規程",
    "printed_on": "令和8年11月22日",
    "fingerprint": "10,511 9f2c",
    "facts": [["責任者", "病院長　佐伯"]],
    "blocks": markdown_blocks(
        "# 目的\n\n- 甲\n  1. 乙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> 引用\n\n```\nx\n```\n\n---"
    ),
}


def test_pdf_is_reproducible():
    first = pdf.typst_pdf("web/document", DATA)
    assert first.startswith(b"%PDF-")
    assert pdf.typst_pdf("web/document", DATA) == first


@pytest.mark.parametrize(
    "text",
    ["#panic()", '#read("/settings.py")', "$", "*_`<>@\\", "]", "#import", "葛󠄀城 𠮷田", "\x00", "a" * 5000],
)
def test_pdf_shows_typed_code_as_text(text):
    data = {
        **DATA,
        "title": text,
        "institution": text,
        "facts": [[text, text]],
        "blocks": markdown_blocks(text),
    }
    assert pdf.typst_pdf("web/document", data).startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["web/absent", "web/../../settings", "web/"])
def test_pdf_refuses_templates_outside_an_apps_folder(name):
    with pytest.raises(pdf.PdfError):
        pdf.typst_pdf(name, {})


def test_pdf_template_is_found_beside_its_app():
    assert pdf._template("web/document").parent.parent == Path(apps.get_app_config("web").path)
