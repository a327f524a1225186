"""Every page an executive or the planning manager can open, wide and narrow: accessible, self-contained, no wider than the screen, quiet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .conftest import PATIENCE_MS, ROOT, Site, sign_in

AXE = ROOT / "src" / "kaname" / "web" / "tests" / "axe.min.js"
WIDTHS = (1280, 390)
SERIOUS = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(v => v.impact === 'serious' || v.impact === 'critical')
  .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')}`)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIGNED_OUT = ("/account/login/",)


@dataclass
class Report:
    """What was noticed while walking through the pages."""

    opened: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    serious: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def report(site: Site, chromium: Any) -> Iterator[Report]:
    """One walk through all pages."""
    made = Report()
    context = chromium.new_context(base_url=site.url, locale="ja-JP")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    _listen(page, made, site)
    for address in SIGNED_OUT:
        _look(page, address, made)
    for who, addresses in site.told["pages"].items():
        sign_in(page, who)
        for address in addresses:
            _look(page, address, made)
        context.clear_cookies()
    yield made
    context.close()


def _listen(page: Any, report: Report, site: Site) -> None:
    """Note every request to another host, and all that the console complains about."""
    host = urlsplit(site.url).netloc

    def asked(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != host:
            report.foreign.append(f"{page.url} asks {request.url}")

    def complained(message: Any) -> None:
        if message.type == "error":
            report.said.append(f"{page.url}: {message.text}")

    page.on("request", asked)
    page.on("console", complained)
    page.on("pageerror", lambda fault: report.said.append(f"{page.url}: {fault}"))


def _look(page: Any, address: str, report: Report) -> None:
    status = page.request.get(address).status
    if status == 405:
        return
    page.goto(address)
    report.opened.append(address)
    if status >= 400:
        report.broken.append(f"{address}: {status}")
        return
    page.evaluate(AXE.read_text())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        report.serious += [f"{address} at {width}: {found}" for found in page.evaluate(SERIOUS)]
        if (over := page.evaluate(TOO_WIDE)) > 0:
            report.too_wide.append(f"{address} at {width}: {over} px")


def _lines(rows: list[str]) -> str:
    return "\n".join(rows)


def test_every_page_opens(report: Report) -> None:
    assert len(report.opened) > 40
    assert report.broken == [], _lines(report.broken)


def test_axe_finds_nothing_serious(report: Report) -> None:
    assert report.serious == [], _lines(report.serious)


def test_nothing_is_wider_than_the_screen(report: Report) -> None:
    assert report.too_wide == [], _lines(report.too_wide)


def test_no_request_leaves_the_house(report: Report) -> None:
    assert report.foreign == [], _lines(report.foreign)


def test_the_console_stays_quiet(report: Report) -> None:
    """A violation of the content security policy would be said here."""
    assert report.said == [], _lines(report.said)


def test_axe_is_the_bundled_one() -> None:
    assert Path(AXE).exists(), "run tools/build_assets.py"
