"""Pages of a drill: the players learn what the clock has come to, and nothing else, wherever they look."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger import verification

from .conftest import House
from .drill_stage import play

TO_COME = ("press が起きました", "alarm を見守る", "ネットワークを切る", "week が起きました")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _browser(person: Person) -> Client:
    browser = Client()
    browser.force_login(person.user, backend=BACKEND)
    return browser


def _text_of(answer: Any) -> str:
    if "json" in answer["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return str(answer.content.decode(errors="replace"))


@pytest.mark.parametrize("who", ["operator", "executive", "officer"])
def test_who_plays_or_looks_on_sees_only_what_has_come(house: House, who: str) -> None:
    drill = play(house)
    assert drill.incident is not None
    browser = _browser(getattr(house, who))
    for address in (
        drill.get_absolute_url(),
        drill.incident.get_absolute_url(),
        reverse("incidents:log_pdf", args=[drill.incident_id]),
        reverse("ledger:record", args=[ref_of(drill)]),
        reverse("ledger:entry_list"),
        f"/api/v1/drills/{drill.pk}",
        f"/api/v1/drills/{drill.pk}/play",
        "/api/v1/ledger/entries",
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        shown = _text_of(answer)
        for text in TO_COME:
            assert text not in shown, (address, text)
    assert browser.get(reverse("incidents:drill_pack_pdf", args=[drill.pk])).status_code in (403, 404)


def test_the_players_see_what_has_come(house: House) -> None:
    drill = play(house)
    shown = _browser(house.operator).get(drill.get_absolute_url()).content.decode()
    assert "alarm が起きました" in shown
    told = json.loads(_browser(house.operator).get(f"/api/v1/drills/{drill.pk}/play").content)
    assert [row["key"] for row in told["injects"]] == ["alarm"]
    assert told["injects"][0]["expected"] == []


def test_the_facilitator_sees_everything(house: House) -> None:
    drill = play(house)
    shown = _browser(house.planner).get(drill.get_absolute_url()).content.decode()
    for text in TO_COME:
        assert text in shown


def test_the_ledger_proves_the_script_without_telling_it(house: House) -> None:
    play(house)
    assert verification.verify_all([house.institution]) == []
