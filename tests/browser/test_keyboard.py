"""Everything by keyboard: the skip link, a focus that can be seen, signing in, deciding."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.story import PASSWORD

from .conftest import Enter, Site

LOOK = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e);
  const seen = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  const box = e.getBoundingClientRect();
  return {seen: seen && box.width > 0 && box.height > 0, tag: e.tagName, text: (e.innerText || e.name || '').slice(0, 60),
          name: e.name || '', href: e.getAttribute('href') || '', value: e.value || '', type: e.type || ''};
}"""
MANY = 200


def _tab_to(page: Any, **wanted: str) -> dict[str, Any]:
    """Press Tab until the focus is on an element with these values."""
    for _press in range(MANY):
        page.keyboard.press("Tab")
        look = page.evaluate(LOOK)
        if look and all(value in str(look[key]) for key, value in wanted.items()):
            return dict(look)
    raise AssertionError(f"Tab never reached {wanted}")


def test_sign_in_and_decide_by_keyboard(site: Site, visit: Enter) -> None:
    page = visit(site)
    page.goto(site.of("decision_keyboard"))
    if page.evaluate("() => document.activeElement.name") != "login":
        _tab_to(page, name="login")
    page.keyboard.type("minato-director")
    _tab_to(page, name="password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("無停電電源を買い替えてよいか")
    _tab_to(page, name="choice")
    page.keyboard.press("Space")
    expect(page.locator("form[action$='/act/'] [name=choice]").first).to_be_checked()
    _tab_to(page, tag="BUTTON", text="決める")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_contain_text("承認する")


def test_the_first_stop_skips_to_the_text(site: Site, visit: Enter) -> None:
    page = visit(site, "director")
    page.goto("/")
    page.keyboard.press("Tab")
    look = page.evaluate(LOOK)
    assert (look["href"], look["seen"]) == ("#main", True)
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_the_focus_can_always_be_seen(site: Site, visit: Enter) -> None:
    page = visit(site, "director")
    for address in ("/", "/obligations/", site.of("decision"), site.of("directive")):
        page.goto(address)
        hidden = []
        for _press in range(MANY):
            page.keyboard.press("Tab")
            look = page.evaluate(LOOK)
            if look is None:
                break
            if not look["seen"]:
                hidden.append(f"{look['tag']} {look['text']}")
        assert hidden == [], f"{address}: {hidden}"
