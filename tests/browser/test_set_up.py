"""A new hospital: from an empty folder through set-up to the first answers."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from .conftest import Enter, Site

PASSWORD = "minato no kaze ga fuku"


def test_set_up_to_three_answers(empty_site: Site, visit: Enter) -> None:
    page = visit(empty_site)
    page.goto("/")
    page.wait_for_url("**/set-up/")
    _set_up(page)
    expect(page.locator("main h1")).to_contain_text("はじめの質問")
    before = _open_questions(page)
    assert before >= 18
    _answer(page, "システムの安全に責任を持つのはだれですか", new_name="森田 葵", new_title="医療情報部長")
    _answer(page, "決まりを作り、計画を進めるのはだれですか", new_name="中野 翔", new_title="医療情報課長")
    _answer(page, "病院としての安全の方針を、だれが書きますか", person="中野 翔")
    assert _open_questions(page) == before - 3
    _made_records(page)


def _set_up(page: Any) -> None:
    form = page.locator("main form")
    form.locator("[name=name]").fill("みなと総合病院")
    form.locator("[name=beds]").fill("180")
    form.locator("[name=sites]").fill("1")
    form.locator("[name=founder]").select_option(index=1)
    form.get_by_label("いる", exact=True).check()
    form.locator("[name=executive_title]").fill("病院長")
    form.locator("[name=executive_name]").fill("佐伯 恵")
    form.locator("[name=username]").fill("director")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("[name=password_again]").fill("not the same at all")
    page.get_by_role("button", name="登録して始める").click()
    expect(page.locator("main")).to_contain_text("二つのパスワードが違います。")
    expect(form.locator("[name=name]")).to_have_value("みなと総合病院")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("[name=password_again]").fill(PASSWORD)
    page.get_by_role("button", name="登録して始める").click()


def _open_questions(page: Any) -> int:
    return int(page.get_by_role("link", name=re.compile("：答える$")).count())


def _answer(page: Any, question: str, *, person: str = "", new_name: str = "", new_title: str = "") -> None:
    page.goto("/first-steps/")
    page.get_by_role("link", name=f"{question}：答える").click()
    form = page.locator("main form")
    if person:
        choice = form.locator("[name=person]")
        choice.select_option(label=choice.locator("option", has_text=person).first.inner_text().strip())
    else:
        form.locator("[name=new_name]").fill(new_name)
        form.locator("[name=new_title]").fill(new_title)
    page.get_by_role("button", name="この答えで記録する").click()
    page.wait_for_url("**/first-steps/")
    expect(page.locator("main")).to_contain_text("記録しました")


def _made_records(page: Any) -> None:
    """The answers are records: an appointment, a document with a draft, a directive to write it."""
    page.goto("/organisation/appointments/")
    expect(page.locator("main")).to_contain_text("森田 葵")
    page.goto("/documents/")
    expect(page.locator("main")).to_contain_text("情報セキュリティ方針")
    page.goto("/directives/all/")
    expect(page.locator("main")).to_contain_text("「情報セキュリティ方針」を書いて承認を求める")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("/ 49 充足")
