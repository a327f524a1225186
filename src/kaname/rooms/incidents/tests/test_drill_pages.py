"""Pages of a drill: the players learn what the clock has come to, and nothing else, wherever they look."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger import verification
from kaname.foundation.notices.models import Notice
from kaname.rooms.incidents import services
from kaname.rooms.incidents.choices import DrillState

from .conftest import House
from .drill_stage import fresh, plan, play

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


@pytest.mark.parametrize("who", ["operator", "executive", "officer"])
def test_no_page_of_who_runs_it_opens_to_anybody_else(house: House, who: str) -> None:
    """Neither the debrief before the end nor the way to make oneself a facilitator."""
    drill = play(house)
    browser = _browser(getattr(house, who))
    for name in ("drill_end", "drill_evaluate", "drill_report", "drill_person_new", "drill_pack_pdf"):
        assert browser.get(reverse(f"incidents:{name}", args=[drill.pk])).status_code in (403, 404), name
    assert browser.get(reverse("incidents:drill_mark", args=[drill.pk, "cut"])).status_code == 403
    posted = {"part": "FACILITATOR", "person": house.officer.pk}
    added = browser.post(reverse("incidents:drill_person_new", args=[drill.pk]), posted)
    told = browser.post(f"/api/v1/drills/{drill.pk}/people", posted, content_type="application/json")
    assert (added.status_code, told.status_code) == (403, 403)
    assert not drill.people.filter(person=house.officer).exists()


def test_who_will_play_a_scenario_does_not_read_its_file(house: House) -> None:
    address = reverse("incidents:scenario_file", args=["ransomware"])
    assert _browser(house.officer).get(address).status_code == 200
    drill = services.plan_drill(by=house.planner, planned_on=date(2026, 11, 24), scenario="ransomware")
    services.add_to_drill(by=house.planner, drill=drill, person=house.officer)
    refused = _browser(house.officer).get(address)
    assert refused.status_code == 403
    assert "訓練が終わるまで開けません" in refused.content.decode()
    assert (
        "ransomware.yaml" not in _browser(house.officer).get(reverse("incidents:drill_new")).content.decode()
    )
    assert _browser(house.planner).get(address).status_code == 200


def test_who_cannot_open_the_screens_is_offered_no_way_that_leads_nowhere(house: House) -> None:
    drill = plan(house)
    services.add_to_drill(by=house.planner, drill=drill, person=house.nurse)
    services.start_drill(by=house.planner, drill=fresh(drill))
    browser = _browser(house.nurse)
    shown = browser.get(reverse("notices:notice_list")).content.decode()
    assert "が始まりました" in shown
    assert "開く</" not in shown
    notice = Notice.objects.get(person=house.nurse)
    answer = browser.post(reverse("notices:notice_open", args=[notice.pk]))
    assert answer["Location"] == reverse("notices:notice_list")


def test_the_play_ends_after_a_look_at_what_is_still_to_come(house: House) -> None:
    drill = play(house)
    browser = _browser(house.planner)
    address = reverse("incidents:drill_end", args=[drill.pk])
    assert "まだ出していない想定が2件あります" in browser.get(address).content.decode()
    assert fresh(drill).state == DrillState.RUNNING
    assert browser.post(address).status_code == 302
    assert fresh(drill).state == DrillState.ENDED


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
