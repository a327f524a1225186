"""Pages of documents through the client: who sees what, what a form does, how many queries a list takes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.decisions import services as decisions
from kaname.rooms.documents import services
from kaname.rooms.documents.choices import AudienceKind, DocumentType
from kaname.rooms.documents.models import Acknowledgement, Document, DocumentVersion

from .conftest import TODAY
from .factories import BODY, approve, make_approved, make_author, make_document, make_draft

LIST = "/documents/"


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


def signed_in(client, executive, *roles, name="中野 翔"):
    person = make_person(executive.institution, name, roles=roles, account=True)
    client.force_login(person.user)
    return person


@pytest.fixture
def writer(client, executive):
    return signed_in(client, executive, Role.PLANNING_MANAGER)


def test_new_document_leads_from_the_outline_to_an_approval(client, writer, executive):
    made = client.post(
        url("document_new"),
        {
            "title": "情報セキュリティ方針",
            "type": "SECURITY_POLICY",
            "owner": writer.pk,
            "audience": "ALL_STAFF",
            "review_months": 12,
        },
    )
    document = Document.objects.of(writer.institution).get()
    assert made.headers["Location"] == url("draft_new", document.pk)

    editor = client.get(url("draft_new", document.pk))
    outline = editor.context["form"]["body"].value()
    assert outline.startswith("# 情報セキュリティ方針\n\nみなと総合病院")
    assert "病院長は、何に責任を負い" in outline

    client.post(url("draft_new", document.pk), {"body": "## 目的\n患者を守る。", "do": "save"})
    version = DocumentVersion.objects.of(writer.institution).get()
    assert client.get(document.get_absolute_url()).context["step"].label == "第1版の承認を求める"

    asked = client.post(
        url("version_request", document.pk, 1),
        {
            "approver": executive.pk,
            "effective_on": "2026-11-22",
            "next_review_on": "2027-11-22",
            "revision": version.revision,
        },
    )
    version.refresh_from_db()
    assert version.decision is not None
    assert asked.headers["Location"] == version.decision.get_absolute_url()
    decisions.act_on_step(by=executive, decision=version.decision, choice="APPROVE")
    assert "患者を守る。" in client.get(document.get_absolute_url()).content.decode()


def test_preview_shows_and_stores_nothing(client, writer):
    document = make_document(writer)

    shown = client.post(
        url("draft_new", document.pk), {"body": "## 見出し\n\n<script>x</script>", "do": "preview"}
    )

    assert shown.status_code == 200
    assert ">見出し</h2>" in shown.content.decode()
    assert "<script>x" not in shown.content.decode()
    assert not DocumentVersion.objects.of(writer.institution).exists()


def test_editor_keeps_what_was_typed_when_refused(client, writer):
    document = make_document(writer)

    shown = client.post(
        url("draft_new", document.pk), {"body": " ", "change_note": "書いた理由", "do": "save"}
    )

    assert shown.status_code == 422
    assert "書いた理由" in shown.content.decode()
    assert "本文を書いてください" in shown.content.decode()


def test_edit_of_a_stale_draft_shows_the_conflict(client, writer):
    draft = make_draft(writer)
    seen = draft.revision
    services.change_draft(by=writer, version=draft, body="先の人の本文")

    shown = client.post(
        url("draft_change", draft.document_id, 1), {"body": "後の人の本文", "do": "save", "revision": seen}
    )

    assert shown.status_code == 409
    assert "後の人の本文" in shown.content.decode()
    assert DocumentVersion.objects.get(pk=draft.pk).body == "先の人の本文"


def test_double_click_on_save_makes_one_draft(client, writer):
    document = make_document(writer)
    posted = {"body": "本文", "do": "save", "form_token": "once"}

    for _n in range(2):
        client.post(url("draft_new", document.pk), posted)

    assert DocumentVersion.objects.of(writer.institution).count() == 1


def test_begin_leads_to_the_document_or_to_a_new_one(client, writer):
    begin = url("document_begin", "RISK_POLICY")
    assert client.get(begin).headers["Location"] == f"{url('document_new')}?type=RISK_POLICY"
    document = make_document(writer, "リスク管理方針", DocumentType.RISK_POLICY)
    assert client.get(begin).headers["Location"] == url("draft_new", document.pk)
    make_draft(writer, document)
    assert client.get(begin).headers["Location"] == document.get_absolute_url()
    assert client.get(url("document_begin", "NOTHING")).status_code == 404


def test_upload_makes_a_version_with_a_file_to_download(client, writer):
    document = make_document(writer)
    upload = SimpleUploadedFile("規程.txt", "紙の規程".encode())

    client.post(url("version_upload", document.pk), {"upload": upload})

    shown = client.get(url("version_detail", document.pk, 1)).content.decode()
    assert "規程.txt" in shown
    assert "/evidence/" in shown


def test_compare_shows_two_versions_side_by_side(client, writer, executive):
    first = make_approved(writer, executive, body="第1条 毎年見直す。")
    approve(make_draft(writer, first.document, body="第1条 毎月見直す。"), by=executive)

    shown = client.get(url("version_compare", first.document_id))

    assert (shown.context["before"].number, shown.context["after"].number) == (1, 2)
    assert "変更は1か所です。" in shown.content.decode()
    assert client.get(url("version_compare", make_document(writer).pk)).status_code == 404


def test_pdf_of_a_version(client, writer, executive):
    body = "# 運用管理規程\n\n## 表\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n1. 一\n2. 二\n\n> 引用 #let x\n\n---\n\n```\ncode\n```\n"
    version = make_approved(writer, executive, body=body)

    paper = client.get(url("version_pdf", version.document_id, 1))

    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_staff_reads_and_says_so(client, author, executive):
    version = make_approved(author, executive)
    person = signed_in(client, executive, Role.STAFF, name="看護 花")

    assert [v.pk for v in client.get(url("reading_list")).context["unread"]] == [version.pk]
    assert "読みました" in client.get(version.get_absolute_url()).content.decode()
    client.post(url("version_acknowledge", version.document_id, 1), {"form_token": "a"})

    assert Acknowledgement.objects.of(person.institution).get().person == person
    shown = client.get(url("reading_list")).context
    assert (shown["unread"], [v.pk for v in shown["read"]]) == ([], [version.pk])


def test_staff_sees_only_what_is_in_force_and_meant_for_them(client, author, executive):
    old = make_approved(author, executive, title="旧版のある文書", body="ふるい本文")
    new = approve(make_draft(author, old.document, body="いまの本文"), by=executive)
    draft = make_draft(author, old.document, body="書きかけの本文")
    hidden = make_approved(
        author, executive, title="窓口だけ", audience=AudienceKind.ROLES, audience_roles=("DESK",)
    )
    future = make_approved(author, executive, title="これから", effective_on=date(2026, 12, 1))
    only_draft = make_draft(author, make_document(author, "下書きだけ"))
    signed_in(client, executive, Role.STAFF, name="看護 花")

    shown = client.get(LIST).content.decode()
    assert "旧版のある文書" in shown
    assert not any(title in shown for title in ("窓口だけ", "これから", "下書きだけ"))
    page = client.get(old.document.get_absolute_url()).content.decode()
    assert "いまの本文" in page
    assert not any(text in page for text in ("ふるい本文", "書きかけの本文", "第1版", "第3版"))
    assert client.get(new.get_absolute_url()).status_code == 200
    for version in (old, draft, hidden, future, only_draft):
        assert client.get(version.get_absolute_url()).status_code == 404, version
        assert client.get(url("version_pdf", version.document_id, version.number)).status_code == 404
    for document in (hidden.document, future.document, only_draft.document):
        assert client.get(document.get_absolute_url()).status_code == 404
        assert client.get(url("version_compare", document.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.VENDOR, Role.GROUP_OFFICE])
def test_outsiders_see_nothing(client, author, executive, role):
    version = make_approved(author, executive)
    signed_in(client, executive, role)

    for address in (
        LIST,
        url("reading_list"),
        version.get_absolute_url(),
        version.document.get_absolute_url(),
    ):
        assert client.get(address).status_code == 403


def test_auditor_reads_everything_and_changes_nothing(client, author, executive):
    draft = make_draft(author)
    signed_in(client, executive, Role.AUDITOR)

    assert client.get(draft.get_absolute_url()).status_code == 200
    for name in ("draft_new", "document_change", "document_review", "document_retire", "version_upload"):
        assert client.get(url(name, draft.document_id)).status_code == 403


def test_another_hospitals_document_is_not_found(client, writer):
    other = make_hospital("よその病院")
    version = make_approved(make_author(other), other)
    pk = version.document_id

    for name in ("document_detail", "document_change", "draft_new", "version_upload", "version_compare"):
        assert client.get(url(name, pk)).status_code == 404
    for name in ("version_detail", "draft_change", "version_request", "version_distribute", "version_pdf"):
        assert client.get(url(name, pk, 1)).status_code == 404
    for name in ("version_acknowledge", "draft_discard"):
        assert client.post(url(name, pk, 1)).status_code == 404


def test_review_distribution_and_retirement_on_the_page(client, author, executive):
    version = make_approved(author, executive, next_review_on=date(2026, 12, 1))
    pk = version.document_id
    client.force_login(executive.user)

    client.post(url("document_review", pk), {"note": "変更なし", "next_review_on": "2027-11-22"})
    client.post(url("version_distribute", pk, 1), {"method": "PAPER", "distributed_on": "2026-11-22"})
    shown = client.get(version.document.get_absolute_url()).content.decode()
    assert "変更なし" in shown
    assert "紙で<wbr>配った" in shown
    client.post(url("document_retire", pk), {"reason": "統合した"})
    assert "統合した" in client.get(version.document.get_absolute_url()).content.decode()


def test_list_searches_filters_and_leaves_as_excel(client, writer, executive):
    version = make_approved(writer, executive, title="媒体の規程", body="媒体は暗号化する。")
    make_document(writer, "まだ本文のない文書")

    found = client.get(LIST, {"q": "暗号化"})
    assert [d.pk for d in found.context["listing"].page] == [version.document_id]
    assert "<mark>暗号化</mark>" in found.content.decode()
    for state, count in (
        ("current", 1),
        ("none", 1),
        ("overdue", 0),
        ("due", 0),
        ("draft", 0),
        ("requested", 0),
        ("retired", 0),
    ):
        assert client.get(LIST, {"state": state}).context["listing"].count == count, state
    assert client.get(LIST, {"format": "xlsx"}).headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_list_takes_a_fixed_number_of_queries(client, writer, executive, django_assert_max_num_queries):
    for n in range(3):
        make_approved(writer, executive, title=f"文書{n}")
    client.get(LIST)
    with django_assert_max_num_queries(15):
        assert client.get(LIST, {"q": "規程"}).status_code == 200
    for n in range(12):
        make_approved(writer, executive, title=f"増えた文書{n}")
    with django_assert_max_num_queries(15):
        assert client.get(LIST, {"q": "規程"}).status_code == 200


def test_waiting_version_shows_the_text_to_the_approver(client, author, executive):
    draft = make_draft(author)
    decision = services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)
    client.force_login(executive.user)

    shown = client.get(decision.get_absolute_url()).content.decode()
    assert "権限は全部門に及ぶ。" in shown
    assert BODY.split("\n", 1)[0].removeprefix("# ") in shown
