"""Real servers on data folders of their own, and Chromium in front of them.

The story is played once into a folder; each server works on a copy. Nothing here sleeps: tests wait for what they
expect to see.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.story import PASSWORD, TODAY

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser; one worker keeps it together."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


def _environment(clock: str = f"{TODAY}T09:00:00") -> dict[str, str]:
    left_out = {"DATABASE_URL", "KANAME_DATA", "DJANGO_SETTINGS_MODULE"}
    kept = {k: v for k, v in os.environ.items() if k not in left_out}
    paths = [str(ROOT / "src"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "KANAME_CLOCK": clock}


def _kaname(*arguments: str, clock: str = f"{TODAY}T09:00:00") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kaname.cli", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=_environment(clock), start_new_session=True)


@dataclass
class Site:
    """A running server."""

    url: str
    told: dict[str, Any] = field(default_factory=dict)

    def of(self, record: str) -> str:
        """The address of a record of the story."""
        return str(self.told["urls"][record])


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data folder in which no hospital was set up."""
    folder = tmp_path_factory.mktemp("kaname") / "data"
    assert _kaname("up", "--prepare", "--data", str(folder)).wait(120) == 0
    return folder


@pytest.fixture(scope="session")
def story_data(empty_data: Path) -> tuple[Path, dict[str, Any]]:
    """A data folder in which the story was played, and what it told."""
    folder = empty_data.parent / "story"
    shutil.copytree(empty_data, folder)
    done = subprocess.run(
        [sys.executable, "-m", "tests.seed", str(folder)],
        cwd=ROOT, env=_environment() | {"KANAME_CLOCK": ""}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return folder, json.loads(done.stdout)


@contextmanager
def served(
    folder: Path, told: dict[str, Any], clock: str = f"{TODAY}T09:00:00", *, ends_by: int = signal.SIGTERM
) -> Iterator[Site]:
    """A server on a data folder, with its clock at a moment; the clock has ticked before it answers.

    `ends_by`: the signal that ends it; SIGKILL takes web and worker at once, as a power cut does.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert _kaname("worker", "--once", "--data", str(folder), clock=clock).wait(120) == 0
    server = _kaname("up", "--data", str(folder), "--port", str(port), clock=clock)
    site = Site(f"http://127.0.0.1:{port}", told)
    try:
        _wait_for(site, server)
        yield site
    finally:
        if ends_by == signal.SIGKILL:
            os.killpg(server.pid, signal.SIGKILL)
        else:
            server.send_signal(ends_by)
        server.wait(40)


def _wait_for(site: Site, server: subprocess.Popen[bytes]) -> None:
    """Ask until the server answers; the connection itself is the wait."""
    for _attempt in range(600):
        if server.poll() is not None:
            raise AssertionError(f"the server ended with {server.returncode}")
        try:
            with urllib.request.urlopen(f"{site.url}/account/login/", timeout=5):  # noqa: S310  (our own address)
                return
        except OSError:
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="session")
def site(story_data: tuple[Path, dict[str, Any]]) -> Iterator[Site]:
    """A server of the hospital of the story. Each test that changes something uses records of its own."""
    folder, told = story_data
    with served(folder, told) as running:
        yield running


@pytest.fixture
def quiet_site(story_data: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Site]:
    """A server of the same hospital for one test alone."""
    folder, told = story_data
    shutil.copytree(folder, tmp_path / "data", ignore=shutil.ignore_patterns("kaname.sqlite3-*"))
    with served(tmp_path / "data", told) as running:
        yield running


@pytest.fixture
def empty_site(empty_data: Path, tmp_path: Path) -> Iterator[Site]:
    """A server on which nobody has set up a hospital."""
    shutil.copytree(empty_data, tmp_path / "data")
    with served(tmp_path / "data", {}) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"there is no browser at {CHROMIUM}; install chromium or set CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


Enter = Callable[..., Any]


@pytest.fixture
def visit(chromium: Any) -> Iterator[Enter]:
    """`visit(site, "manager", javascript=False)` opens a browser of one's own, signed in unless nobody is named."""
    opened: list[Any] = []

    def enter(where: Site, who: str | None = None, *, javascript: bool = True, width: int = 1280) -> Any:
        context = chromium.new_context(
            base_url=where.url, locale="ja-JP", java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        page = context.new_page()
        if who:
            sign_in(page, who)
        return page

    yield enter
    for context in opened:
        context.close()


def sign_in(page: Any, who: str) -> None:
    """Type the name and the password, and go in."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(f"minato-{who}")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/")
