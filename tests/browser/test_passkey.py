"""A passkey is added, asked for after the password, and opens the account alone, under the strict content policy."""

from __future__ import annotations

from typing import Any

from tests.story import PASSWORD

from .conftest import Enter, Site, sign_in


def _authenticator(page: Any) -> None:
    """A key that always agrees, as a fingerprint would."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _sign_out(page: Any) -> None:
    page.goto("/account/logout/")
    page.locator("main button.primary").click()
    page.wait_for_url("**/account/login/**")


def test_a_passkey_opens_the_account(quiet_site: Site, visit: Enter) -> None:
    # A passkey belongs to a name, never to an address of figures.
    site = Site(quiet_site.url.replace("127.0.0.1", "localhost"), quiet_site.told)
    page = visit(site)
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    sign_in(page, "manager")
    _authenticator(page)
    page.goto("/account/2fa/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button.primary").click()
    page.wait_for_url("**/account/2fa/webauthn/add/")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/2fa/recovery-codes/")
    page.goto("/account/2fa/webauthn/")
    assert "パスワードなしでサインインできます" in page.locator("main").inner_text()
    _sign_out(page)
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{site.url}/")
    _sign_out(page)
    page.locator("input[name=login]").fill("minato-manager")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/account/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(f"{site.url}/")
    assert refused == []


def test_a_refused_passkey_is_told_in_words(quiet_site: Site, visit: Enter) -> None:
    page = visit(quiet_site)
    page.goto("/account/login/")
    page.locator("#passkey_login").click()
    page.get_by_text("パスキーを使えませんでした").wait_for()
