"""What may be kept is judged by content (hostile cases 51, 52, 54, 55)."""

from __future__ import annotations

import io
import itertools
import stat
import zipfile

import pytest
from django.core.exceptions import ValidationError

from kaname.foundation.evidence import archives
from kaname.foundation.evidence.inspection import inspect, safe_name

from .factories import PDF, PNG, make_office, make_zip

_OOXML = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.txt", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\0" * 50,
            "image/jpeg",
        ),
        ("名簿.csv", "氏名,部署\n髙﨑,①病棟\n".encode("cp932"), "text/csv"),
        ("memo.txt", "点検しました".encode(), "text/plain"),
        ("memo.md", b"# memo", "text/markdown"),
        ("mail.eml", b"From: a@example.jp\nTo: b@example.jp\n\nhi", "message/rfc822"),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "image/svg+xml",
        ),
        ("a.html", b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        ("picture.txt", b"<html><script>alert(1)</script>", "text/html"),
        ("a.docx", make_office("word/"), f"{_OOXML}.wordprocessingml.document"),
        ("a.xlsx", make_office("xl/"), f"{_OOXML}.spreadsheetml.sheet"),
        ("a.zip", make_zip({"a.txt": b"a", "b/c.pdf": PDF, "d.xlsx": make_office()}), "application/zip"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/x-ole-storage"),
    ],
)
def test_a_file_is_what_it_contains(name, content, kind):
    assert inspect(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.pdf", b"", "空のファイル"),
        ("report.pdf.exe", PDF, "実行できる形式"),
        ("report.exe.pdf", b"MZ\x90\x00" + b"\0" * 100, "実行できる形式"),
        ("report.pdf", b"\x7fELF" + b"\0" * 100, "実行できる形式"),
        ("report.txt", b"#!/bin/sh\nrm -rf /\n", "実行できる形式"),
        ("report.js", b"alert(1)", "実行できる形式"),
        ("report.exe. ", b"hello", "実行できる形式"),
        ("book.xlsm", make_office(), "実行できる形式"),
        ("unknown.bin", bytes(range(256)) * 4, "受け付けていません"),
        ("broken.zip", b"PK\x03\x04 not a zip", "壊れている"),
        ("broken2.zip", make_zip({"a.txt": b"a" * 5000})[:60] + make_zip({"b": b"b"})[-22:], "壊れている"),
        ("a.xlsx", make_office(more={"xl/vbaProject.bin": b"x"}), "実行できるもの"),
        ("a.zip", make_zip({"run.bat": b"del"}), "実行できるもの"),
        ("a.zip", make_zip({"x.txt": b"MZ\x90\x00"}), "実行できるもの"),
        ("a.zip", make_zip({"inner.zip": make_zip({"a": b"a"})}), "別の圧縮ファイル"),
        ("a.zip", make_zip({"inner.dat": make_zip({"a": b"a"})}), "別の圧縮ファイル"),
        ("a.zip", make_zip({"../../etc/passwd": b"x"}), "不正な名前"),
        ("a.zip", make_zip({"/etc/passwd": b"x"}), "不正な名前"),
        ("a.zip", make_zip({"..\\x.txt": b"x"}), "不正な名前"),
        ("a.zip", make_zip({"C:\\x.txt": b"x"}), "不正な名前"),
        ("a.zip", make_zip({"sub/CON.txt": b"x"}), "不正な名前"),
        (
            "a.xlsx",
            make_office(more={"xl/b.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            "DOCTYPE",
        ),
        ("a.xlsx", make_office(more={"xl/b.xml": "<!DOCTYPE a><a/>".encode("utf-16")}), "DOCTYPE"),
    ],
    ids=itertools.count(),  # a ZIP carries the time at which it was made; names of tests must not
)
def test_what_could_harm_is_refused_by_name(name, content, said):
    with pytest.raises(ValidationError, match=said) as refused:
        inspect(io.BytesIO(content), name)
    assert name in str(refused.value.messages)


def test_a_bomb_is_refused_by_its_directory(monkeypatch):
    bomb = make_zip({"xl/sheet.xml": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_a, **_k: pytest.fail("unpacked"))
    with pytest.raises(ValidationError, match="圧縮爆弾"):
        inspect(io.BytesIO(bomb), "bomb.xlsx")


def test_a_hundred_thousand_entries_are_refused_before_they_are_read(monkeypatch):
    many = make_zip({str(n): b"" for n in range(archives.MAX_ENTRIES + 1)}, zipfile.ZIP_STORED)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_a, **_k: pytest.fail("read"))
    with pytest.raises(ValidationError, match="圧縮爆弾"):
        inspect(io.BytesIO(many), "many.zip")


def test_links_and_passwords_are_refused():
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ValidationError, match="不正な名前"):
        inspect(buffer, "link.zip")
    locked = bytearray(make_zip({"a.txt": b"a"}))
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(ValidationError, match="パスワード"):
        inspect(io.BytesIO(bytes(locked)), "locked.zip")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("点検 記録（葛󠄀城）.pdf", "点検 記録（葛󠄀城）.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("C:\\fakepath\\x.pdf", "x.pdf"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("a\r\nb.txt", "a__b.txt"),
        ("", "file"),
        ("あ" * 300 + ".pdf", "あ" * 251 + ".pdf"),
    ],
)
def test_a_name_is_kept_as_typed_without_what_disguises_it(typed, kept):
    assert safe_name(typed) == kept
