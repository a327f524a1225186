"""The public form: anybody may write, nobody needs a cookie, what is sent arrives once, and too much is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.notices import services as notices
from kaname.foundation.notices.models import Notice
from kaname.rooms.inquiries import services, tickets
from kaname.rooms.inquiries.models import Inquiry

from .conftest import TODAY
from .factories import make_desk, make_worker
from .test_encryption import stored_text

ADDRESS = "203.0.113.77"


@pytest.fixture
def visitor() -> Client:
    """A browser of somebody without an account, which would object to a missing CSRF token."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=ADDRESS)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch) -> None:
    monkeypatch.setattr(tickets, "LEAST_SECONDS", 0)


def ticket_on(page) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]


def fill(desk, visitor, **fields) -> dict[str, str]:
    ticket = ticket_on(visitor.get(desk.public_path))
    return {
        "kind": "QUESTION", "body": "受付の声が聞こえます。", "sender": "", "contact": "", "consent": "on",
        "website": "", "lang": "ja", "ticket": ticket, **fields,
    }  # fmt: skip


def inquiries(desk) -> list[Inquiry]:
    return list(Inquiry.objects.of(desk.institution).order_by("pk"))


def test_form_opens_without_signing_in_and_sets_no_cookie(desk, visitor):
    page = visitor.get(desk.public_path)

    assert page.status_code == 200
    assert page.cookies == {}
    assert "script-src" in page.headers["Content-Security-Policy"]
    body = page.content.decode()
    assert "<script" not in body
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_form_in_english(desk, visitor):
    page = visitor.get(desk.public_path, {"lang": "en"})

    assert '<html lang="en">' in page.content.decode()
    assert page.headers["Content-Language"] == "en"


@pytest.mark.parametrize("slug", ["", "nothing-like-it", "%00", "a" * 300])
def test_unknown_slug_is_not_found(visitor, slug):
    assert visitor.get(f"/inquiries/public/{slug}/").status_code in (400, 404)


def test_closed_desk_or_form_is_not_found(executive, worker, visitor):
    hidden = make_desk(executive, worker, has_public_form=False)
    ended = make_desk(executive, worker, name="終えた窓口", starts_on=TODAY - timedelta(days=9))
    services.close_desk(by=executive, desk=ended, ends_on=TODAY - timedelta(days=1))

    assert visitor.get(hidden.public_path).status_code == 404
    assert visitor.get(ended.public_path).status_code == 404


def test_post_makes_one_inquiry_and_shows_its_number(desk, visitor):
    answer = visitor.post(desk.public_path, fill(desk, visitor, sender="山川 海", contact="a@example.jp"))

    assert answer.status_code == 302
    receipt = visitor.get(answer["Location"])
    assert "Q2026-001" in receipt.content.decode()
    assert receipt.cookies == {}
    made = inquiries(desk)[0]
    assert (made.body, made.sender, made.contact, made.channel, made.received_by, made.language, made.wants_reply) == (
        "受付の声が聞こえます。", "山川 海", "a@example.jp", "PUBLIC_FORM", None, "ja", True,
    )  # fmt: skip
    entry = LedgerEntry.objects.of(desk.institution).get(action="inquiries.receive_public")
    assert (entry.person, entry.request_token) == (None, None)
    notices.tell(desk.institution)
    told = Notice.objects.of(desk.institution).get(person=desk.responsible, key__startswith="inquiry:new")
    assert "受付の声" not in str(told)


def test_double_click_makes_one_inquiry(desk, visitor):
    data = fill(desk, visitor)
    first, second = visitor.post(desk.public_path, data), visitor.post(desk.public_path, data)

    assert len(inquiries(desk)) == 1
    assert "Q2026-001" in visitor.get(second["Location"]).content.decode()
    assert first.status_code == second.status_code == 302


