"""Serving: web and worker as two children of one small parent that keeps both alive and ends both."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from types import FrameType

WORKER_WAITS_SECONDS = 2.0  # the first page comes first; the clock has a minute


def serve(*, host: str, port: int) -> int:
    """Serve until told to stop. The parent holds nothing but two processes."""
    print(f"kaname: http://{host}:{port}/", flush=True)
    # One name for this start, which both children know. Several servers on one database are given a common one.
    os.environ.setdefault("KANAME_RUN", uuid.uuid4().hex)
    os.execv(sys.executable, [sys.executable, "-S", __file__, host, str(port)])  # noqa: S606  (no shell is meant)


def _commands(host: str, port: str) -> dict[str, list[str]]:
    python = sys.executable
    web = [
        *(python, "-m", "gunicorn", "kaname.wsgi:application", "--bind", f"{host}:{port}"),
        *(
            "--worker-class",
            "gthread",
            "--workers",
            os.environ.get("KANAME_WEB_WORKERS", "1"),
            "--threads",
            "8",
        ),
        *("--max-requests", "20000", "--max-requests-jitter", "2000", "--graceful-timeout", "20"),
        *("--limit-request-line", "8190", "--log-level", "warning", "--no-control-socket"),
    ]
    worker = [python, "-m", "kaname.cli", "worker", "--data", os.environ["KANAME_DATA"]]
    return {"web": web, "worker": worker}


def supervise(host: str, port: str) -> int:
    """Start both, start again whichever dies, end both on SIGTERM or Ctrl-C."""
    commands = _commands(host, port)
    running = {"web": subprocess.Popen(commands["web"])}
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    started = time.monotonic()
    while not stopping:
        time.sleep(0.3)
        if "worker" not in running and time.monotonic() - started > WORKER_WAITS_SECONDS:
            running["worker"] = subprocess.Popen(commands["worker"])
        for name, child in running.items():
            if child.poll() is None or stopping:
                continue
            if name == "web" and time.monotonic() - started < 5:
                stopping = True
                break
            time.sleep(1)
            running[name] = subprocess.Popen(commands[name])
    return _end(list(running.values()))


def _end(children: list[subprocess.Popen[bytes]]) -> int:
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    codes = []
    for child in children:
        try:
            codes.append(child.wait(25))
        except subprocess.TimeoutExpired:
            child.kill()
            codes.append(child.wait())
    return 0 if codes[0] in (0, -signal.SIGTERM) else 1


if __name__ == "__main__":
    sys.exit(supervise(sys.argv[1], sys.argv[2]))
