"""Figures of the running program: starts, memory, size, and the home page in a real browser."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .measure import ROOT, Figure, compressed_kb, python

STATIC = ROOT / "src" / "kaname" / "web" / "static" / "kaname"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path) -> Iterator[tuple[int, float]]:
    """A running Kaname: its port, and the seconds until the first page answered."""
    port = free_port()
    started = time.perf_counter()
    server = python("up", "--port", str(port), data=data, start_new_session=True)
    try:
        _wait(port)
        yield port, time.perf_counter() - started
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait(port: int, seconds: float = 90) -> None:
    limit = time.perf_counter() + seconds
    while time.perf_counter() < limit:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5).read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("Kaname did not answer")


def machine(data: Path) -> Iterator[Figure]:
    """First start, second start, memory, installed size, what the home page ships."""
    with served(data) as (_port, seconds):
        yield Figure("first start on an empty database", seconds, "s", 10)
    with served(data) as (port, seconds):
        yield Figure("server start", seconds, "s", 3)
        for _ in range(20):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/").read()
        yield Figure("memory of web + worker (PSS)", _memory_mb(str(port)), "MB", 250)
    yield Figure("installed size (locked packages, Kaname, its assets)", _installed_mb(), "MB", 400)
    yield Figure("JavaScript on the home page, compressed", compressed_kb([STATIC / "htmx.min.js"]), "kB", 60)


def _memory_mb(port: str) -> float:
    listed = subprocess.check_output(["ps", "-eo", "pid,ppid,args"], text=True).splitlines()[1:]
    rows = [line.split(None, 2) for line in listed]
    roots = {pid for pid, _parent, args in rows if "serve.py" in args and args.endswith(port)}
    family, size = set(roots), -1
    while len(family) != size:
        size = len(family)
        family |= {pid for pid, parent, _args in rows if parent in family}
    return sum(_pss_kb(pid) for pid in family) / 1000


def _pss_kb(pid: str) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _installed_mb() -> float:
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    size = 0
    for name in names:
        try:
            files = importlib.metadata.distribution(name).files or []
        except importlib.metadata.PackageNotFoundError:
            continue
        size += sum(p.stat().st_size for f in files if (p := Path(str(f.locate()))).is_file())
    own = sum(p.stat().st_size for p in (ROOT / "src").rglob("*") if p.is_file())
    return (size + own) / 1_000_000


def browser(folder: Path) -> Iterator[Figure]:
    """The director's home, cold, in Chromium; left out where there is none."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        return
    from .bench_browser import cold_home

    with served(folder) as (port, _seconds):
        seconds, requests = cold_home(chromium, port)
    yield Figure("home interactive in Chromium, cold", seconds, "s", 0.6)
    yield Figure("requests besides the page", requests, "", 5)
