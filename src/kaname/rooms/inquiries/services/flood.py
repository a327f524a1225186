"""How often a public form was used lately, so that a flood of posts does not reach the desk.

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
from kaname.rooms.inquiries.models import ContactPoint

PER_SENDER, SENDER_WINDOW = 5, timedelta(minutes=10)
PER_DESK, DESK_WINDOW = 30, timedelta(hours=1)


class TooManyPosts(Exception):
    """The public form was used too often; nothing was kept of this post."""


def count_post(desk: ContactPoint, address: str) -> None:
    """Count one post, or raise TooManyPosts. The caller holds the desk's row, so that posts are counted one by one."""
    now, key = clock.now(), f"inquiries:posts:{desk.slug}"
    sender = _sender(address, now)
    lately = [(who, at) for who, at in cache.get(key, ()) if at >= now - DESK_WINDOW]
    of_sender = sum(who == sender and at >= now - SENDER_WINDOW for who, at in lately)
    if of_sender >= PER_SENDER or len(lately) >= PER_DESK:
        raise TooManyPosts
    cache.set(key, [*lately, (sender, now)], DESK_WINDOW.total_seconds())


def _sender(address: str, now: datetime) -> str:
    """A keyed hash of the day's key and the address (of IPv6 the network, which is one household)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = "?"
    else:
        bits = 32 if parsed.version == 4 else 64
        network = str(ipaddress.ip_network((parsed, bits), strict=False))
    text = f"inquiries:{clock.day_of(now).isoformat()}:{network}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
