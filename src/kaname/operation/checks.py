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
    return (
        0
        if all(
            [
                _run("lint", _tool("ruff"), "check", "--fix", "src", "tests", "tools"),
                _run("format", _tool("ruff"), "format", "src", "tests", "tools"),
            ]
        )
        else 1
    )


def test(options: argparse.Namespace) -> int:
    """Everything; `--quick` leaves out types, browser and slow tests; `--postgresql` runs what touches a database."""
    workers = ["-n", "2", "--dist", "loadgroup"]
    if options.pytest:
        return 0 if _run("tests", _tool("pytest"), *options.pytest) else 1
    if options.postgresql:
        if not os.environ.get("DATABASE_URL"):
            print("kaname: set DATABASE_URL to a PostgreSQL server", file=sys.stderr)
            return 1
        return 0 if _run("tests on PostgreSQL", _tool("pytest"), *workers, "-m", "not browser") else 1
    if options.quick:
        return (
            0
            if all(
                [_static(), _run("tests", _tool("pytest"), *workers, "-q", "-m", "not browser and not slow")]
            )
            else 1
        )
    results = [_static(), _types(), _run("tests", _tool("pytest"), *workers, "-q", "-m", "not browser")]
    results.append(_run("browser", _tool("pytest"), "-q", "-m", "browser"))
    return 0 if all(results) else 1


def messages(_options: argparse.Namespace) -> int:
    """Collect the texts to translate into the English catalogue, and compile it."""
    return 0 if _run("messages", sys.executable, str(ROOT / "tools" / "messages.py")) else 1
