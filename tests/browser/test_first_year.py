"""A new hospital from an empty database to every obligation of ordinary times met, and how each lapses with time.

What the rooms still to come must provide (risk assessments, audits, self-inspections, contracts, assets) stays
unmeasured and is named as such.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from . import first_year
from .conftest import PATIENCE_MS, served
from .first_year import Hospital
from .hand import Hand

MET = (
    "G-1.1-1",
    "G-1.2.1-accountability-1",
    "G-1.2.1-accountability-2",
    "G-1.2.1-management-1",
    "G-1.2.1-review-1",
    "G-1.2.1-review-2",
    "G-3.1.1-1",
    "G-3.1.2-1",
    "G-3.1.2-2",
    "G-3.1.2-3",
    "G-3.2.2-1",
)
# The obligations of which a part waits for a room to come, with how many parts wait.
WAITING = {
    "G-1.1-2": 2,
    "G-1.2.1-management-2": 1,
    "G-2.2.2-1": 3,
    "G-3.1.2-4": 1,
    "G-3.2.1-1": 1,
}
UNMEASURED = "この条件は、対応する機能がまだないため測れません"
# When the clock stands there: the obligation, its cause in words, and the step that mends it.
LAPSES = {
    "2026-07-02": [("G-1.2.1-management-2", "次の期限（令和8年7月1日）を過ぎています")],
    "2026-10-01": [("G-1.2.1-review-1", "作業「復元を試す」の期限（令和8年9月30日）が過ぎています")],
    "2027-04-02": [
        ("G-1.1-1", "次の期限（令和9年4月1日）を過ぎています"),
        ("G-1.2.1-accountability-1", "見直しの期限を過ぎています：情報セキュリティ方針"),
        ("G-1.2.1-accountability-2", "令和9年4月1日 までに確かめ直す必要がありました"),
        ("G-1.2.1-management-1", "見直しの期限を過ぎています：組織体制図"),
        ("G-1.2.1-review-1", "承認された計画（安全管理計画）は令和9年3月31日で終わり"),
        ("G-1.2.1-review-2", "最後の見直しは令和8年4月1日に行ったもの"),
        ("G-2.2.2-1", "最後の見直しは令和8年4月1日に行ったもの"),
        ("G-3.1.1-1", "統制が働いているかを最後に確かめたのは令和8年4月1日"),
        ("G-3.1.2-1", "適用パターンの決定は、見直し期限（令和9年3月31日）を過ぎています"),
        ("G-3.1.2-3", "見直しの期限を過ぎています：運用管理規程"),
        ("G-3.1.2-4", "利用者の一覧が12か月より古くなっています"),
        ("G-3.2.1-1", "見直しの期限を過ぎています：情報セキュリティ方針"),
        ("G-3.2.2-1", "教育が済んでいない、または古くなった人が8人います"),
    ],
}


@pytest.fixture(scope="module")
def enter(chromium: Any) -> Iterator[Any]:
    """`enter(site)` opens a browser of one's own, without JavaScript."""
    opened: list[Any] = []

    def a_browser(url: str) -> Any:
        context = chromium.new_context(base_url=url, locale="ja-JP", java_script_enabled=False)
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context.new_page()

    yield a_browser
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def year(empty_data: Path, tmp_path_factory: pytest.TempPathFactory, enter: Any) -> Path:
    """The data folder of a hospital that came through its first weeks, as they stood on the last evening."""
    folder = tmp_path_factory.mktemp("year") / "data"
    shutil.copytree(empty_data, folder)
    with served(folder, {}, f"{first_year.BEGAN}T10:00:00") as site:
        hospital = Hospital(lambda: enter(site.url))
        for chapter in first_year.CHAPTERS:
            chapter(hospital)
    return folder


def _signed_in(page: Any) -> Hand:
    hand = Hand(page)
    hand.send("/account/login/", form="form:has([name=login])", login="saeki", password=first_year.PASSWORD)
    return hand


def _findings(hand: Hand, obligation: str, mark: str) -> list[str]:
    """What the obligation's page says of its conditions that bear a mark: `unmet`, or `not-applicable` while a part
    cannot be measured yet."""
    hand.open(f"/obligations/{obligation}/")
    return [
        f.inner_text()
        for f in hand.page.locator("article.finding").all()
        if f.locator(f".mark.{mark}").count()
    ]


@pytest.mark.slow
def test_every_obligation_of_ordinary_times_is_met_through_the_screens(year: Path, enter: Any) -> None:
    with served(year, {}, f"{first_year.BEGAN}T18:00:00") as site:
        hand = _signed_in(enter(site.url))
        for obligation in MET:
            hand.open(f"/obligations/{obligation}/")
            verdict = hand.page.locator("main .verdict").first
            expect(verdict, obligation).to_contain_text("充足")
            expect(verdict, obligation).not_to_contain_text("未充足")
        for obligation, count in WAITING.items():
            assert _findings(hand, obligation, "unmet") == [], obligation
            waiting = _findings(hand, obligation, "not-applicable")
            assert [UNMEASURED in text for text in waiting] == [True] * count, (obligation, waiting)


@pytest.mark.slow
@pytest.mark.parametrize("day", LAPSES)
def test_with_time_each_obligation_lapses_and_names_cause_and_remedy(
    year: Path, tmp_path: Path, enter: Any, day: str
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(year, folder, ignore=shutil.ignore_patterns("kaname.sqlite3-*"))
    with served(folder, {}, f"{day}T09:00:00") as site:
        hand = _signed_in(enter(site.url))
        for obligation, cause in LAPSES[day]:
            hand.open(f"/obligations/{obligation}/")
            finding = hand.page.locator("article.finding", has_text=cause)
            expect(finding.first, obligation).to_be_visible()
            remedy = finding.first.locator(".actions a").first
            assert re.match(r"/\w+/", remedy.get_attribute("href") or ""), obligation
            remedy.click()
            hand.page.wait_for_load_state()
            expect(hand.page.locator("main h1"), obligation).to_be_visible()
