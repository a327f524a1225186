"""The director's home page in a real browser with an empty cache."""

from __future__ import annotations

import statistics

from playwright.sync_api import Browser, sync_playwright

from kaname.outputs.sample.build import ACCOUNTS
from kaname.outputs.sample.chapters.people import PASSWORD

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync"),
]
READY = "() => { const t = performance.getEntriesByType('navigation')[0]; return t.domInteractive / 1000; }"


def cold_home(chromium: str, port: int) -> tuple[float, int]:
    """Median seconds until the home page is interactive over five cold loads, and its requests besides the page."""
    with sync_playwright() as playwright:
        engine = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        cookies = sign_in(engine, port)
        loads = [_load(engine, port, cookies) for _ in range(5)]
        engine.close()
    return statistics.median(s for s, _n in loads), max(n for _s, n in loads)


def sign_in(engine: Browser, port: int) -> list[dict[str, object]]:
    """Sign in as the sample hospital's director; the cookies that carry the session."""
    context = engine.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/account/login/")
    page.fill("[name=login]", next(iter(ACCOUNTS)))
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"http://127.0.0.1:{port}/")
    cookies = [dict(c) for c in context.cookies()]
    context.close()
    return cookies


def _load(engine: Browser, port: int, cookies: list[dict[str, object]]) -> tuple[float, int]:
    context = engine.new_context()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(f"http://127.0.0.1:{port}/", wait_until="load")
    seconds = float(page.evaluate(READY))
    context.close()
    return seconds, len(seen) - 1
