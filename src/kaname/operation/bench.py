"""Measurements against targets: `./kaname bench`. Each figure is printed as measured, also the bad ones.

Everything happens in throw-away data folders; traffic goes to loopback only.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Figure:
    """One measured value beside its target (both in `unit`; smaller is better)."""

    name: str
    value: float
    unit: str
    target: float | None

    def line(self) -> str:
        """As the table prints it."""
        against = f"{self.target:>9g} {self.unit}" if self.target is not None else " " * 9
        mark = "" if self.target is None else ("ok" if self.value <= self.target else "OVER")
        return f"{self.name:62} {self.value:>10.1f} {self.unit:4} {against:16} {mark}"


def run() -> int:
    """Measure everything; the exit code says whether every target was met."""
    figures: list[Figure] = []
    print(f"{'measured':62} {'value':>10}      {'target':>12}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KANAME_DATA"] = folder
        os.environ.pop("KANAME_CLOCK", None)
        for figure in _all(Path(folder)):
            print(figure.line(), flush=True)
            figures.append(figure)
    return 0 if all(f.target is None or f.value <= f.target for f in figures) else 1


def _all(folder: Path) -> Iterator[Figure]:
    from . import bench_machine

    yield from bench_machine.machine(folder / "empty")
    started = time.perf_counter()
    _prepare_sample()
    yield Figure("sample hospital built (14 months through the services)", time.perf_counter() - started, "s", 30)
    from . import bench_pages

    yield from bench_pages.pages()
    yield from bench_machine.browser(folder)


def _prepare_sample() -> None:
    from .prepare import prepare

    if not prepare(demo=False):
        sys.exit(1)
    from kaname.outputs.sample import build

    build.build_if_empty()


def median_ms(call: Callable[[], object], times: int = 30) -> float:
    """The median duration of a call in milliseconds, after two calls to warm up."""
    for _ in range(2):
        call()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def compressed_kb(paths: list[Path]) -> float:
    """The gzipped size of files in kB."""
    return sum(len(gzip.compress(p.read_bytes(), 9)) for p in paths) / 1000


def python(*arguments: str, data: Path, **options: object) -> subprocess.Popen[bytes]:
    """Start a Kaname command on a data folder."""
    environment = os.environ | {"KANAME_DATA": str(data)}
    command = [sys.executable, "-m", "kaname.cli", *arguments, "--data", str(data)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload,no-any-return]
