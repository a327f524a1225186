"""The emergency kit, as it is used: made on a screen, opened from a stick with no network, written in, taken back in.

The browser's own clock is moved along with the server's, so that entries fall where the night of the test lies.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.story import TODAY

from .conftest import PATIENCE_MS, Enter, Site
from .marionette import FIREFOX, Firefox

PHRASE = "夕焼け Bicycle 42 マメ大福"
TYPED_WIDE = "夕焼け　Ｂｉｃｙｃｌｅ　４２　ﾏﾒ大福"
MADE = datetime.fromisoformat(f"{TODAY}T09:00:00+09:00")
Open = Callable[..., Any]


def make_kit(page: Any, folder: Path) -> Path:
    """Choose a phrase on the page, and save what comes."""
    page.goto("/kit/new/")
    page.locator("input[name=phrase]").fill(PHRASE)
    page.locator("input[name=phrase_again]").fill(PHRASE)
    with page.expect_download() as saved:
        page.get_by_role("button", name="作って保存する").click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


@pytest.fixture
def kit(site: Site, visit: Enter, tmp_path: Path) -> Path:
    """A kit that the planning manager made."""
    return make_kit(visit(site, "manager"), tmp_path)


@pytest.fixture
def stick(chromium: Any) -> Iterator[Open]:
    """`stick(path, at=...)` opens a file with the network off; any request for anything else fails the test."""
    opened, asked = [], []
    context = chromium.new_context(locale="ja-JP", accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    context.set_offline(True)
    opened.append(context)

    def enter(path: Path, *, at: datetime = MADE) -> Any:
        page = context.new_page()
        page.clock.set_fixed_time(at)
        page.on(
            "request",
            lambda r: asked.append(r.url) if not r.url.startswith((path.as_uri(), "blob:")) else None,
        )
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield enter
    context.close()
    assert asked == []


def unlock(page: Any, phrase: str = PHRASE) -> None:
    page.get_by_label("合言葉").fill(phrase)
    page.get_by_role("button", name="開く").click()


def opened(page: Any, phrase: str = PHRASE) -> Any:
    """The page once it is open."""
    unlock(page, phrase)
    page.locator("#kit").wait_for()
    return page


def tab(page: Any, name: str) -> Any:
    page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()
    return page.locator("main section:visible")


def alert(page: Any) -> str:
    found = page.locator(".alert.bad:visible")
    found.wait_for()
    return str(found.inner_text())


def test_a_kit_opens_without_a_network_and_says_what_the_night_asks(kit: Path, stick: Open) -> None:
    page = opened(stick(kit))
    assert "今日作ったものです" in page.locator("#kit header").inner_text()
    assert "時刻を書く" in tab(page, "最初の1時間").inner_text()
    assert page.locator("a[href^='tel:']").count() > 0
    assert "個人情報保護委員会" in tab(page, "届け出").inner_text()
    assert "初動の記録" in tab(page, "様式").inner_text()
    for name in ("連絡体制", "決める", "復旧", "システム"):
        assert tab(page, name).inner_text().strip()


def test_half_width_and_full_width_open_alike(kit: Path, stick: Open) -> None:
    opened(stick(kit), TYPED_WIDE)


def test_a_wrong_phrase_is_said_and_the_right_one_still_opens(kit: Path, stick: Open) -> None:
    page = stick(kit)
    unlock(page, "夕焼け bicycle 42 マメ大福")
    assert "合言葉が違います" in alert(page)
    opened(page)


def test_a_flipped_byte_is_called_damage_and_not_a_wrong_phrase(kit: Path, stick: Open) -> None:
    text = kit.read_text(encoding="utf-8")
    data = re.search(r'"data": "([^"]+)"', text)[1]
    raw = bytearray(base64.b64decode(data))
    raw[1000] ^= 1
    broken = kit.with_name("broken.html")
    broken.write_text(text.replace(data, base64.b64encode(raw).decode()), encoding="utf-8")
    page = stick(broken)
    unlock(page)
    assert "壊れています" in alert(page)
    assert not page.locator("#kit").is_visible()


def test_a_changed_program_does_not_run(kit: Path, stick: Open) -> None:
    text = kit.read_text(encoding="utf-8")
    changed = kit.with_name("changed.html")
    changed.write_text(text.replace("const VERSION = 1", "const VERSION = 1 "), encoding="utf-8")
    page = stick(changed)
    assert "このファイルを開けません" in alert(page)
    assert page.locator("input").count() == 0


def test_a_browser_that_cannot_decipher_is_told(kit: Path, stick: Open) -> None:
    page = stick(kit)
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    page.reload()
    assert "このブラウザでは開けません" in alert(page)


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1日前"), (90, "90日前"), (91, "1日過ぎています"), (400, "310日過ぎています")]
)
def test_a_kit_shows_its_age_and_opens_after_its_day(kit: Path, stick: Open, days: int, said: str) -> None:
    page = stick(kit, at=MADE + timedelta(days=days))
    assert said in page.locator("#locked").inner_text()
    opened(page)
    assert said in page.locator("#kit header").inner_text()
    assert page.locator("#kit .alert.bad").count() == (1 if days > 90 else 0)


def test_the_record_survives_closing_is_corrected_and_stays_text(kit: Path, stick: Open) -> None:
    page = opened(stick(kit))
    write(page, "<img src=x onerror=alert(1)>", writer="石井")
    page.close()
    page = opened(stick(kit, at=MADE + timedelta(minutes=40)))
    log = tab(page, "記録").locator("#log")
    assert "<img src=x onerror=alert(1)>" in log.inner_text()
    assert log.locator("img").count() == 0
    assert "onerror" not in json.dumps(page.evaluate("() => ({ ...localStorage })"))
    page.get_by_role("button", name="訂正する").click()
    page.get_by_label("内容").fill("3階の端末で、おかしな表示")
    page.get_by_role("button", name="記録する").click()
    log.get_by_text("3階の端末で、おかしな表示").wait_for()
    assert log.locator("article").count() == 2
    assert log.locator("article.replaced").inner_text().count("訂正されました") == 1


def write(
    page: Any, text: str, *, writer: str = "", kind: str = "", at: str = "", about: bool = False, **more: str
) -> None:
    """Write an entry as somebody in a hurry does."""
    tab(page, "記録")
    if writer:
        value = page.locator("#r-writer option", has_text=writer).first.get_attribute("value")
        page.locator("#r-writer").select_option(value)
    if kind:
        page.locator(".kinds").get_by_role("button", name=kind, exact=True).click()
    if at:
        page.locator("#r-at").fill(at)
    if about:
        page.locator("#r-precision").select_option("ABOUT")
    for name, value in more.items():
        field = page.locator(f"#r-{name}")
        if name in ("moment", "choice", "decided_by"):
            field.select_option(value) if name != "decided_by" else field.select_option(
                page.locator("#r-decided_by option", has_text=value).first.get_attribute("value")
            )
        else:
            field.fill(value)
    page.locator("#r-text").fill(text)
    before = page.locator("#log article").count()
    page.get_by_role("button", name="記録する").click()
    page.locator("#log article").nth(before).wait_for()


def test_what_is_to_come_or_unsaid_is_refused_in_words(kit: Path, stick: Open) -> None:
    page = opened(stick(kit))
    tab(page, "記録")
    page.get_by_role("button", name="記録する").click()
    assert "書く人を選んでください" in alert(page)
    page.locator("#r-writer").select_option(index=1)
    page.locator("#r-at").fill(f"{TODAY + timedelta(days=1)}T09:00")
    page.get_by_role("button", name="記録する").click()
    assert "これからの時刻" in alert(page)
    assert page.locator("#log article").count() == 0


def write_out(page: Any, folder: Path) -> Path:
    """Have the record written out, and save it."""
    tab(page, "記録")
    with page.expect_download() as saved:
        page.get_by_role("button", name="記録を書き出す").click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def take_in(page: Any, path: Path, phrase: str = PHRASE) -> str:
    """Upload a record and look at it; what the next page says."""
    page.goto("/kit/merge/")
    page.locator("input[name=file]").set_input_files(path)
    page.locator("input[name=phrase]").fill(phrase)
    page.get_by_role("button", name="開いて確かめる").click()
    page.wait_for_load_state()
    return str(page.locator("main").inner_text())


def test_a_record_of_another_laptop_is_read_in_once(
    kit: Path, stick: Open, chromium: Any, tmp_path: Path
) -> None:
    first = opened(stick(kit))
    write(first, "1階の端末が止まった", writer="石井")
    file = write_out(first, tmp_path)
    context = chromium.new_context(locale="ja-JP")
    context.set_offline(True)
    second = context.new_page()
    second.clock.set_fixed_time(MADE)
    second.goto(kit.as_uri())
    opened(second)
    tab(second, "記録")
    for said in ("1件を読み込みました", "0件を読み込みました"):
        second.locator("#r-file").set_input_files(file)
        second.get_by_text(said).wait_for()
    assert second.locator("#log article").count() == 1
    broken = tmp_path / "broken.json"
    broken.write_text(
        file.read_text(encoding="utf-8").replace('"data":"', '"data":"AAAA', 1), encoding="utf-8"
    )
    second.locator("#r-file").set_input_files(broken)
    second.get_by_text("壊れています").wait_for()
    context.close()


def test_a_browser_that_keeps_nothing_says_so_and_still_writes_out(
    kit: Path, stick: Open, tmp_path: Path
) -> None:
    page = stick(kit)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    page.reload()
    opened(page)
    write(page, "画面に脅迫文", writer="石井")
    assert "このブラウザでは記録を残せません" in alert(page)
    assert write_out(page, tmp_path).stat().st_size > 500


def test_two_hours_are_recorded_and_come_back_once(
    quiet_site: Site, visit: Enter, stick: Open, tmp_path: Path
) -> None:
    screen = visit(quiet_site, "manager")
    kit = make_kit(screen, tmp_path)
    page = opened(stick(kit, at=MADE - timedelta(minutes=1)), TYPED_WIDE)
    write(page, "画面に脅迫文", writer="石井", at=f"{TODAY}T06:45", about=True)
    write(page, "夜間窓口につながった", kind="連絡", at=f"{TODAY}T07:10", to="みなとシステム")
    write(page, "外の線を切る", kind="判断", at=f"{TODAY}T07:20", moment="NETWORK", choice="DO", decided_by="石井",
          reason="広がりを止めるため")  # fmt: skip
    write(
        page,
        "救急を断る",
        kind="判断",
        at=f"{TODAY}T08:45",
        moment="DIVERSION",
        choice="DO",
        decided_by="佐伯",
    )
    write(page, "外来を休む", kind="判断", at=f"{TODAY}T08:50", moment="CARE", choice="DO", decided_by="そのほか",
          decider="副院長 高橋")  # fmt: skip
    file = write_out(page, tmp_path)
    assert "脅迫文" not in file.read_text(encoding="utf-8")

    assert "合言葉が違います" in take_in(screen, file, "ちがう合言葉をいれてみる")
    said = take_in(screen, file, TYPED_WIDE)
    assert "新しいものは5件です" in said
    screen.locator("input[name=title]").fill("夜明け前の停止")
    screen.get_by_role("button", name="取り込む", exact=True).click()
    screen.wait_for_url("**/incidents/*/")
    incident = screen.url
    first = screen.locator("main").inner_text()
    assert "5件を取り込みました" in first

    again = take_in(screen, file)
    assert "どれも、もう取り込んであります" in again
    screen.goto(incident)
    told = screen.locator("main").inner_text()
    for text, when in (
        ("画面に脅迫文", "6:45ごろ"),
        ("夜間窓口につながった", "7:10"),
        ("外の線を切る", "7:20"),
        ("救急を断る", "8:45"),
        ("外来を休む（副院長 高橋）", "8:50"),
    ):
        line = screen.locator("[id^='line-']", has_text=text).filter(has_text="非常時キット（")
        assert line.count() == 1, told
        assert when in line.inner_text()


@pytest.mark.skipif(not FIREFOX, reason="firefox is not installed")
def test_firefox_opens_the_kit_keeps_the_record_and_knows_damage(kit: Path, tmp_path: Path) -> None:
    broken = kit.with_name("broken.html")
    broken.write_text(
        kit.read_text(encoding="utf-8").replace('"data": "', '"data": "AAAA', 1), encoding="utf-8"
    )
    with Firefox(tmp_path / "profile") as browser:
        browser.go(broken.as_uri())
        browser.fill("#phrase", PHRASE)
        browser.click("form button")
        browser.wait("壊れています")
        browser.go(kit.as_uri())
        browser.fill("#phrase", "ちがう合言葉をいれてみる")
        browser.click("form button")
        browser.wait("合言葉が違います")
        browser.fill("#phrase", TYPED_WIDE)
        browser.click("form button")
        browser.wait("時刻を書く")
        browser.click("[data-to=s-record]")
        browser.run("document.querySelector('#r-writer').selectedIndex = 1")
        browser.fill("#r-text", "画面に脅迫文")
        browser.click(".record > button.primary")
        browser.wait("記録しました")
        browser.go(kit.as_uri())
        browser.fill("#phrase", PHRASE)
        browser.click("form button")
        browser.wait("時刻を書く")
        browser.click("[data-to=s-record]")
        browser.wait("画面に脅迫文")
