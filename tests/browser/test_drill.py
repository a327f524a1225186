"""A drill with the hospital's own scenario, through screens alone: the server is killed in the middle of it, and nothing is lost."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from kaname.rooms.incidents.tests.drill_stage import SCRIPT

from .conftest import Enter, Site, served
from .hand import Hand

MORNING, AFTER_THE_OUTAGE = "2026-11-21T10:00:00", "2026-11-21T11:30:00"
OBLIGATION = "G-3.4.1-3"

Hands = Callable[[Site, str], Hand]


@pytest.fixture
def folder(story_data: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    shutil.copytree(story_data[0], tmp_path / "data", ignore=shutil.ignore_patterns("kaname.sqlite3-*"))
    return tmp_path / "data"


def test_a_drill_stands_a_killed_server_and_reaches_nobody_outside(
    story_data: tuple[Path, dict[str, Any]], folder: Path, visit: Enter
) -> None:
    def hand(site: Site, who: str) -> Hand:
        return Hand(visit(site, who, javascript=False))

    with served(folder, story_data[1], MORNING, ends_by=signal.SIGKILL) as site:
        _give_addresses(hand(site, "manager"))
        drill = _begin(hand, site)
        _first_answers(hand, site, drill)
    with served(folder, story_data[1], AFTER_THE_OUTAGE) as site:
        _stands_paused_and_whole(hand, site, drill)
        _to_the_end(hand, site, drill)
        _learn(hand, site, drill)
    told = [mail for mail in _mails(folder) if "冬の訓練" in mail[1] + mail[2]]
    assert {mail[0] for mail in told} == {"minato-operator"}
    assert all(mail[1].startswith("【訓練】") and "これは訓練の連絡です" in mail[2] for mail in told)


def _give_addresses(manager: Hand) -> None:
    """One who will play and one who will not can be reached by mail."""
    for name in ("石井 蓮", "森田 葵"):
        manager.open("/organisation/people/")
        manager.follow(name)
        manager.send(f"{manager.page.url}change/", email=f"{manager.number()}@minato.example")


def _mails(folder: Path) -> list[tuple[str, str, str]]:
    """To which account, subject and text of every mail in the outbox."""
    with sqlite3.connect(folder / "kaname.sqlite3") as database:
        return database.execute(
            'select coalesce(u.username, m."to"), m.subject, m.body from notices_mail m'
            " left join access_person p on p.id = m.person_id left join access_user u on u.id = p.user_id"
        ).fetchall()


def _begin(hand: Hands, site: Site) -> str:
    """The planning manager plans it with the hospital's own file, adds who plays, and begins."""
    manager = hand(site, "manager")
    own = {
        "name": "winter.yaml",
        "mimeType": "application/yaml",
        "buffer": yaml.safe_dump(SCRIPT, allow_unicode=True).encode(),
    }
    url = manager.send("/incidents/drills/new/", title="冬の訓練", planned_on="2026-11-21", file=own)
    drill = url.removeprefix(site.url)
    assert "経営層がまだ入っていません" in manager.open(drill)
    manager.send(f"{drill}people/new/", person="佐伯 恵", role="COMMANDER")
    manager.send(f"{drill}people/new/", person="石井 蓮")
    assert "経営層がまだ入っていません" not in manager.open(drill)
    shown = hand(site, "operator").open(drill)
    assert "alarm が起きました" not in shown, "the players do not know what will come"
    assert manager.page.context.request.get(f"{drill}pack.pdf").status == 200
    manager.press(drill, "訓練を始める")
    return drill


def _first_answers(hand: Hands, site: Site, drill: str) -> None:
    """The operator learns of it at home, cuts the line, writes; the facilitator gives the next inject."""
    operator = hand(site, "operator")
    assert "訓練が行われています" in operator.open("/")
    shown = operator.open(drill)
    assert "alarm が起きました" in shown
    assert "press が起きました" not in shown
    assert "これは訓練です" in operator.page.locator("body").inner_text()
    operator.follow("判断を記録する")
    assert "これは訓練です" in operator.page.locator("body").inner_text(), (
        "the banner stands on every page of it"
    )
    back = operator.send_here(moment="NETWORK", text="外部との回線を切り離す", inject="alarm")
    assert back.endswith(drill), "one goes on where one was"
    operator.send(drill, form="form.entry", text="病棟に紙の運用を伝えた", inject="alarm", kind="CONTACT")
    manager = hand(site, "manager")
    manager.press(drill, "次の想定を今出す")
    assert "press が起きました" in operator.open(drill)
    operator.send(drill, form="form.entry", text="報道から電話があった", inject="press")


def _stands_paused_and_whole(hand: Hands, site: Site, drill: str) -> None:
    manager = hand(site, "manager")
    shown = manager.open(drill)
    assert "サーバーが止まったため" in shown
    assert "一時停止" in shown
    for kept in ("外部との回線を切り離す", "病棟に紙の運用を伝えた", "報道から電話があった"):
        assert kept in shown
    assert "できた" in shown
    assert manager.page.locator(".big-number").inner_text() in ("02:30", "02:31")
    manager.press(drill, "再開する")
    assert "進行中（実時間）" in manager.page.locator("main").inner_text()


def _to_the_end(hand: Hands, site: Site, drill: str) -> None:
    director = hand(site, "director")
    director.open(drill)
    director.follow("判断を記録する")
    director.send_here(moment="ANNOUNCEMENT", text="昼に公表する", inject="press")
    manager = hand(site, "manager")
    manager.send(f"{drill}marks/calm/", value="PARTLY", note="声が上ずった")
    manager.open(drill)
    manager.follow("訓練を終える")
    manager.send_here()
    shown = manager.open(drill)
    assert "期待した対応3件のうち、できたもの2件、遅れたか一部できたもの1件" in shown


def _learn(hand: Hands, site: Site, drill: str) -> None:
    """Evaluation, a finding as a directive, the director's acceptance; the obligation follows."""
    manager = hand(site, "manager")
    manager.send(
        f"{drill}evaluate/", went_well="切離しが早かった", went_badly="報道への答えを決めていなかった"
    )
    manager.send(
        f"{drill}findings/new/",
        what="報道への答えがない", title="報道対応の文案を作る", body="三つの場合の文案を作る",
        addressee="石井 蓮", due_on="2027-01-20",
    )  # fmt: skip
    manager.send(f"{drill}report/", approver="佐伯 恵")
    director = hand(site, "director")
    director.open("/decisions/")
    director.follow("冬の訓練")
    assert "報道への答えを決めていなかった" in director.page.locator("main").inner_text()
    director.send_here(choice="APPROVE")
    shown = director.open(f"/obligations/{OBLIGATION}/")
    assert "訓練の課題1件は担当者と期限を決めて指示してあり" in shown
    assert director.page.context.request.get(f"{drill}report.pdf").status == 200
    incidents = director.open("/incidents/")
    assert "冬の訓練" not in incidents, "an exercise is no incident of the hospital"
