"""Signing in to a session on a phone, also by people who mean ill."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.training import services
from kaname.rooms.training.models import Attendance

from .factories import make_session

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
WRONG = "ABCDEFGHJKMN"


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with clock.at(DAY):
        yield
    cache.clear()


@pytest.fixture
def director():
    return make_hospital()


@pytest.fixture
def session(director):
    make_person(director.institution, "中野 翔", number="1001", kana="なかの しょう")
    return services.open_sign_in(by=director, session=make_session(director))


def address(session):
    return reverse("training:sign_in", args=[session.sign_in_secret])


def post(client, session, number="1001", name="中野 翔"):
    return client.post(address(session), {"number": number, "name": name})


def bare(response):
    """A page without what differs in any two pages."""
    return re.sub(r'value="[\w-]{20,}"', "", response.content.decode())


def test_the_answer_is_the_same_whoever_is_named(session):
    answers = []
    for number, name in (("1001", "中野 翔"), ("1001", "森 葵"), ("9999", "中野 翔"), ("9999", "だれか")):
        client = Client()
        first = post(client, session, number, name)
        answers.append(
            (first.status_code, first.headers["Location"], bare(client.get(first.headers["Location"])))
        )
    assert len(set(answers)) == 1
    assert answers[0][:2] == (302, f"{address(session)}?done=1")
    assert "中野" not in answers[0][2]
    assert Attendance.objects.filter(person__isnull=False).count() == 1


def test_the_page_names_nobody(client, director, session):
    services.sign_in(by=director, session=session)
    page = client.get(address(session)).content.decode()
    assert "講堂" in page
    assert not [name for name in ("佐伯", "中野", "高木", "1001") if name in page]


@pytest.mark.parametrize("typed", [WRONG, "x", "1 OR 1=1", "﷽", "A" * 500, "%00", "..", "<script>"])
def test_a_wrong_code_opens_nothing(client, session, typed):
    for answer in (
        client.get(reverse("training:sign_in", args=[typed])),
        client.post(reverse("training:sign_in", args=[typed]), {"number": "1001", "name": "中野 翔"}),
    ):
        assert answer.status_code == 404
        assert "講堂" not in answer.content.decode()
    assert not Attendance.objects.exists()


def test_code_typed_with_hyphens_in_small_letters_leads_to_its_page(client, session):
    answer = client.post(reverse("training:sign_in_code"), {"code": f" {session.code.lower()} "})
    assert answer.headers["Location"] == address(session)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_wrong_codes_are_limited_and_the_right_one_is_not(client, session):
    codes = [client.get(reverse("training:sign_in", args=[WRONG])).status_code for _n in range(100)]
    assert codes == [404] * 30 + [429] * 70
    assert client.get(address(session)).status_code == 200


def test_a_hundred_tries_end_in_a_few_lines_for_the_organiser(session):
    codes = [post(Client(), session, str(n), "だれか").status_code for n in range(130)]
    assert codes == [302] * 120 + [429] * 10
    assert Attendance.objects.filter(person__isnull=True).count() == 120
    assert post(Client(), session).status_code == 429, "the right name is limited like any other"


def test_replay_makes_no_second_attendance(session):
    client = Client()
    for _again in range(5):
        post(client, session)
        post(client, session, "7", "だれか")
    assert Attendance.objects.count() == 2
    assert LedgerEntry.objects.filter(action="training.sign_in").count() == 2


def test_an_old_code_is_worthless(client, director, session):
    services.end_sign_in(by=director, session=session)
    assert "受付をしていません" in client.get(address(session)).content.decode()
    assert "受付をしていません" in post(client, session).content.decode()
    services.open_sign_in(by=director, session=session)
    with clock.at(DAY + timedelta(days=1)):
        assert "受付をしていません" in post(client, session).content.decode()
    assert not Attendance.objects.exists()


def test_one_tap_with_an_account(client, director, session):
    mori = make_person(director.institution, "森 葵", roles=[Role.STAFF], account=True)
    client.force_login(mori.user)
    assert "森 葵" in client.get(address(session)).content.decode()
    assert client.post(address(session)).headers["Location"] == address(session)
    assert "出席を受け付けました" in client.get(address(session)).content.decode()
    assert [(row.person, row.recorded_by) for row in Attendance.objects.all()] == [(mori, mori)]


def test_an_account_of_another_hospital_learns_nothing(client, session):
    stranger = make_hospital("ひばり病院")
    client.force_login(stranger.user)
    for answer in (client.get(address(session)), client.post(address(session))):
        assert (answer.status_code, "みなと" in answer.content.decode()) == (404, False)
    assert not Attendance.objects.exists()


def test_post_without_the_csrf_token_is_refused(session):
    assert post(Client(enforce_csrf_checks=True), session).status_code == 403


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a" * 101, "\x00", "'; DROP TABLE", "   "])
def test_hostile_names_are_text_or_refused(client, director, session, text):
    answer = post(client, session, "1", text)
    assert answer.status_code in (302, 422)
    client.force_login(director.user)
    page = client.get(session.get_absolute_url())
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_pages_are_kept_out_of_caches(client, session):
    assert "no-store" in client.get(address(session)).headers["Cache-Control"]
