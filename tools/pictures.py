"""Take the README's pictures of the sample hospital: `.venv/bin/python tools/pictures.py [FOLDER]`.

Needs Chromium and the development packages. Everything runs in a throw-away data folder on loopback.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "home": "/",
    "obligation": "/obligations/G-3.1.2-3/",
    "organisation": "/organisation/",
}


def main() -> int:
    """Build the sample hospital, sign in as its director, take each page at two widths."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs" / "images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        build = [sys.executable, "-m", "kaname.cli", "up", "--demo", "--prepare"]
        subprocess.run(build, cwd=data, check=True, stdout=subprocess.DEVNULL)
        os.environ["KANAME_DATA"] = str(Path(data) / "data" / "demo")
        os.environ["DJANGO_SETTINGS_MODULE"] = "kaname.settings"
        _take(Path(data) / "data" / "demo", folder)
    return 0


def _take(data: Path, folder: Path) -> None:
    import django
    from playwright.sync_api import sync_playwright

    django.setup()

    from kaname.operation.bench_browser import FLAGS, sign_in
    from kaname.operation.bench_machine import served

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with served(data) as (port, _seconds), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        cookies = sign_in(browser, port)
        for suffix, width, height in (("", 1280, 900), ("-phone", 390, 844)):
            context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
            context.add_cookies(cookies)  # type: ignore[arg-type]
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(f"http://127.0.0.1:{port}{path}")
                page.screenshot(path=folder / f"{name}{suffix}.png")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
