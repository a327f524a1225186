"""Personal text: nowhere in plain text while it is kept, nowhere at all once it is erased; the ledger agrees with both."""

from __future__ import annotations

import base64
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from kaname.foundation.access import encrypted
from kaname.foundation.access.encrypted import UnreadableText, decrypt, encrypt
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.ledger.export import export_to
from kaname.foundation.ledger.keys import make_key
from kaname.foundation.ledger.verification import verify_all
from kaname.foundation.notices import services as notices
from kaname.rooms.inquiries import figures, services
from kaname.rooms.inquiries.models import ErasureRequest, Inquiry
from kaname.rooms.inquiries.selectors import past_retention

from .conftest import TODAY
from .factories import ANSWER, SECRETS, answered, approved, make_inquiry, read

DAY = timedelta(days=1)


@pytest.fixture
def text_key(settings, tmp_path) -> Path:
    settings.TEXT_KEY_FILE = tmp_path / "keys" / "text.key"
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing.pem"
    (tmp_path / "keys").mkdir()
    make_key(settings.SIGNING_KEY_FILE)
    return settings.TEXT_KEY_FILE


def stored_text() -> str:
    """All that any table holds, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (a name of the schema)
            for row in cursor.fetchall():
                found += [
                    bytes(v).decode("utf-8", "replace") if isinstance(v, (bytes, memoryview)) else str(v)
                    for v in row
                ]
    return "\n".join(found)


def escaped(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()


def leaks(text: str) -> list[str]:
    return [
        s for s in SECRETS if s in text or escaped(s) in text or (s.isascii() and s.replace("-", "") in text)
    ]


def ciphertext(inquiry: Inquiry, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM inquiries_inquiry WHERE id = %s", [inquiry.pk])  # noqa: S608
        return str(cursor.fetchone()[0])


def put(inquiry: Inquiry, column: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE inquiries_inquiry SET {column} = %s WHERE id = %s", [value, inquiry.pk])  # noqa: S608


def test_a_text_opens_only_where_it_was_sealed(text_key):
    sealed = encrypt("ひみつ", bound_to="a:1")

    assert decrypt(sealed, bound_to="a:1") == "ひみつ"
    assert sealed != encrypt("ひみつ", bound_to="a:1"), "the same text twice looks different"
    with pytest.raises(UnreadableText, match="書き換えられて"):
        decrypt(sealed, bound_to="a:2")
    assert (encrypt("", bound_to="a"), decrypt("", bound_to="a")) == ("", "")


@pytest.mark.parametrize("text", ["e1", "e1.", "e1.00000000.AAAA", "zz.00000000.AAAA", "plain"])
def test_what_is_no_ciphertext_of_ours_is_refused(text_key, text):
    with pytest.raises(UnreadableText):
        decrypt(text, bound_to="a")


def test_the_key_is_for_its_owner_alone_and_made_once(text_key):
    encrypt("x", bound_to="a")

    assert text_key.stat().st_mode & 0o777 == 0o600
    before = text_key.read_text()
    encrypt("y", bound_to="a")
    assert text_key.read_text() == before


def test_a_new_key_encrypts_and_the_old_one_still_opens(text_key):
    old = encrypt("前の鍵", bound_to="a")
    text_key.write_text(text_key.read_text() + base64.b64encode(os.urandom(32)).decode() + "\n")

    new = encrypt("新しい鍵", bound_to="a")

    assert old.split(".")[1] != new.split(".")[1]
    assert (decrypt(old, bound_to="a"), decrypt(new, bound_to="a")) == ("前の鍵", "新しい鍵")


def test_a_lost_key_is_named(text_key, desk):
    inquiry = make_inquiry(desk)
    text_key.write_text(base64.b64encode(os.urandom(32)).decode())

    with pytest.raises(UnreadableText, match=r"keys/text\.key をバックアップから"):
        _ = read(inquiry).body
    assert any("keys/text.key" in problem.message for problem in verify_all([desk.institution]))


def test_the_model_must_keep_an_encrypted_text_out_of_the_ledger(monkeypatch):
    field = Inquiry._meta.get_field("body")
    assert field.check() == []

    monkeypatch.setattr(Inquiry, "ledger_private", frozenset())
    assert [found.id for found in field.check()] == ["kaname.E010"]


def test_encrypted_text_cannot_be_searched(desk):
    with pytest.raises(TypeError, match="cannot be searched"):
        list(Inquiry.objects.of(desk.institution).filter(sender="葛城"))


def test_nothing_personal_is_stored_in_plain_text(text_key, desk, worker, officer, executive, tmp_path):
    first, second = make_inquiry(desk), make_inquiry(desk, kind="LEAK")
    answered(first, by=worker)
    services.draft_answer(by=worker, inquiry=second, answer=ANSWER)
    approved(second, by=worker, approver=executive)
    notices.tell(desk.institution)
    notices.write_digests(desk.institution)

    assert leaks(stored_text()) == []
    export_to(tmp_path / "export", institution=desk.institution)
    exported = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "export").iterdir() if p.is_file())
    assert leaks(exported) == []
    assert read(first).answer == ANSWER, "and yet it can be read"
    assert verify_all([desk.institution]) == []


def test_swapped_ciphertexts_do_not_open(text_key, desk):
    one, two = make_inquiry(desk), make_inquiry(desk, body="別の人のこと")
    put(one, "body", ciphertext(two, "body"))

    with pytest.raises(UnreadableText):
        _ = read(one).body
    assert [p for p in verify_all([desk.institution]) if f"inquiries.inquiry:{one.pk}" in p.where]

    put(two, "contact", ciphertext(two, "sender"))
    with pytest.raises(UnreadableText):
        _ = read(two).contact


def test_a_text_changed_behind_the_ledger_is_found(text_key, desk):
    inquiry = read(make_inquiry(desk))
    place = Inquiry._meta.get_field("body").place_of(inquiry)
    put(inquiry, "body", encrypt("すり替えた内容", bound_to=place))

    assert read(inquiry).body == "すり替えた内容"
    problems = verify_all([desk.institution])
    assert [p.where for p in problems] == [f"inquiries.inquiry:{inquiry.pk} body"]


@pytest.mark.parametrize(
    ("years", "kind", "count"),
    [(3, "QUESTION", 0), (3, "QUESTION", 1), (5, "DISCLOSURE", 0), (5, "DISCLOSURE", 1)],
)
def test_retention_ends_with_its_last_day(desk, worker, years, kind, count):
    inquiry = make_inquiry(desk, kind=kind)
    services.close_inquiry(by=worker, inquiry=inquiry, reason="WITHDRAWN")
    last = TODAY.replace(year=TODAY.year + years)

    assert len(past_retention(desk.institution, last + count * DAY)) == count


def test_open_inquiries_are_never_past_their_retention(desk):
    make_inquiry(desk)

    assert past_retention(desk.institution, TODAY.replace(year=TODAY.year + 30)) == []


def erased_by_decision(desk, worker, approver) -> ErasureRequest:
    request = services.propose_erasure(by=worker, approver=approver)
    decisions.act_on_step(by=approver, decision=request.decision, choice="ERASE")
    return ErasureRequest.objects.of(desk.institution).get(pk=request.pk)


def test_erased_text_is_gone_and_everything_else_stays(text_key, desk, worker, officer, executive, tmp_path):
    old, kept = make_inquiry(desk), make_inquiry(desk, kind="DISCLOSURE")
    answered(old, by=worker)
    sealed = [ciphertext(old, column) for column in ("sender", "contact", "body", "answer", "private_salt")]
    later = TODAY.replace(year=TODAY.year + 4)
    with clock.at(later):
        request = erased_by_decision(desk, worker, executive)
        notices.tell(desk.institution)

        row = read(old)
        assert (request.status, request.numbers, row.erased_on) == ("ERASED", [old.number], later)
        assert (row.sender, row.contact, row.body, row.answer, row.private_salt) == ("", "", "", "", "")
        assert (row.subject, row.answered_on, row.was_on_time) == (old.subject, TODAY, True)
        assert read(kept).body, "what is still open keeps its text"
        stored = stored_text()
        assert not [value for value in sealed if value in stored]
        assert leaks(stored) == []
        export_to(tmp_path / "export", institution=desk.institution)
        exported = "".join(
            p.read_text(encoding="utf-8") for p in (tmp_path / "export").iterdir() if p.is_file()
        )
        assert not [value for value in (*sealed, *SECRETS) if value in exported]
        assert verify_all([desk.institution]) == []
        assert len(figures.lines_of(desk.institution)) == 2
        with pytest.raises(ValidationError, match="保存期間が過ぎた問合せはありません"):
            services.propose_erasure(by=worker, approver=executive)


def test_erasure_refused_leaves_everything(desk, worker, executive):
    inquiry = make_inquiry(desk)
    answered(inquiry, by=worker)
    with clock.at(TODAY.replace(year=TODAY.year + 4)):
        request = services.propose_erasure(by=worker, approver=executive)
        with pytest.raises(ValidationError, match="既に求めています"):
            services.propose_erasure(by=worker, approver=executive)
        decisions.act_on_step(by=executive, decision=request.decision, choice="KEEP", reason="訴訟のため。")

        assert read(inquiry).body
        assert ErasureRequest.objects.of(desk.institution).get().status == "CLOSED"
        services.propose_erasure(by=worker, approver=executive)


def test_nobody_but_the_desk_and_managers_asks_for_erasure(desk, executive):
    for role in (Role.EXECUTIVE, Role.OPERATIONS_STAFF, Role.AUDITOR, Role.STAFF, Role.VENDOR):
        with pytest.raises(PermissionDenied):
            services.propose_erasure(
                by=make_person(executive.institution, "誰か", roles=[role]), approver=executive
            )


def test_the_first_key_is_the_same_for_all_who_come_at_once(text_key):
    encrypted._make_first_key(text_key)
    first = text_key.read_text()
    encrypted._make_first_key(text_key)

    assert text_key.read_text() == first
    assert [p.name for p in text_key.parent.glob("*text*")] == ["text.key"]