def test_second_text_from_the_same_page_is_another_inquiry(desk, visitor):
    data = fill(desk, visitor)
    visitor.post(desk.public_path, data)
    visitor.post(desk.public_path, {**data, "body": "もう一つあります。"})

    assert [row.body for row in inquiries(desk)] == ["受付の声が聞こえます。", "もう一つあります。"]


def test_receipt_cannot_be_forged(desk, visitor):
    page = visitor.get(f"{desk.public_path}received/", {"receipt": "Q2026-999"})

    assert (page.status_code, page["Location"]) == (302, desk.public_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": ""}, "選んでください"),
        ({"kind": "NONSENSE"}, "選択"),
        ({"body": " \x00\n "}, "入力してください"),
        ({"body": "あ" * 10_001}, "10,000文字まで"),
        ({"sender": "あ" * 201}, "200文字まで"),
        ({"consent": ""}, "印を付けて"),
        ({"kind": "DISCLOSURE"}, "ご本人を確かめるため"),
        ({"website": "http://spam.example"}, "もう一度送って"),
        ({"ticket": "forged"}, "もう一度「送る」"),
        ({"ticket": ""}, "もう一度「送る」"),
    ],
)
def test_post_that_is_not_whole_keeps_what_was_typed(desk, visitor, change, words):
    data = (
        fill(desk, visitor, sender="山川 海", **change)
        if "sender" not in change
        else fill(desk, visitor, **change)
    )

    page = visitor.post(desk.public_path, data)

    assert page.status_code == 422
    text = page.content.decode()
    assert words in text
    if "body" not in change:
        assert "受付の声が聞こえます。" in text
    assert inquiries(desk) == []


def test_ticket_of_another_desk_does_not_count(desk, executive, worker, visitor):
    other = make_desk(executive, worker, name="別の窓口")

    page = visitor.post(desk.public_path, fill(desk, visitor, ticket=tickets.issue(other.pk)))
    assert page.status_code == 422


def test_ticket_that_is_too_fresh_or_too_old_asks_again(desk, visitor, monkeypatch):
    data = fill(desk, visitor)
    monkeypatch.setattr(tickets, "LEAST_SECONDS", 3)
    again = visitor.post(desk.public_path, data)
    assert (again.status_code, "もう一度「送る」" in again.content.decode()) == (422, True)

    monkeypatch.setattr(tickets, "LEAST_SECONDS", 0)
    monkeypatch.setattr(tickets, "MOST_SECONDS", -1)
    assert visitor.post(desk.public_path, data).status_code == 422

    monkeypatch.setattr(tickets, "MOST_SECONDS", 3600)
    fresh = {**data, "ticket": ticket_on(again)}
    assert visitor.post(desk.public_path, fresh).status_code == 302


def test_hundred_posts_in_a_minute_are_five_inquiries(desk, visitor):
    codes = [
        visitor.post(desk.public_path, fill(desk, visitor, body=f"{n}通目です。")).status_code
        for n in range(100)
    ]

    assert codes == [302] * 5 + [429] * 95
    assert len(inquiries(desk)) == 5
    page = visitor.post(desk.public_path, fill(desk, visitor, body="大事なことを書きました。"))
    text = page.content.decode()
    assert "大事なことを書きました。" in text
    assert "10分ほど待って" in text
    assert "0123-45-6789" in text, "the telephone is offered meanwhile"
    assert page.headers["Retry-After"] == "600"


def test_limit_ends_after_ten_minutes(desk, visitor):
    def post(n: int) -> int:
        return visitor.post(desk.public_path, fill(desk, visitor, body=f"{n}")).status_code

    now = clock.now()
    assert [post(n) for n in range(6)] == [302] * 5 + [429]
    with clock.at(now + timedelta(minutes=10)):
        assert post(7) == 429
    with clock.at(now + timedelta(minutes=10, seconds=1)):
        assert post(8) == 302


