"""The checks that a change passes: lint, types, import rules, tests. CI runs the same."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent


def _run(title: str, *command: str, **environment: str) -> bool:
    started = time.monotonic()
    print(f"— {title}", flush=True)
    env = {k: v for k, v in os.environ.items() if k != "KANAME_DATA"} | environment
    done = subprocess.call(command, cwd=ROOT, env=env) == 0
    print(f"  {'ok' if done else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True)
    return done


def _tool(name: str) -> str:
    return str(BIN / name)


def _static() -> bool:
    results = [
        _run("lint", _tool("ruff"), "check", "src", "tests", "tools"),
        _run("format", _tool("ruff"), "format", "--check", "--quiet", "src", "tests", "tools"),
        _run("import rules", _tool("lint-imports"), "--no-cache"),
        _run(
            "migrations",
            sys.executable,
            "-m",
            "kaname.cli",
            "manage",
            "makemigrations",
            "--check",
            "--dry-run",
        ),
    ]
    return all(results)


def _types() -> bool:
    return _run("types", _tool("mypy"))


def check(_options: argparse.Namespace) -> int:
    """Lint, types, import rules."""
    return 0 if all([_static(), _types()]) else 1


def fix(_options: argparse.Namespace) -> int:
    """Format, and mend what the linter can mend."""
    linted = _run("lint", _tool("ruff"), "check", "--fix", "src", "tests", "tools")
    return 0 if _run("format", _tool("ruff"), "format", "src", "tests", "tools") and linted else 1


def test(options: argparse.Namespace) -> int:
    """Everything; `--quick` what a commit needs; `--postgresql` all but the browser, on DATABASE_URL."""
    if options.pytest:
        return 0 if _run("tests", _tool("pytest"), *options.pytest) else 1
    if options.postgresql and not os.environ.get("DATABASE_URL"):
        print("kaname: set DATABASE_URL to a PostgreSQL server", file=sys.stderr)
        return 1
    if options.postgresql:
        results = [_tests("tests on PostgreSQL", "not browser")]
    elif options.quick:
        results = [_static(), _tests("tests without a database", "not browser and not slow and not database")]
        if changed := _changed_apps():
            results.append(_tests("tests of what changed", "not browser and not slow", *changed))
    else:
        results = [_static(), _types(), _tests("tests", "not browser")]
        results.append(_run("browser", _tool("pytest"), "-q", "-m", "browser"))
    return 0 if all(results) else 1


def _tests(title: str, which: str, *folders: str) -> bool:
    return _run(title, _tool("pytest"), "-n", "2", "--dist", "loadgroup", "-q", "-m", which, *folders)


def _changed_apps() -> list[str]:
    """The folders of apps with changes that are not committed yet, and that have tests."""
    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    paths = [Path(line[3:].split(" -> ")[-1]) for line in listed.stdout.splitlines()]
    apps = {
        Path(*path.parts[:4]) for path in paths if path.parts[:2] == ("src", "kaname") and len(path.parts) > 4
    }
    return sorted(str(app) for app in apps if (ROOT / app / "tests").is_dir())


def messages(_options: argparse.Namespace) -> int:
    """Collect the texts to translate into the English catalogue, and compile it."""
    return 0 if _run("messages", sys.executable, str(ROOT / "tools" / "messages.py")) else 1
