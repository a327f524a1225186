"""Sign in, decide, report: nothing of it needs JavaScript."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.story import PASSWORD

from .conftest import Enter, Site


def test_sign_in_and_decide(site: Site, visit: Enter) -> None:
    page = visit(site, javascript=False)
    page.goto(site.of("decision_plain"))
    page.locator("input[name=login]").fill("minato-director")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("監視カメラを増設してよいか")
    page.locator("form[action$='/act/'] [name=choice]").first.check()
    page.get_by_role("button", name="決める", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("承認する")


def test_report_with_a_file(site: Site, visit: Enter) -> None:
    page = visit(site, "desk", javascript=False)
    page.goto(site.of("directive_desk"))
    form = page.locator("form[action$='/report/']")
    if not form.is_visible():
        page.locator("summary", has_text="報告する").click()
    form.get_by_role("button", name="報告する").click()
    expect(page.locator("main")).to_contain_text("入力してください。")
    form = page.locator("form[action$='/report/']")
    form.locator("[name=body]").fill("終わりました。")
    form.locator("[name=files]").set_input_files(
        [{"name": "記録.txt", "mimeType": "text/plain", "buffer": b"done"}]
    )
    form.get_by_role("button", name="報告する").click()
    expect(page.locator("main")).to_contain_text("報告しました。判断を待ちます。")
    expect(page.locator("#story")).to_contain_text("記録.txt")
