"""The public form in a browser without JavaScript and without cookies: accessible, narrow, safe with what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from .conftest import PATIENCE_MS, Site, sign_in
from .test_every_page import AXE, SERIOUS, TOO_WIDE

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202e逆 👩‍⚕️\n'; DROP TABLE x; --"
WAIT_MS = 3_500
"""Longer than a form must at least stand open: nobody writes an inquiry in less."""


@pytest.fixture
def address(quiet_site: Site) -> str:
    """The path of the desk's form, as its staff page shows it."""
    return str(quiet_site.told["public_form"])


@pytest.fixture
def stranger(chromium: Any, quiet_site: Site) -> Iterator[Any]:
    """A page of somebody who has no account and no JavaScript."""
    context = chromium.new_context(base_url=quiet_site.url, locale="ja-JP", java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def write(page: Any, body: str, *, kind: str = "QUESTION", sender: str = "", contact: str = "") -> None:
    page.locator("select[name=kind]").select_option(kind)
    page.locator("textarea[name=body]").fill(body)
    page.locator("input[name=sender]").fill(sender)
    page.locator("input[name=contact]").fill(contact)
    page.locator("input[name=consent]").check()


def test_somebody_without_an_account_writes_and_gets_a_number(stranger: Any, address: str) -> None:
    stranger.goto(address)
    expect(stranger.locator("nav")).to_have_count(0)
    write(stranger, "待合の声が聞こえます。", contact="a@example.jp")
    stranger.wait_for_timeout(WAIT_MS)
    stranger.get_by_role("button", name="送る").click()

    expect(stranger.get_by_text(re.compile(r"受付番号 Q\d{4}-\d{3}"))).to_be_visible()
    assert stranger.context.cookies() == []


def test_what_is_missing_is_said_and_what_was_typed_stays(stranger: Any, address: str) -> None:
    stranger.goto(address)
    stranger.locator("textarea[name=body]").fill("消えてほしくない文章")
    stranger.get_by_role("button", name="送る").click()

    expect(stranger.get_by_role("alert")).to_contain_text("直していただくところがあります")
    expect(stranger.locator("textarea[name=body]")).to_have_value("消えてほしくない文章")
    stranger.get_by_role("alert").get_by_role("link").first.click()
    assert stranger.url.endswith("#id_kind")


def test_english(stranger: Any, address: str) -> None:
    stranger.goto(address)
    stranger.get_by_role("link", name="English").click()

    assert stranger.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("width", [1280, 390])
def test_form_is_accessible_and_fits(chromium: Any, quiet_site: Site, address: str, width: int) -> None:
    context = chromium.new_context(
        base_url=quiet_site.url, locale="ja-JP", viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(address)
    for _state in ("empty", "with errors"):
        page.evaluate(AXE.read_text())
        assert page.evaluate(SERIOUS) == []
        assert page.evaluate(TOO_WIDE) <= 0
        page.get_by_role("button", name="送る").click()
    assert not [text for text in said if "422" not in text]
    context.close()


def test_hostile_text_is_only_text_for_the_desk(
    stranger: Any, chromium: Any, quiet_site: Site, address: str
) -> None:
    stranger.goto(address)
    write(stranger, HOSTILE, sender="<b>太字</b>")
    stranger.wait_for_timeout(WAIT_MS)
    stranger.get_by_role("button", name="送る").click()
    number = re.search(r"Q\d{4}-\d{3}", stranger.locator("main").inner_text())
    assert number is not None

    context = chromium.new_context(base_url=quiet_site.url, locale="ja-JP")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, "desk")
    page.goto("/inquiries/")
    page.get_by_role("link", name=number.group()).click()
    expect(page.locator("main")).to_contain_text("<script>document.title='owned'</script>")
    expect(page.locator("main")).to_contain_text("<b>太字</b>")
    assert page.title() != "owned"
    context.close()


def test_hundred_posts_at_once_are_five_inquiries(quiet_site: Site, address: str) -> None:
    url = f"{quiet_site.url}{address}"
    with urlopen(url, timeout=20) as page:  # noqa: S310  (our own address)
        ticket = re.search(r'name="ticket" value="([^"]+)"', page.read().decode())
    assert ticket is not None
    Event().wait(WAIT_MS / 1000)
    with ThreadPoolExecutor(8) as many:
        codes = list(many.map(lambda n: _post(url, ticket.group(1), f"{n}通目"), range(100)))

    assert {code: codes.count(code) for code in set(codes)} == {200: 5, 429: 95}


def _post(url: str, ticket: str, body: str) -> int:
    data = {"kind": "QUESTION", "body": body, "consent": "on", "lang": "ja", "ticket": ticket}
    try:
        with urlopen(Request(url, urlencode(data).encode()), timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as refused:
        return refused.code
