"""The register of documents from a file."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.tests.factories import PASSWORD
from kaname.foundation.imports import services as imports
from kaname.rooms.documents import services
from kaname.rooms.documents.models import Document
from kaname.web import excel

HEADINGS = ["文書名", "文書番号", "種類", "管理する人", "配付範囲", "見直しの間隔（月）"]


def _upload(by: Any, rows: list[list[Any]]) -> Any:
    book = excel.write_xlsx([excel.Sheet("x", HEADINGS, rows)])
    return imports.upload(by=by, table="documents.documents", file=SimpleUploadedFile("台帳.xlsx", book))


def _counts(batch: Any) -> tuple[int, int, int, int]:
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def test_register_comes_in_and_again_changes_nothing(author) -> None:
    rows = [
        ["運用管理規程", "D-1", "運用管理規程", author.name, "全職員", 24],
        ["非常時の手順", "D-2", "非常時対応手順", "", "職員、窓口担当", ""],
        ["知らない種類", "D-3", "日誌", "", "", ""],
        ["知らない範囲", "D-4", "その他", "", "近所の人", ""],
    ]
    batch = _upload(author, rows)
    assert _counts(batch) == (2, 0, 0, 2)
    imports.apply_batch(by=author, batch=batch, skip_bad=True)
    found = Document.objects.of(author.institution).order_by("number")
    assert [(d.number, d.owner, d.audience, d.roles, d.review_months) for d in found] == [
        ("D-1", author, "ALL_STAFF", [], 24),
        ("D-2", author, "ROLES", ["DESK", "STAFF"], 12),
    ]
    assert _counts(_upload(author, rows)) == (0, 0, 2, 2)


def test_exported_register_comes_back_as_the_same(author, executive, client) -> None:
    services.create_document(
        by=author, title="=規程", type="OTHER", audience="ROLES", audience_roles=["STAFF"]
    )
    old = services.create_document(by=author, title="古い手順", type="OTHER")
    services.retire(by=executive, document=old, reason="統合した")
    client.login(username=executive.user.username, password=PASSWORD)
    for kind in ("xlsx", "csv"):
        exported = client.get("/documents/", {"format": kind}).content
        file = SimpleUploadedFile(f"d.{kind}", exported)
        batch = imports.upload(by=author, table="documents.documents", file=file)
        assert (_counts(batch), batch.data["warnings"]) == ((0, 0, 2, 0), [])


def test_changed_row_changes_the_register_and_keeps_the_audience(author) -> None:
    document = services.create_document(
        by=author, title="手順", type="OTHER", number="D-9", audience="ROLES", audience_roles=["STAFF"]
    )
    batch = _upload(author, [["新しい手順", "D-9", "その他", "", "職員", 6]])
    assert _counts(batch) == (0, 1, 0, 0)
    imports.apply_batch(by=author, batch=batch)
    document.refresh_from_db()
    assert (document.title, document.review_months, document.roles) == ("新しい手順", 6, ["STAFF"])
