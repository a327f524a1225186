"""The whole loop: decide, direct, report, return, mend, report again, accept; the obligation turns met."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.story import GAP

from .conftest import Enter, Site

EVIDENCE = {
    "name": "部門責任者一覧.txt",
    "mimeType": "text/plain",
    "buffer": "医事課 中野\n栄養科 西村\n".encode(),
}


def test_the_loop_turns_an_obligation_met(quiet_site: Site, visit: Enter) -> None:
    director, manager = visit(quiet_site, "director"), visit(quiet_site, "manager")
    _decide(director)
    _direct(director)
    _report(manager, "部門責任者の一覧を作りました。")
    _return(director, "栄養科の責任者がまだ登録されていません。")
    _mend(manager)
    _report(manager, "栄養科の責任者を登録しました。")
    _accept(director)
    director.goto(f"/obligations/{GAP}/")
    expect(director.locator("main .verdict").first).to_contain_text("充足")
    expect(director.locator("main .verdict").first).not_to_contain_text("未充足")


def _decide(page: Any) -> None:
    question = "「情報セキュリティ方針」第1版を承認しますか"
    page.goto("/")
    row = page.locator("article.row", has_text=question)
    row.get_by_role("link", name=re.compile("決める")).click()
    page.get_by_label("承認する", exact=True).check()
    page.get_by_role("button", name="決める", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("承認する")
    page.goto("/")
    expect(page.locator("article.row", has_text=question)).to_have_count(0)


def _direct(page: Any) -> None:
    page.goto("/obligations/")
    page.locator(f"[id='{GAP}'] a").first.click()
    expect(page.locator("main .verdict").first).to_contain_text("未充足")
    page.get_by_role("link", name="このことで指示を出す").click()
    form = page.locator("main form")
    form.get_by_label("あて先", exact=False).first.select_option(
        label=form.locator("option", has_text="中野 翔").first.inner_text().strip()
    )
    form.locator("[name=title]").fill("部門の担当者をそろえる")
    form.locator("[name=body]").fill("すべての部門に担当者を決め、一覧を証拠として報告してください。")
    form.locator("[name=due_on]").fill("2026-12-11")
    page.get_by_role("button", name="この内容で指示する").click()
    expect(page.locator("main h1")).to_contain_text("部門の担当者をそろえる")


def _report(page: Any, text: str) -> None:
    page.goto("/")
    row = page.locator("article.row", has_text="部門の担当者をそろえる")
    row.get_by_role("link", name=re.compile("報告する")).click()
    form = page.locator("form[action$='/report/']")
    if not form.is_visible():
        page.locator("summary", has_text="報告する").click()
    form.locator("[name=body]").fill(text)
    form.locator("[name=files]").set_input_files([EVIDENCE])
    form.get_by_role("button", name="報告する").click()
    expect(page.locator("main")).to_contain_text("報告しました。判断を待ちます。")
    expect(page.locator("#story")).to_contain_text(EVIDENCE["name"])


def _to_judge(page: Any) -> None:
    page.goto("/")
    row = page.locator("article.row", has_text="部門の担当者をそろえる")
    row.get_by_role("link", name=re.compile("読んで判断する")).click()


def _return(page: Any, reason: str) -> None:
    _to_judge(page)
    page.locator("summary", has_text="差し戻す").click()
    form = page.locator("form[action$='/return/']")
    form.locator("[name=reason]").fill(reason)
    form.get_by_role("button", name="差し戻す").click()
    expect(page.locator("main")).to_contain_text("報告を差し戻しました。")


def _mend(page: Any) -> None:
    """The planning manager sees the reason, goes to the obligation, and presses the button that mends it."""
    page.goto("/")
    page.locator("article.row", has_text="部門の担当者をそろえる").get_by_role("link").first.click()
    expect(page.locator("#story")).to_contain_text("栄養科の責任者がまだ登録されていません。")
    page.goto(f"/obligations/{GAP}/")
    page.locator("article.finding .actions a").first.click()
    _name_contact(page)


def _name_contact(page: Any) -> None:
    page.get_by_role("link", name=re.compile("栄養科")).first.click()
    if not page.locator("main form [name=contact]").count():
        page.locator("main a[href$='/change/']").first.click()
    contact = page.locator("main form [name=contact]")
    contact.select_option(label=contact.locator("option", has_text="西村 空").inner_text().strip())
    page.locator("main form:has([name=contact]) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("西村 空")


def _accept(page: Any) -> None:
    _to_judge(page)
    page.get_by_role("button", name="了とする").click()
    expect(page.locator("main")).to_contain_text("報告を了としました。")
