"""Limits on guessing: they stop the guesser, not the hospital, and do not flood the ledger (hostile case 39)."""

from __future__ import annotations

from django.test import Client

from kaname.foundation.access.sign_in import KNOWN_COOKIE
from kaname.foundation.ledger.models import LedgerEntry

from .factories import PASSWORD, make_person


def attempt(client, username, password):
    return client.post("/account/login/", {"login": username, "password": password})


def sign_in_entries(person) -> list[str]:
    import json

    rows = LedgerEntry.objects.of(person.institution).filter(action="access.record_sign_in").order_by("seq")
    return [json.loads(bytes(row.body))["note"] for row in rows]


def test_ten_failures_stop_an_account_for_strangers(executive) -> None:
    stranger = Client()
    for _i in range(10):
        attempt(stranger, executive.user.username, "guess")
    refused = attempt(stranger, executive.user.username, PASSWORD)
    assert refused.status_code == 200
    assert "しばらくサインインできません" in refused.content.decode()


def test_a_known_browser_is_not_locked_out_with_the_guesser(executive) -> None:
    known, stranger = Client(), Client()
    assert attempt(known, executive.user.username, PASSWORD).status_code == 302
    known.post("/account/logout/")
    for _i in range(12):
        attempt(stranger, executive.user.username, "guess")
    assert attempt(known, executive.user.username, PASSWORD).status_code == 302


def test_a_spray_over_many_names_stops_the_address_but_not_known_browsers(executive) -> None:
    known, stranger = Client(), Client()
    attempt(known, executive.user.username, PASSWORD)
    known.post("/account/logout/")
    for number in range(61):
        attempt(stranger, f"name{number}", "Spring2026!")
    assert "しばらくサインインできません" in attempt(stranger, "name999", "Spring2026!").content.decode()
    assert attempt(known, executive.user.username, PASSWORD).status_code == 302


def test_a_known_browser_has_its_own_limit(executive) -> None:
    known = Client()
    attempt(known, executive.user.username, PASSWORD)
    known.post("/account/logout/")
    for _i in range(10):
        attempt(known, executive.user.username, "guess")
    assert attempt(known, executive.user.username, PASSWORD).status_code == 200


def test_a_forged_cookie_makes_nobody_known(executive) -> None:
    client = Client()
    client.cookies[KNOWN_COOKIE] = "0123456789abcdef:forged"
    for _i in range(10):
        attempt(client, executive.user.username, "guess")
    assert attempt(client, executive.user.username, PASSWORD).status_code == 200


def test_success_does_not_count_as_failure(executive) -> None:
    for _i in range(12):
        assert attempt(Client(), executive.user.username, PASSWORD).status_code == 302


def test_failures_leave_one_entry_in_five_minutes(executive) -> None:
    stranger = Client()
    for _i in range(11):
        attempt(stranger, executive.user.username, "guess")
    assert sign_in_entries(executive) == ["sign-in failed", "sign-in blocked after many failures"]


def test_unknown_names_leave_no_entry(executive) -> None:
    attempt(Client(), "nobody-here", "guess")
    assert sign_in_entries(executive) == []


def test_signing_in_and_out_leave_entries(executive) -> None:
    client = Client()
    attempt(client, executive.user.username, PASSWORD)
    client.post("/account/logout/")
    assert sign_in_entries(executive) == ["signed in", "signed out"]


def test_two_accounts_are_known_to_one_browser(executive) -> None:
    other = make_person(executive.institution, "藤井 誠", account=True)
    client = Client()
    for person in (executive, other):
        attempt(client, person.user.username, PASSWORD)
        client.post("/account/logout/")
    value = client.cookies[KNOWN_COOKIE].value
    assert value.split(":")[0].count(".") == 1
