"""The worker: one tick a minute. It keeps no state; a tick after any outage puts everything right."""

from __future__ import annotations

import logging
import signal
import threading

from django.db import close_old_connections

from kaname.foundation.notices import clockwork

logger = logging.getLogger("kaname.worker")
SECONDS = 60


def run(*, once: bool = False) -> int:
    """Tick until told to stop (or once)."""
    stop = threading.Event()
    if not once:
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
    while True:
        try:
            clockwork.tick()
        except Exception:
            logger.exception("tick failed")
        close_old_connections()
        if once or stop.wait(SECONDS):
            return 0
