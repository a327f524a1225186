"""In English, home and the obligations show no Japanese but what somebody wrote into a record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.story import GAP
from tests.walk import JAPANESE

from .conftest import Enter, Site

TEXTS = """() => {
  document.querySelectorAll('wbr').forEach(e => e.remove());
  document.body.normalize();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    if (!e.closest('[lang=ja], script, style, template') && n.data.trim()) found.push(n.data.trim());
  }
  for (const e of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]'))
    for (const a of ['aria-label', 'placeholder', 'title', 'alt']) if (e.getAttribute(a)) found.push(e.getAttribute(a));
  found.push(document.title);
  return found;
}"""
# The product's own mark, and the reading of a day in Japan's calendar.
BRAND = ("要",)


@pytest.mark.parametrize(
    "address",
    ["/", "/obligations/", f"/obligations/{GAP}/", "/obligations/intervals/", "/directives/", "/decisions/"],
)
def test_no_japanese_of_ours_is_left(site: Site, visit: Enter, address: str) -> None:
    page = visit(site, "director")
    _in_english(page)
    page.goto(address)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    left = sorted(
        {text for text in page.evaluate(TEXTS) if JAPANESE.search(_without(text, site.told["texts"]))}
    )
    assert left == [], f"{address} is not translated:\n" + "\n".join(left)


def _in_english(page: Any) -> None:
    page.goto("/")
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()


def _without(text: str, written: list[str]) -> str:
    """The text without what was written into records (the longest first)."""
    for own in (*written, *BRAND):
        text = text.replace(own, "")
    return text
