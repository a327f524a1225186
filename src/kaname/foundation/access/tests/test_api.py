"""API tokens: within their scope, their time and the policy table; the session only with its CSRF token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kaname.foundation.access import services
from kaname.foundation.access.models import ApiToken, Person
from kaname.foundation.calendar import clock

PEOPLE = "/api/v1/people"


def api(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def token(executive):
    return services.issue_token(by=executive, person=executive, name="月報", days=30)


def test_only_the_digest_is_kept(token) -> None:
    row, secret = token
    assert row.digest == services.token_digest(secret)
    assert secret not in str(ApiToken.objects.values())


def test_token_opens_what_its_person_may(token) -> None:
    assert api(token[1]).get(PEOPLE).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "kaname_wrong", "kaname_" + "x" * 5000])
def test_unknown_token_opens_nothing(secret) -> None:
    assert api(secret).get(PEOPLE).status_code == 401


@pytest.mark.parametrize(("days", "status"), [(30, 200), (31, 401)])
def test_token_holds_through_its_last_day(token, days, status) -> None:
    with clock.at(clock.today() + timedelta(days=days)):
        assert api(token[1]).get(PEOPLE).status_code == status


def test_revoked_token_opens_nothing(executive, token) -> None:
    services.revoke_token(by=executive, token=token[0])
    assert api(token[1]).get(PEOPLE).status_code == 401


def test_reading_token_writes_nothing(executive, token) -> None:
    answer = api(token[1]).post(PEOPLE, {"name": "木下 奏"}, content_type="application/json")
    assert answer.status_code == 403
    assert "読み取り専用" in answer.json()["detail"]
    assert not Person.objects.filter(name="木下 奏").exists()


def test_an_idempotency_key_is_the_token_s_own_and_counts_whole(executive) -> None:
    secrets = [
        services.issue_token(by=executive, person=executive, name=name, may_write=True)[1] for name in "ab"
    ]
    long = "k" * 150

    def register(secret: str, name: str, key: str) -> int:
        headers = {"Idempotency-Key": key}
        return (
            api(secret)
            .post(PEOPLE, {"name": name}, content_type="application/json", headers=headers)
            .status_code
        )

    assert register(secrets[0], "木下 奏", "1") == 201
    assert register(secrets[1], "中野 翔", "1") == 201  # another client of the same address
    assert register(secrets[0], "木下 奏", "1") == 409
    assert [register(secrets[0], f"森田 {n}", f"{long}{n}") for n in (1, 2, 2)] == [201, 201, 409]
    assert Person.objects.filter(name__in=["木下 奏", "中野 翔", "森田 1", "森田 2"]).count() == 4


def test_token_follows_its_person(executive, officer) -> None:
    _row, secret = services.issue_token(by=officer, person=officer, name="月報")
    services.end_person(by=executive, person=officer, ends_on=clock.today())
    with clock.at(clock.today() + timedelta(days=1)):
        assert api(secret).get(PEOPLE).status_code == 401


def test_session_writes_only_with_a_csrf_token(executive) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(executive.user)
    assert client.get(PEOPLE).status_code == 200
    answer = client.post(PEOPLE, {"name": "木下 奏"}, content_type="application/json")
    assert answer.status_code == 403
    assert not Person.objects.filter(name="木下 奏").exists()
