"""The link of a mail: unguessable, for one entry, once, for a time; a correction changes nothing by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kaname.foundation.calendar import clock
from kaname.foundation.contacts import selectors, services
from kaname.foundation.contacts.models import Confirmation, ConfirmationRequest, Contact
from kaname.foundation.contacts.services.confirming import LINK_DAYS, token_digest
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.notices.models import Mail, Notice
from kaname.foundation.notices.services import send_mails

from .conftest import TODAY, mails, make_contact, send_link

SAME = {"phone_day": "03-0000-1234", "phone_night": "0120-000-111", "mail": "support@vendor.example.jp"}


@pytest.fixture
def contact(manager):
    return make_contact(manager, mail="support@vendor.example.jp", contract_number="K-77")


def post(url, contact, **more):
    said = {"name": "佐藤 健", "seen": contact.reach_print, **SAME, **more}
    return Client(enforce_csrf_checks=True).post(url, said)


def text(answer):
    return answer.content.decode()


def test_only_a_digest_of_the_secret_is_kept(manager, contact):
    url = send_link(manager, contact)
    token = url.rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    row = ConfirmationRequest.objects.get()
    assert (row.digest, row.sent_to) == (token_digest(token), "support@vendor.example.jp")
    assert token not in str(list(LedgerEntry.objects.of(manager.institution).values()))


def test_the_mail_forgets_the_link_once_it_went_out(manager, contact, settings, mailoutbox):
    settings.EMAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    url = send_link(manager, contact)
    assert send_mails(manager.institution) == 1
    assert url in mailoutbox[0].body
    assert mailoutbox[0].to == ["support@vendor.example.jp"]
    assert mails(manager).get().body == ""


def test_the_page_shows_that_entry_alone_and_opening_it_changes_nothing(manager, contact):
    make_contact(manager, "南雲メディカル機器株式会社", phone_day="03-0000-7777")
    url = send_link(manager, contact)
    shown = Client().get(url)
    assert shown.status_code == 200
    assert "碧海システムズ株式会社" in text(shown)
    assert "03-0000-7777" not in text(shown)
    assert "K-77" not in text(shown)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert not shown.cookies
    assert Confirmation.objects.count() == 0
    assert "Emergency contact" in text(Client().get(url, {"lang": "en"}))


def test_the_same_entry_is_confirmed_once(manager, contact):
    url = send_link(manager, contact)
    answer = post(url, contact)
    assert answer.status_code == 200
    made = Confirmation.objects.get()
    assert (made.method, made.reached, made.confirmed_by, made.confirmed_on) == (
        "LINK",
        "佐藤 健",
        None,
        TODAY,
    )
    assert selectors.entries(manager.institution, TODAY)[0].is_confirmed
    assert post(url, contact).status_code == 410
    assert Client().get(url).status_code == 410
    assert Confirmation.objects.count() == 1


def test_a_correction_waits_until_somebody_takes_it(manager, contact):
    url = send_link(manager, contact)
    assert post(url, contact, phone_night="0120-000-222", message="番号が変わりました").status_code == 200
    row = ConfirmationRequest.objects.select_related("contact", "institution").get()
    assert (row.status, row.correction) == ("CORRECTED", {"phone_night": "0120-000-222"})
    assert Contact.objects.get().phone_night == "0120-000-111"
    assert Confirmation.objects.count() == 0
    assert Notice.objects.get(person=manager).key == f"contact:corrected:{row.pk}"
    services.take_correction(by=manager, request=row)
    assert Contact.objects.get().phone_night == "0120-000-222"
    assert selectors.entries(manager.institution, TODAY)[0].is_confirmed
    with pytest.raises(ValidationError, match="訂正がありません"):
        services.take_correction(by=manager, request=ConfirmationRequest.objects.get())


def test_a_correction_may_be_refused_with_a_reason(manager, contact):
    url = send_link(manager, contact)
    post(url, contact, phone_night="0120-000-222")
    row = ConfirmationRequest.objects.select_related("contact", "institution").get()
    with pytest.raises(ValidationError):
        services.refuse_correction(by=manager, request=row, reason=" ")
    services.refuse_correction(by=manager, request=row, reason="電話で確かめたところ違った")
    assert (row.status, Contact.objects.get().phone_night) == ("REFUSED", "0120-000-111")


def test_only_reach_and_names_can_be_corrected(manager, contact):
    url = send_link(manager, contact)
    post(url, contact, organisation="乗っ取り株式会社", order="1", note="x", person_title="係長")
    assert ConfirmationRequest.objects.get().correction == {"person_title": "係長"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\x00\x01"},
        {"mail": "no mail"},
        {"phone_day": "", "phone_night": ""},
        {"phone_day": "0" * 61},
        {"seen": "other"},
        {"website": "https://spam.example"},
        {"message": "x" * 2001},
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_happens(manager, contact, wrong):
    url = send_link(manager, contact)
    assert post(url, contact, **wrong).status_code == 422
    assert ConfirmationRequest.objects.get().status == "WAITING"


def test_control_characters_are_left_out(manager, contact):
    url = send_link(manager, contact)
    assert post(url, contact, name="佐藤\u0007 健").status_code in (200, 422)


def test_a_link_ends_after_its_days_when_withdrawn_and_when_the_entry_goes(manager, contact):
    url = send_link(manager, contact)
    with clock.at(TODAY + timedelta(days=LINK_DAYS)):
        assert Client().get(url).status_code == 200
    with clock.at(TODAY + timedelta(days=LINK_DAYS + 1)):
        assert Client().get(url).status_code == 410
        assert post(url, contact).status_code == 410
    again = send_link(manager, contact)
    assert [Client().get(u).status_code for u in (url, again)] == [410, 200]
    assert next(iter(mails(manager).values_list("status", "body"))) == ("FAILED", "")
    row = ConfirmationRequest.objects.select_related("contact", "institution").get(status="WAITING")
    services.withdraw_link(by=manager, request=row)
    assert Client().get(again).status_code == 410
    third = send_link(manager, contact)
    services.remove_contact(by=manager, contact=contact, reason="契約が終わった")
    assert Client().get(third).status_code == 410


def test_without_an_address_no_link_is_sent(manager):
    with pytest.raises(ValidationError, match="メールが登録されていません"):
        services.ask_by_link(by=manager, contact=make_contact(manager), address=str)
    assert Mail.objects.count() == 0


def test_who_guesses_is_held_up(manager, contact):
    codes = [Client().get(f"/contacts/answer/{n}/").status_code for n in range(12)]
    assert codes == [404] * 10 + [429] * 2
    url = send_link(manager, contact)
    assert Client().get(url).status_code == 200


def test_who_posts_too_often_is_held_up(manager, contact):
    url = send_link(manager, contact)
    codes = [post(url, contact, seen="other").status_code for _n in range(6)]
    assert codes == [422] * 5 + [429]
    assert ConfirmationRequest.objects.get().status == "WAITING"


def test_a_change_in_between_is_shown_anew(manager, contact):
    url = send_link(manager, contact)
    seen = contact.reach_print
    services.change_contact(by=manager, contact=contact, phone_day="03-0000-8888")
    answer = Client().post(url, {"name": "佐藤 健", "seen": seen, **SAME})
    assert answer.status_code == 422
    assert Confirmation.objects.count() == 0
