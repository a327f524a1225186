"""Making a kit: what it holds, what stays of it in the house, and what never does."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from kaname.foundation.calendar import clock
from kaname.foundation.contacts import services as contacts
from kaname.foundation.ledger.models import LedgerEntry
from kaname.outputs.kit import services
from kaname.outputs.kit.content import prints_of
from kaname.outputs.kit.models import KitIssue
from kaname.outputs.kit.sealing import KIT, normal_phrase, open_envelope
from kaname.outputs.kit.selectors import changed_parts

from .conftest import PHRASE


def opened(file: bytes, phrase: str = PHRASE) -> dict:
    """What the file says once it is open."""
    page = file.decode()
    envelope = json.loads(re.search(r'id="envelope">(.*?)</script>', page)[1])
    return json.loads(open_envelope(envelope, phrase, kind=KIT)[1])


def test_a_kit_holds_what_the_first_hours_need(house) -> None:
    content = opened(services.make_kit(by=house.planner, phrase=PHRASE).content)
    assert [s["id"] for s in content["sections"]] == [
        "first", "contacts", "plan", "duties", "recovery", "systems", "forms"
    ]  # fmt: skip
    said = json.dumps(content, ensure_ascii=False)
    for words in (
        "090-0000-0101",
        "電子カルテ",
        "みなと電算",
        "個人情報保護委員会",
        "初動の記録",
        house.executive.name,
    ):
        assert words in said
    assert (content["institution"], content["expires_on"]) == (str(house.institution.code), "2027-02-17")
    assert {p["name"].split("　")[-1] for p in content["people"]} == {
        house.executive.name, house.officer.name, house.planner.name, house.operator.name
    }  # fmt: skip
    assert len(content["moments"]) == 11


def test_it_is_sealed_small_and_lets_nothing_run_but_its_own_program(house) -> None:
    file = services.make_kit(by=house.planner, phrase=PHRASE).content
    page = file.decode()
    assert len(file) < 2_000_000
    assert "090-0000-0101" not in page
    assert "みなと電算" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    program = re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    for directive, text in (("script-src", program), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert not re.search(r"https?://|innerHTML|unsafe", page)


def test_the_phrase_stays_nowhere(house) -> None:
    made = services.make_kit(by=house.planner, phrase=PHRASE)
    kept = json.dumps([dict(row.__dict__) for row in KitIssue.objects.of(house.institution)], default=str)
    ledger = " ".join(bytes(row.body).decode() for row in LedgerEntry._default_manager.all())
    for text in (PHRASE, normal_phrase(PHRASE)):
        assert text not in kept
        assert text not in ledger
        assert text not in made.content.decode()


def test_the_ledger_says_who_made_it_and_its_seal_stands_inside(house) -> None:
    made = services.make_kit(by=house.planner, phrase=PHRASE)
    assert LedgerEntry._default_manager.filter(action="kit.make").count() == 1
    content = opened(made.content)
    assert content["checkpoint"] == made.issue.checkpoint != ""
    assert content["digest"] == made.issue.digest
    assert hashlib.sha256(made.content).hexdigest() == made.issue.file_sha256


@pytest.mark.parametrize("who", ["operator", "nurse", "vendor"])
def test_only_those_who_lead_make_a_kit(house, who: str) -> None:
    with pytest.raises(PermissionDenied):
        services.make_kit(by=getattr(house, who), phrase=PHRASE)


def test_a_weak_phrase_is_refused_on_its_field(house) -> None:
    with pytest.raises(ValidationError) as refused:
        services.make_kit(by=house.planner, phrase="病院")
    assert list(refused.value.message_dict) == ["phrase"]
    assert not KitIssue.objects.of(house.institution).exists()


def test_it_speaks_the_language_of_whoever_makes_it_but_its_prints_do_not(house) -> None:
    with translation.override("en"):
        made = services.make_kit(by=house.planner, phrase=PHRASE)
    content = opened(made.content)
    assert content["sections"][1]["title"] == "Contacts"
    assert '<html lang="en">' in made.content.decode()
    assert made.issue.prints == prints_of(house.institution, clock.today())


def test_what_changed_since_is_named(house) -> None:
    issue = services.make_kit(by=house.planner, phrase=PHRASE).issue
    today = date(2026, 11, 19)
    assert changed_parts(issue, prints_of(house.institution, today)) == []
    contacts.change_contact(by=house.planner, contact=house.contact, phone_night="090-0000-0202")
    assert changed_parts(issue, prints_of(house.institution, today)) == ["連絡体制図"]


def test_hostile_names_stay_text(house) -> None:
    hostile = "</script><script>alert(1)</script>%%PROGRAM%%"
    contacts.register_contact(
        by=house.planner, party="VENDOR", organisation=hostile, phone_night="1", order=1
    )
    page = services.make_kit(by=house.planner, phrase=PHRASE).content.decode()
    assert page.count("<script") == 3
