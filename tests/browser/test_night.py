"""A ransomware night, through screens alone and without JavaScript: from the alarm on a phone to the end three months later.

Four moments: the night itself, the third day, the days before the final report, and the end; then the day on which a
review is overdue. At each the clocks, the board, the log and the obligations say what is so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .conftest import Enter, Site, served
from .hand import Hand

NIGHT = "2026-11-21T02:15:00"
THIRD_DAY = "2026-11-23T09:00:00"
BEFORE_FINAL = "2027-01-15T09:00:00"
THE_END = "2027-02-19T09:00:00"
TOO_LATE = "2027-04-21T09:00:00"
CARE, REVIEW = "G-1.2.2-accountability-1", "G-1.2.2-remediation-2"


@dataclass
class Hospital:
    """The data folder, and who sits before which screen while a server runs."""

    folder: Path
    told: dict[str, Any]
    visit: Enter

    @contextmanager
    def at(self, clock: str) -> Iterator[Callable[..., Hand]]:
        """A server at a moment; gives the hand of somebody by name."""
        with served(self.folder, self.told, clock) as site:
            yield lambda who, **more: self._hand(site, who, **more)

    def _hand(self, site: Site, who: str, **more: Any) -> Hand:
        return Hand(self.visit(site, who, javascript=False, **more))


@pytest.fixture
def hospital(story_data: tuple[Path, dict[str, Any]], tmp_path: Path, visit: Enter) -> Hospital:
    folder, told = story_data
    shutil.copytree(folder, tmp_path / "data", ignore=shutil.ignore_patterns("kaname.sqlite3-*"))
    return Hospital(tmp_path / "data", told, visit)


def test_a_ransomware_night_from_the_alarm_to_the_end(hospital: Hospital) -> None:
    with hospital.at(NIGHT) as hand:
        incident = _alarm(hand)
        _first_hour(hand, incident)
        _tell_everybody(hand, incident)
    with hospital.at(THIRD_DAY) as hand:
        _preliminary_report(hand, incident)
        _restore(hand, incident)
    with hospital.at(BEFORE_FINAL) as hand:
        _final_report(hand, incident)
        _prevent(hand, incident)
    with hospital.at(THE_END) as hand:
        _close(hand, incident)
    with hospital.at(TOO_LATE) as hand:
        shown = hand("officer").open(f"/obligations/{REVIEW}/")
        assert "事後検証は 令和9年4月20日 までに経営層が決める必要がありましたが、まだです" in shown


def _alarm(hand: Callable[..., Hand]) -> str:
    """A nurse, on a phone, in one step."""
    nurse = hand("staff", width=390)
    nurse.open("/")
    nurse.page.get_by_role("link", name="異常を知らせる").click()
    url = nurse.send_here(what="電子カルテに脅迫文が出ている", place="2階病棟", occurred_at="1:50")
    assert "担当の人に届いています" in nurse.page.locator("main").inner_text()
    assert nurse.page.evaluate("document.documentElement.scrollWidth") <= 390
    return str(url.split("/incidents/")[1].split("#")[0].rstrip("/"))


def _first_hour(hand: Callable[..., Hand], incident: str) -> None:
    """The operator on duty cuts the network; the officer takes over, calls the director, who diverts ambulances."""
    operator = hand("operator")
    assert "電子カルテに脅迫文が出ている" in operator.open("/notices/")
    shown = operator.open(f"/incidents/{incident}/")
    assert "個人情報保護委員会（速報）" in shown
    operator.send(f"/incidents/{incident}/declare/", title="電子カルテの停止", severity="MAJOR")
    assert "指揮をとる人が決まっていません" in operator.open(f"/incidents/{incident}/")
    operator.send(
        f"/incidents/{incident}/decide/",
        moment="NETWORK",
        text="外部との回線を切り離す",
        reason="広がりを防ぐ",
    )
    officer = hand("officer")
    officer.send(f"/incidents/{incident}/role/", role="COMMANDER", person="佐伯 恵", deputy="森田 葵")
    officer.send(f"/incidents/{incident}/role/", role="EXPLANATION", person="藤井 誠")
    for moment, text in (
        ("HEADQUARTERS", "対策本部を置く"),
        ("DIVERSION", "救急を近隣3病院へ振り替える"),
        ("PAPER", "紙の運用に切り替える"),
        ("RANSOM", "身代金の要求に応じない"),
    ):
        officer.send(f"/incidents/{incident}/decide/", moment=moment, text=text, decided_by="佐伯 恵")
    assert "診療を続けるかの決定と説明の担当を" in officer.open(f"/obligations/{CARE}/")
    director = hand("director")
    director.send(f"/incidents/{incident}/decide/", moment="CARE", text="入院と透析は紙で続け、外来は休む")
    director.send(f"/incidents/{incident}/decide/", moment="ANNOUNCEMENT", text="朝のうちに公表する")
    officer.open(f"/incidents/{incident}/")
    officer.page.locator("#board").get_by_role("link", name="救急").click()
    officer.send_here(state="STOPPED", impact="3病院へ振替", next_check_at="4:00")
    shown = officer.open(f"/incidents/{incident}/")
    assert "3病院へ振替" in shown
    officer.send_here(form="form.entry", text="県警に電話した。受付の名前を控えた。", kind="CONTACT")
    assert "県警に電話した" in officer.page.locator("#log").inner_text()
    officer.send(f"/incidents/{incident}/evidence/new/", name="VPN装置の接続ログ")
    preserve = officer.addresses(r"/incidents/items/\d+/preserve/")[0]
    officer.send(preserve, method="設定画面から書き出した", kept_at="金庫")


def _tell_everybody(hand: Callable[..., Hand], incident: str) -> None:
    """Facts first; from them the vendor, the executive, police, ministry, prefecture, payer funds, and the press."""
    manager = hand("manager")
    manager.send(
        f"/incidents/{incident}/facts/change/",
        cause="RANSOMWARE", suspects_attack=True, affects_care=True, expects_press=True,
        overview="電子カルテが暗号化され、診療を制限している。", cause_text="VPN装置から入られた疑い。",
        change_note="脅迫文を確かめた",
    )  # fmt: skip
    for duty in ("vendor_call", "executive_call", "police", "mhlw_report", "prefecture_report", "payer_fund"):
        _file(manager, incident, duty)
    _draft(manager, incident, "publication")
    report = manager.page.url
    manager.send(f"{report}announce/", approver="佐伯 恵")
    director = hand("director")
    assert "事故に対応しています" in director.open("/")
    director.open("/decisions/")
    director.follow("公表してよいか")
    director.send_here(form="#act form", choice="APPROVE")
    manager.send(f"{report}sent/", channel="ホームページと会見", recipient="報道各社")
    shown = manager.open(f"/incidents/{incident}/")
    assert shown.count("✓\n済") + shown.count("✓済") + shown.count("✓ 済") >= 7
    met = manager.open(f"/obligations/{CARE}/")
    assert "期限を過ぎた連絡はありません" in met


def _draft(hand: Hand, incident: str, duty: str) -> None:
    """At once, or by way of the texts that the hospital prepared for it."""
    hand.open(f"/incidents/{incident}/clocks/{duty}/")
    if hand.addresses(rf"/incidents/{incident}/clocks/{duty}/draft/"):
        hand.follow("下書きを作る")
    hand.send_here(button="下書きを作る")


def _file(hand: Hand, incident: str, duty: str) -> None:
    _draft(hand, incident, duty)
    hand.send(f"{hand.page.url}sent/", channel="電話", recipient="担当の方")


def _preliminary_report(hand: Callable[..., Hand], incident: str) -> None:
    """On the third day we warn; the report goes out, and corrected facts make it stale."""
    manager = hand("manager")
    assert "期限が近い" in manager.open(f"/incidents/{incident}/clocks/ppc_prelim/")
    _file(manager, incident, "ppc_prelim")
    sent = manager.page.url
    manager.send(
        f"/incidents/{incident}/facts/change/",
        persons_max="4200", persons_min="100", data=["MEDICAL"], change_note="人数の見込みが分かった",
    )  # fmt: skip
    assert "古い事実から作られています" in manager.open(sent)


def _restore(hand: Callable[..., Hand], incident: str) -> None:
    officer = hand("officer")
    officer.open(f"/incidents/{incident}/")
    officer.page.locator("#board").get_by_role("link", name="救急").click()
    officer.send_here(state="NORMAL", impact="", next_check_at="")
    hand("director").send(f"/incidents/{incident}/decide/", moment="RECOVERY", text="復旧を宣言する")
    officer.send(f"/incidents/{incident}/aftermath/paper/new/", what="救急外来の処方", on_paper="120")
    check = officer.addresses(r"/incidents/paper/\d+/check/")[0]
    officer.send(check, entered="120")


def _final_report(hand: Callable[..., Hand], incident: str) -> None:
    manager = hand("manager")
    shown = manager.open(f"/incidents/{incident}/clocks/ppc_final/")
    assert "60日目は令和9年1月19日" in shown
    _file(manager, incident, "ppc_final")
    late = manager.open(f"/incidents/{incident}/clocks/person_notice/")
    assert "超過" in late
    assert "期限を過ぎています" in manager.open(f"/obligations/{CARE}/")
    _file(manager, incident, "person_notice")


def _prevent(hand: Callable[..., Hand], incident: str) -> None:
    officer = hand("officer")
    officer.send(
        f"/incidents/{incident}/aftermath/participants/new/",
        organisation="みなとシステム",
        part="侵入経路の調査",
    )
    officer.send(
        f"/incidents/{incident}/aftermath/measures/new/",
        cause="更新されていないVPN装置", title="VPN装置の更新", body="更新して報告する。", addressee="石井 蓮",
        due_on="2027-05-31",
    )  # fmt: skip
    announce = officer.addresses(r"/incidents/measures/\d+/announce/")[0]
    officer.send(announce, announced_how="朝礼と院内掲示")


def _close(hand: Callable[..., Hand], incident: str) -> None:
    """The list is complete; an executive accepts what was found."""
    officer = hand("officer")
    shown = officer.open(f"/incidents/{incident}/closing/")
    assert "まだ\n" not in shown
    officer.send_here(summary="VPN装置から入られ、電子カルテが暗号化された。", approver="佐伯 恵")
    director = hand("director")
    director.open("/decisions/")
    director.follow("終結してよいか")
    director.send_here(form="#act form", choice="APPROVE")
    assert "経営層が了承して終結しました" in officer.open(f"/incidents/{incident}/")
    assert "終結しています" in officer.open("/obligations/G-1.2.2-remediation-1/")
