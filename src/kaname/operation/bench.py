"""Measurements against targets: `./kaname bench`. Each figure is printed as measured, also the bad ones.

Everything happens in throw-away data folders; traffic goes to loopback only.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .measure import Figure


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
    yield Figure(
        "sample hospital built (14 months through the services)", time.perf_counter() - started, "s", 30
    )
    from . import bench_pages

    yield from bench_pages.pages()
    yield from bench_machine.browser(folder)


def _prepare_sample() -> None:
    from .prepare import prepare

    if not prepare(demo=False):
        sys.exit(1)
    from kaname.outputs.sample import build

    build.build_if_empty()
