"""Announcements that begin from a text the hospital prepared: what is known is set in, what is not stays in sight."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.contacts import services as contacts
from kaname.foundation.contacts.models import AnnouncementTemplate
from kaname.rooms.incidents import services
from kaname.rooms.incidents.models import IncidentReport

from .conftest import know_attack
from .test_pages import signed_in

BODY = "{{hospital}}では、{{what}}。\n診療：{{services}}\n\n説明：{{spokesperson}}\n問合せ：{{desk}}"


@pytest.fixture
def text(house):
    return contacts.write_template(by=house.planner, audience="WEB", title="{{hospital}}の障害", body=BODY)


def begin(house, incident, template, clock="publication"):
    return services.draft_report(by=house.planner, incident=incident, clock_id=clock, template=template)


def test_what_is_known_stands_in_its_place_and_the_rest_stays(house, incident, text):
    know_attack(
        house, incident, overview="電子カルテが使えません。\n調べています。", care_impact="救急を止めた"
    )
    services.assign_role(by=house.officer, incident=incident, role="EXPLANATION", person=house.officer)
    draft = begin(house, incident, text)
    hospital = house.institution.name
    assert draft.title == f"{hospital}の障害"
    assert draft.body == (
        f"{hospital}では、電子カルテが使えません。 調べています。  \n診療：救急を止めた\n\n"
        f"説明：{house.officer.title_and_name}  \n問合せ：{{{{問合せ先}}}}\n"
    )


def test_nothing_goes_out_or_up_while_a_place_is_empty(house, incident, text):
    know_attack(house, incident, overview="電子カルテが使えない", care_impact="救急を止めた")
    draft = begin(house, incident, text)
    with pytest.raises(ValidationError, match="説明する人、問合せ先"):
        services.ask_announcement(by=house.planner, report=draft, approver=house.executive)
    body = draft.body.replace("{{説明する人}}", "森田").replace("{{問合せ先}}", "代表番号")
    services.change_draft(by=house.planner, report=draft, title=draft.title, body=body)
    asked = services.ask_announcement(by=house.planner, report=draft, approver=house.executive)
    assert asked.material["title"] == draft.title


def test_a_text_for_others_retired_or_of_another_house_is_refused(house, incident, text):
    for_vendors = contacts.write_template(by=house.planner, audience="VENDORS", title="依頼", body="文")
    contacts.retire_template(by=house.planner, template=text)
    elsewhere = make_hospital("みさき病院")
    theirs = contacts.write_template(by=elsewhere, audience="WEB", title="よその文", body="文")
    for wrong in (for_vendors, text, theirs):
        with pytest.raises(ValidationError, match="使える文案"):
            begin(house, incident, wrong)
    assert begin(house, incident, for_vendors, "vendor_call").body == "文\n"


def test_the_page_offers_the_texts_and_a_draft_can_begin_anew_from_another(house, incident, text):
    client, page = (
        signed_in(house.planner),
        reverse("incidents:clock_draft", args=[incident.pk, "publication"]),
    )
    duty = client.get(reverse("incidents:clock", args=[incident.pk, "publication"])).content.decode()
    assert f'href="{page}"' in duty
    offered = client.get(page).content.decode()
    assert "ホームページ：{{hospital}}の障害" in offered
    assert "事実表から書き起こす" in offered
    assert client.post(page, {"template": 10**9}).status_code == 422
    made = client.post(page, {"template": text.pk}, follow=True).content.decode()
    draft = IncidentReport.objects.get()
    assert "まだ書き入れていない所があります" in made
    assert draft.body.startswith(house.institution.name)
    again = reverse("incidents:report_renew", args=[draft.pk])
    assert "いまの下書きの文は消えます。" in client.get(again).content.decode()
    client.post(again, {"template": ""})
    draft.refresh_from_db()
    assert "{{" not in draft.body
    client.post(again, {"template": text.pk})
    draft.refresh_from_db()
    assert "{{問合せ先}}" in draft.body


def test_a_program_names_the_text_by_its_number(house, incident, text):
    client = signed_in(house.planner)
    address = f"/api/v1/incidents/{incident.pk}/reports"
    said = {"clock": "publication", "template": 10**9}
    assert client.post(address, said, content_type="application/json").status_code == 404
    said["template"] = text.pk
    made = client.post(address, said, content_type="application/json")
    assert (made.status_code, made.json()["title"]) == (201, f"{house.institution.name}の障害")
    assert AnnouncementTemplate.objects.get() == text
