"""How often a page that is open to everybody was used lately, so that a flood of visits does no harm.

It is counted in the cache, under a keyed hash of the sender's network, and forgotten within the hour: no record of the
hospital, and nothing that a backup could hold.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache

from kaname.foundation.calendar import clock


class TooManyUses(Exception):
    """The page was used too often; nothing was done."""


def count_use(
    key: str,
    address: str,
    *,
    per_sender: int,
    sender_window: timedelta = timedelta(minutes=10),
    in_all: int,
    window: timedelta = timedelta(hours=1),
) -> None:
    """Count one use under a key, or raise TooManyUses: so many per sender within its window, so many in all."""
    now = clock.now()
    sender = _sender(key, address, now)
    lately = [(who, at) for who, at in cache.get(key, ()) if at >= now - window]
    of_sender = sum(who == sender and at >= now - sender_window for who, at in lately)
    if of_sender >= per_sender or len(lately) >= in_all:
        raise TooManyUses
    cache.set(key, [*lately, (sender, now)], window.total_seconds())


def _sender(key: str, address: str, now: datetime) -> str:
    """A keyed hash of the day and the address (of IPv6 the network, which is one household)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = "?"
    else:
        bits = 32 if parsed.version == 4 else 64
        network = str(ipaddress.ip_network((parsed, bits), strict=False))
    text = f"{key}:{clock.day_of(now).isoformat()}:{network}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
