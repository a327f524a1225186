"""What was typed while the session ended is there again after signing in (hostile case 31)."""

from __future__ import annotations

import pytest
from django.test import Client

from kaname.foundation.access.drafts import KEPT_SECONDS
from kaname.foundation.access.models import Membership
from kaname.foundation.calendar import clock

from .conftest import browser
from .factories import PASSWORD
from .test_middleware import age

PAGE = "/people/accounts/new/"
LONG = "長い報告" * 200


def late(client: Client, page: str, fields: dict, to: str = "") -> str:
    """Send a form after the session has ended; returns where the sign-in page will lead."""
    age(client, began=4000, seen=4000)
    answer = client.post(to or page, fields, headers={"Referer": f"http://testserver{page}"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/?next=")
    return answer.url


def sign_in(client: Client, person, url: str):
    answer = client.post(url, {"login": person.user.username, "password": PASSWORD})
    return client.get(answer.url)


def test_text_is_back_after_signing_in(executive) -> None:
    client = browser(executive)
    url = late(client, PAGE, {"username": "nakano", "person": ""})
    answer = sign_in(client, executive, url)
    html = answer.content.decode()
    assert answer.request["PATH_INFO"] == PAGE
    assert "書きかけを戻しました" in html
    assert 'value="nakano"' in html


def test_a_directive_report_of_many_words_is_kept(executive) -> None:
    client = browser(executive)
    url = late(client, "/directives/new/", {"title": "点検", "body": LONG})
    html = sign_in(client, executive, url).content.decode()
    assert LONG in html


def test_form_that_posts_elsewhere_comes_back_on_its_page(executive, staff) -> None:
    client = browser(executive)
    page = f"/people/accounts/{staff.pk}/"
    fields = {"role": "DESK", "starts_on": "R8.4.1", "ends_on": "", "form_token": "t"}
    url = late(client, page, fields, to=f"{page}role/")
    html = sign_in(client, executive, url).content.decode()
    assert 'value="R8.4.1"' in html
    assert "書きかけを戻しました" in html


def test_unknown_form_is_listed_for_copying(executive) -> None:
    client = browser(executive)
    url = late(client, "/people/settings/", {"essay": LONG}, to="/people/settings/era/")
    html = sign_in(client, executive, url).content.decode()
    assert "内容が残っています" in html
    assert LONG in html


def test_nothing_was_written_and_one_submission_remains(executive, staff) -> None:
    client = browser(executive)
    page = f"/people/accounts/{staff.pk}/"
    fields = {"role": "DESK", "starts_on": clock.today().isoformat(), "ends_on": "", "form_token": "once"}
    url = late(client, page, fields, to=f"{page}role/")
    sign_in(client, executive, url)
    assert not Membership.objects.filter(person=staff, role="DESK").exists()
    assert client.post(f"{page}role/", fields).status_code == 302
    client.post(f"{page}role/", fields)
    assert Membership.objects.filter(person=staff, role="DESK").count() == 1
    assert "書きかけ" not in client.get(page).content.decode()


def test_secrets_are_not_kept(executive) -> None:
    client = browser(executive)
    late(client, PAGE, {"username": "x", "password": "hush", "password1": "hush", "code": "123456"})
    assert "hush" not in str(dict(client.session))
    assert "123456" not in str(dict(client.session))


def test_somebody_else_at_the_same_desk_does_not_see_it(executive, officer) -> None:
    client = browser(executive)
    url = late(client, PAGE, {"username": "secret-plan", "person": ""})
    assert "secret-plan" not in sign_in(client, officer, url).content.decode()


def test_it_is_gone_after_an_hour(executive) -> None:
    client = browser(executive)
    url = late(client, PAGE, {"username": "nakano", "person": ""})
    session = client.session
    session["typed_before"] = [{**k, "at": k["at"] - KEPT_SECONDS - 1} for k in session["typed_before"]]
    session.save()
    assert "nakano" not in sign_in(client, executive, url).content.decode()


@pytest.mark.django_db
def test_visitors_leave_nothing() -> None:
    client = Client()
    client.post(PAGE, {"username": "x" * 1000})
    assert "typed_before" not in client.session


def test_foreign_referer_is_not_followed(executive) -> None:
    client = browser(executive)
    age(client, began=4000, seen=4000)
    answer = client.post(PAGE, {"username": "x"}, headers={"Referer": "https://elsewhere.example/people/"})
    assert answer.url == f"/account/login/?next={PAGE}"


def test_htmx_is_told_to_leave_the_page(executive) -> None:
    client = browser(executive)
    age(client, began=4000, seen=4000)
    answer = client.post(
        PAGE, {"username": "x"}, headers={"HX-Request": "true", "Referer": f"http://testserver{PAGE}"}
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/account/login/?next={PAGE}")
