"""Search in Japanese, and what it must not give away."""

from __future__ import annotations

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.rooms.documents.choices import AudienceKind
from kaname.rooms.documents.search import Excerpt, excerpt, search_documents, words_of

from .factories import approve, make_approved, make_author, make_draft

TEXT = "第1条 目的を定める。\n第2条 ﾊﾞｯｸｱｯﾌﾟは毎日とり、ＶＰＮの記録を残す。\n"


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("記録", "記録"),
        ("残", "残"),
        ("バックアップ", "ﾊﾞｯｸｱｯﾌﾟ"),
        ("ばっくあっぷ", "ﾊﾞｯｸｱｯﾌﾟ"),
        ("vpn", "ＶＰＮ"),
    ],
)
def test_excerpt_shows_the_sentence_as_written(query, hit):
    found = excerpt(TEXT, words_of(query)[0])

    assert found is not None
    assert found.hit == hit
    assert f"{found.before}{found.hit}{found.after}" == "第2条 ﾊﾞｯｸｱｯﾌﾟは毎日とり、ＶＰＮの記録を残す。"


def test_excerpt_cuts_long_ends():
    found = excerpt("あ" * 100 + "鍵" + "い" * 100, "鍵")

    assert found == Excerpt("…" + "あ" * 60, "鍵", "い" * 60 + "…")


def test_excerpt_of_nothing():
    assert excerpt("", "鍵") is None


def test_search_finds_text_title_and_all_words_only(author, executive):
    version = make_approved(
        author, executive, title="情報管理規程", body="持ち出しは許可制とする。媒体は暗号化する。"
    )

    def titles(query):
        return [document.title for document, _hit in search_documents(author, query)]

    assert titles("媒体") == titles("情報管理") == titles("持ち出し　暗号化") == [version.document.title]
    assert titles("媒体 存在しない語") == titles("%") == titles("_") == []


def test_search_shows_the_newest_visible_version(author, executive):
    first = make_approved(author, executive, body="媒体は鍵をかける。")
    make_draft(author, first.document, body="媒体は持ち出さない。")

    [(_document, hit)] = search_documents(author, "媒体")
    assert hit is not None
    assert hit.excerpt is not None
    assert (hit.version.number, hit.excerpt.after) == (2, "は持ち出さない。")


def test_search_does_not_give_away_drafts_old_versions_or_other_audiences(author, executive):
    first = make_approved(author, executive, body="旧秘密を定める。")
    approve(make_draft(author, first.document, body="現行を定める。"), by=executive)
    make_draft(author, first.document, body="新秘密を定める。")
    make_approved(
        author, executive, body="窓口秘密を定める。", audience=AudienceKind.ROLES, audience_roles=("DESK",)
    )
    other = make_hospital("よその病院")
    make_approved(make_author(other), other, body="他院秘密を定める。")
    staff = make_person(executive.institution, "看護 花", roles=[Role.STAFF])
    vendor = make_person(executive.institution, "業者 太", roles=[Role.VENDOR])

    assert len(search_documents(author, "秘密")) == 2
    assert search_documents(staff, "秘密") == []
    assert [d.pk for d, _hit in search_documents(staff, "現行")] == [first.document_id]
    assert search_documents(vendor, "現行") == []
