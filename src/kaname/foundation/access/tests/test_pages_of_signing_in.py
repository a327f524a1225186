"""Every page of signing in: in Kaname's look, in Japanese, without inline script."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from kaname.foundation.access import services
from kaname.foundation.ledger.models import LedgerEntry

from .conftest import browser
from .factories import PASSWORD

CODE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\son\w+=|\sstyle=", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(Sign|Password|Username|Authenticator|Security|Recovery|Please|Enter|Code|Passwordless)\b"
)


def assert_ours(answer) -> str:
    html = answer.content.decode()
    assert 'href="/static/kaname/kaname.css"' in html
    assert 'lang="ja"' in html
    assert not CODE.search(html), CODE.search(html)
    words = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert not ENGLISH.search(words), ENGLISH.search(words)
    return html


def signed_in(person) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": person.user.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def confirmed(person) -> Client:
    """Signed in, with the password given once more, as delicate pages ask."""
    client = signed_in(person)
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def give_second_factor(person) -> None:
    TOTP.activate(person.user, generate_totp_secret())
    RecoveryCodes.activate(person.user)


def add_passkey(person) -> Authenticator:
    return Authenticator.objects.create(
        user=person.user, type=Authenticator.Type.WEBAUTHN, data={"name": "病院の端末", "credential": {}}
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/account/login/", "/account/signup/", "/account/inactive/", "/account/password/reset/"]
)
def test_pages_for_visitors(url) -> None:
    html = assert_ours(Client().get(url, follow=True))
    if url != "/account/inactive/":
        assert "メールでの再設定はありません" in html


def test_pages_for_somebody_signed_in(executive) -> None:
    client = confirmed(executive)
    paths = [
        "logout/",
        "password/change/",
        "reauthenticate/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "sessions/",
    ]
    for path in paths:
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 200, path
        assert_ours(answer)


def test_pages_with_a_second_factor(executive) -> None:
    client = confirmed(executive)
    give_second_factor(executive)
    paths = [
        "2fa/",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "2fa/reauthenticate/",
    ]
    for path in paths:
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 200, path
        assert_ours(answer)


def test_the_code_is_asked_after_the_password(executive) -> None:
    give_second_factor(executive)
    client = signed_in(executive)
    assert_ours(client.get("/account/2fa/authenticate/"))
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "コードが違います" in assert_ours(wrong)


def test_a_recovery_code_opens_the_account(executive) -> None:
    give_second_factor(executive)
    code = Authenticator.objects.get(user=executive.user, type="recovery_codes").wrap().get_unused_codes()[0]
    client = signed_in(executive)
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/people/settings/").status_code == 200


def test_passkeys_are_listed_renamed_and_removed(executive) -> None:
    client, key = confirmed(executive), add_passkey(executive)
    for path in [
        "2fa/",
        "2fa/webauthn/",
        f"2fa/webauthn/keys/{key.pk}/edit/",
        f"2fa/webauthn/keys/{key.pk}/remove/",
    ]:
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 200, path
        assert_ours(answer)
    client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_qr_image_is_data_and_allowed(executive) -> None:
    answer = confirmed(executive).get("/account/2fa/totp/activate/")
    assert 'src="data:image/svg+xml;base64,' in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_wrong_password_says_so_in_japanese(executive) -> None:
    answer = Client().post("/account/login/", {"login": executive.user.username, "password": "wrong"})
    assert "サインイン名かパスワードが違います" in assert_ours(answer)


def test_nothing_is_signed_up(executive) -> None:
    client = Client()
    client.post("/account/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_changing_the_password_ends_other_sessions(executive) -> None:
    here, there = signed_in(executive), signed_in(executive)
    new = "another horse battery"
    answer = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert here.get("/people/settings/").status_code == 200
    assert there.get("/people/settings/").status_code == 302
    assert json.loads(bytes(LedgerEntry.objects.order_by("seq").last().body))["note"] == "password changed"


def test_stopped_account_gets_a_page(executive, staff) -> None:
    services.set_account_active(by=executive, person=staff, active=False)
    answer = Client().post(
        "/account/login/", {"login": staff.user.username, "password": PASSWORD}, follow=True
    )
    assert "止められています" in assert_ours(answer)


def test_too_many_requests_page(settings, executive) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client = Client()
    answers = [client.post("/account/login/", {"login": "x", "password": "y"}) for _i in range(2)]
    assert answers[-1].status_code == 429
    assert_ours(answers[-1])


def test_signed_out_with_a_post_only(executive) -> None:
    client = browser(executive)
    client.get("/account/logout/")
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_delicate_pages_ask_for_the_password_again(executive) -> None:
    answer = signed_in(executive).get("/account/2fa/totp/activate/", follow=True)
    assert "本人であることを確かめます" in assert_ours(answer)


def test_the_app_is_activated_with_its_first_code(executive, django_capture_on_commit_callbacks) -> None:
    client = confirmed(executive)
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/2fa/totp/activate/", {"code": code})
    assert "回復コード" in assert_ours(client.get(answer.url))
    assert Authenticator.objects.filter(user=executive.user, type="totp").exists()


def test_the_passkey_is_asked_for_again(executive, monkeypatch) -> None:
    client, _key = confirmed(executive), add_passkey(executive)
    monkeypatch.setattr(
        "allauth.mfa.webauthn.internal.auth.begin_authentication", lambda _user: {"publicKey": {}}
    )
    html = assert_ours(client.get("/account/2fa/webauthn/reauthenticate/"))
    assert "allauth.webauthn.forms.authenticateForm" in html