def test_many_senders_share_the_limit_of_the_desk(desk, executive, worker):
    codes = []
    for n in range(32):
        visitor = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"198.51.100.{n}")
        codes.append(visitor.post(desk.public_path, fill(desk, visitor, body=f"{n}")).status_code)
    assert codes == [302] * 30 + [429] * 2

    other = make_desk(executive, worker, name="別の窓口")
    visitor = Client(enforce_csrf_checks=True, REMOTE_ADDR="198.51.100.99")
    assert visitor.post(other.public_path, fill(other, visitor)).status_code == 302


def test_one_household_with_many_ipv6_addresses_is_one_sender(desk):
    codes = []
    for n in range(6):
        visitor = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"2001:db8:1:2::{n + 1}")
        codes.append(visitor.post(desk.public_path, fill(desk, visitor, body=f"{n}")).status_code)
    assert codes == [302] * 5 + [429]


def test_address_of_the_sender_is_stored_nowhere(desk, visitor):
    visitor.post(desk.public_path, fill(desk, visitor), headers={"Idempotency-Key": "k"})
    assert len(inquiries(desk)) == 1

    assert ADDRESS not in stored_text()
    assert ADDRESS not in str(cache.get(f"inquiries:posts:{desk.slug}"))


HOSTILE = (
    "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% load x %}",
    "\u202e逆さ\u2066まぜる\u2069",
    "👩‍⚕️🏥 𠮷野家 ﷽",
    "'; DROP TABLE inquiries_inquiry; --",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_written_and_is_shown_as_text(desk, visitor, worker, text):
    visitor.post(desk.public_path, fill(desk, visitor, body=text, sender=text))
    made = inquiries(desk)[0]
    assert (made.body, made.sender) == (text, text)

    page = signed_in(worker).get(made.get_absolute_url())
    shown = page.content.decode()
    assert page.status_code == 200
    assert "<script>alert" not in shown
    assert "onerror=alert(1)>" not in shown.replace("&gt;", "")
    assert "<bdi>" in shown


def test_line_breaks_cannot_smuggle_mail_headers(desk, visitor):
    visitor.post(desk.public_path, fill(desk, visitor, contact="a@example.jp\r\nBcc: all@example.jp\x00"))

    assert inquiries(desk)[0].contact == "a@example.jp Bcc: all@example.jp"


def test_a_megabyte_is_refused_and_kept_on_the_page(desk, visitor):
    page = visitor.post(desk.public_path, fill(desk, visitor, body="あ" * 1_000_000))

    assert page.status_code == 422
    assert inquiries(desk) == []


def test_more_than_the_server_takes_is_refused(desk, visitor):
    page = Client(enforce_csrf_checks=True, raise_request_exception=False).post(
        desk.public_path, {"body": "x" * 6_000_000}
    )
    assert page.status_code == 400


def test_signed_in_person_sends_as_anybody_else(desk, worker):
    client = signed_in(worker)
    client.post(desk.public_path, fill(desk, client))

    assert inquiries(desk)[0].received_by is None


def test_class_that_the_hospital_took_off_the_form_is_not_offered(desk, executive, visitor):
    services.change_class(
        by=executive, kind="OTHER", due_days=9, in_working_days=False, needs_approval=False,
        needs_identity=False, retention_years=1, on_public_form=False,
    )  # fmt: skip

    assert 'value="OTHER"' not in visitor.get(desk.public_path).content.decode()
    assert visitor.post(desk.public_path, fill(desk, visitor, kind="OTHER")).status_code == 422


def test_desk_of_another_hospital_takes_in_for_that_hospital(desk, visitor):
    other = make_hospital("よその病院")
    theirs = make_desk(other, make_worker(other))
    visitor.post(theirs.public_path, fill(theirs, visitor))

    assert (len(inquiries(desk)), len(inquiries(theirs))) == (0, 1)


def signed_in(person: Person) -> Client:
    from kaname.foundation.access import services as access

    if person.user is None:
        access.create_account(
            by=None, person=person, username=f"u{person.pk}", password="long enough for all"
        )
        person = Person._default_manager.select_related("user").get(pk=person.pk)
    client = Client()
    client.force_login(person.user)
    return client
