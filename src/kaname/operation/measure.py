"""What every measurement uses: a figure beside its target, the clock, a process on a data folder."""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
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
