"""How often a public form was used lately, so that a flood of posts does not reach the desk."""

from __future__ import annotations

from kaname.foundation.access.flood import TooManyUses as TooManyPosts
from kaname.foundation.access.flood import count_use
from kaname.rooms.inquiries.models import ContactPoint

PER_SENDER = 5
PER_DESK = 30

__all__ = ["PER_DESK", "PER_SENDER", "TooManyPosts", "count_post"]


def count_post(desk: ContactPoint, address: str) -> None:
    """Count one post, or raise TooManyPosts. The caller holds the desk's row, so that posts are counted one by one."""
    count_use(f"inquiries:posts:{desk.slug}", address, per_sender=PER_SENDER, in_all=PER_DESK)
