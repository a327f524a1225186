"""One request is carried out once, however often it is sent; but all that one request writes belongs to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.foundation.obligations import engine
from kaname.rooms.organisation.models import Appointment

from .conftest import Visitor
from .story import TODAY, Story

pytestmark = pytest.mark.django_db
SET_UP = {
    "name": "みなと総合病院", "beds": "180", "sites": "1", "founder": "PUBLIC", "has_own_operator": "yes",
    "executive_title": "病院長", "executive_name": "佐伯 恵", "username": "fresh-director",
    "password": "minato no kaze ga fuku", "password_again": "minato no kaze ga fuku",
    "systems-TOTAL_FORMS": "1", "systems-INITIAL_FORMS": "0", "systems-0-name": "電子カルテ",
    "systems-0-hosting": "CLOUD", "systems-0-vendor": "", "form_token": "once-and-only-once",
}  # fmt: skip


@pytest.mark.usefixtures("db")
def test_set_up_writes_hospital_and_profile_and_signs_in(client: Client) -> None:
    assert client.post(reverse("overview:set_up"), SET_UP)["Location"] == reverse("overview:question_list")
    assert client.get(reverse("overview:question_list")).status_code == 200
    assert Institution.objects.count() == 1


def test_an_answer_that_registers_and_appoints_is_one_thing(story: Story) -> None:
    form = {"new_name": "新田 陽", "text": "監査する。", "form_token": "answer-1"}
    client = Visitor(story, "director").browser
    url = reverse("overview:question_answer", args=["auditor"])
    assert client.post(url, form)["Location"] == reverse("overview:question_list")
    made = Appointment.objects.of(story.institution).get(role="AUDITOR")
    assert made.person.name == "新田 陽"
    client.post(url, form)
    assert Person.objects.of(story.institution).filter(name="新田 陽").count() == 1


def test_a_refused_answer_leaves_nobody_registered(story: Story) -> None:
    client = Visitor(story, "director").browser
    client.post(
        reverse("overview:question_answer", args=["security-policy"]),
        {"new_name": "新田 陽", "text": "書く。"},
    )
    assert not Person.objects.of(story.institution).filter(name="新田 陽").exists()


def test_verdicts_that_are_due_do_not_spend_the_token(story: Story) -> None:
    """On the day after a due day, the first write finds verdicts to bring up to date, and is still carried out."""
    with clock.at(story.records["directive_soon"].due_on + timedelta(days=1)):
        assert engine._due(story.institution, clock.today())
        form = {
            "addressee": story.people["staff"].pk, "title": "点検", "body": "点検してください。",
            "due_on": TODAY + timedelta(days=60), "obligation_id": "", "origin": "", "recurrence": "NONE",
            "addressee_role": "", "form_token": "directive-1",
        }  # fmt: skip
        client = Visitor(story, "director").browser
        answers = [client.post(reverse("directives:directive_new"), form) for _click in range(2)]
    made = Directive.objects.of(story.institution).get(title="点検")
    assert [a["Location"] for a in answers] == [made.get_absolute_url()] * 2
