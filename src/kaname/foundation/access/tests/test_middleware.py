"""Sessions end in time, and at once when a role or an account is taken away (hostile cases 32, 33, 37, 38)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kaname.foundation.access import services
from kaname.foundation.access.models import Membership, Person, User
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

from .conftest import browser
from .factories import PASSWORD, make_hospital, make_person


def age(client: Client, **seconds: int) -> None:
    """Let the session have begun, or been seen, so many seconds ago."""
    session = client.session
    for name, value in seconds.items():
        session[name] = int(clock.real_now().timestamp()) - value
    session.save()


@pytest.mark.parametrize(("seen", "ends"), [(1790, False), (1810, True)])
def test_idle_session_ends_after_half_an_hour(executive, seen, ends) -> None:
    client = browser(executive)
    age(client, began=seen, seen=seen)
    assert client.get("/people/settings/").status_code == (302 if ends else 200)
    assert ("_auth_user_id" not in client.session) == ends


@pytest.mark.parametrize(("began", "ends"), [(12 * 3600 - 10, False), (12 * 3600 + 10, True)])
def test_no_session_lives_longer_than_twelve_hours(executive, began, ends) -> None:
    client = browser(executive)
    age(client, began=began, seen=5)
    assert client.get("/people/settings/").status_code == (302 if ends else 200)


def test_role_taken_away_denies_the_next_request(executive, officer) -> None:
    client = browser(officer)
    assert client.get("/people/accounts/").status_code == 200
    yesterday = clock.today() - timedelta(days=1)
    membership = Membership.objects.get(person=officer)
    Membership._base_manager.filter(pk=membership.pk).update(starts_on=yesterday)
    membership.refresh_from_db()
    services.end_role(by=executive, membership=membership, ends_on=yesterday)
    assert client.get("/people/accounts/").status_code == 403
    assert client.post(f"/people/accounts/{executive.pk}/active/").status_code == 403


def test_stopped_account_loses_sessions_and_tokens(executive, officer) -> None:
    client = browser(officer)
    _row, secret = services.issue_token(by=officer, person=officer, name="月報")
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    assert api.get("/api/v1/people").status_code == 200
    services.set_account_active(by=executive, person=officer, active=False)
    assert client.get("/people/settings/").status_code == 302
    assert api.get("/api/v1/people").status_code == 401
    services.set_account_active(by=executive, person=officer, active=True)
    assert api.get("/api/v1/people").status_code == 401


def test_somebody_who_left_cannot_act(executive, officer) -> None:
    client = browser(officer)
    tomorrow = clock.today() + timedelta(days=1)
    services.end_person(by=executive, person=officer, ends_on=clock.today())
    with clock.at(tomorrow):
        assert client.get("/people/settings/").status_code == 403


def test_forged_fields_are_ignored(executive, staff) -> None:
    other = make_hospital("北斗病院")
    client = browser(executive)
    user_fields = {
        "is_staff": "1",
        "is_superuser": "1",
        "institution": other.institution.pk,
        "person": other.pk,
    }
    client.post("/people/accounts/new/", {"username": "x", **user_fields})
    assert not User.objects.filter(username="x").exists()
    client.post(
        f"/people/accounts/{staff.pk}/role/",
        {"role": Role.DESK, "starts_on": clock.today().isoformat(), "origin": "forged", **user_fields},
    )
    given = Membership.objects.get(person=staff, role=Role.DESK)
    assert (given.institution_id, given.person_id, given.origin) == (staff.institution_id, staff.pk, "")
    assert not Person.objects.get(pk=staff.pk).user.is_staff


def test_staff_cannot_raise_themselves(staff) -> None:
    client = browser(staff)
    answer = client.post(
        f"/people/accounts/{staff.pk}/role/", {"role": Role.EXECUTIVE, "starts_on": "2026-01-01"}
    )
    assert answer.status_code == 403
    assert [m.role for m in Membership.objects.filter(person=staff)] == [Role.STAFF]


def test_officer_cannot_make_an_executive(officer, staff) -> None:
    form = {"role": Role.EXECUTIVE, "starts_on": clock.today().isoformat()}
    assert browser(officer).post(f"/people/accounts/{staff.pk}/role/", form).status_code == 422


def test_a_post_without_csrf_token_is_refused(executive, staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(executive.user)
    answer = client.post(f"/people/accounts/{staff.pk}/active/", {"active": ""})
    assert answer.status_code == 403
    assert User.objects.get(pk=staff.user_id).is_active


def test_get_changes_nothing(executive, staff) -> None:
    client = browser(executive)
    for path in ("active", "password", "second-factor", "role"):
        assert client.get(f"/people/accounts/{staff.pk}/{path}/").status_code == 405
    answer = client.get("/people/settings/tokens/", headers={"X-HTTP-Method-Override": "POST"})
    assert answer.status_code == 405


def test_days_are_shown_as_preferred(executive) -> None:
    client = browser(executive)
    services.issue_token(by=executive, person=executive, name="月報")
    day = clock.today() + timedelta(days=90)
    assert f"令和{day.year - 2018}年" in client.get("/people/settings/").content.decode()
    client.post("/people/settings/era/", {"era": "seireki"})
    assert f"{day.year}年{day.month}月{day.day}日" in client.get("/people/settings/").content.decode()


def test_session_of_the_second_hospital_needs_membership(executive) -> None:
    other = make_hospital("北斗病院")
    client = browser(executive)
    session = client.session
    session["institution"] = other.institution_id
    session.save()
    assert client.get(f"/people/accounts/{other.pk}/").status_code == 404
    assert make_person(other.institution, "田村 結").institution_id == other.institution_id
    assert PASSWORD


def test_nul_in_an_address_is_answered_and_not_a_fault(executive) -> None:
    assert browser(executive).get("/api/v1/documents", {"q": "a\0b"}).status_code == 400


def test_page_of_a_signed_in_person_is_kept_by_no_cache(executive) -> None:
    assert browser(executive).get("/").headers["Cache-Control"] == "private, no-store"
