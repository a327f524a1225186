"""REST: a person's own notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from kaname.foundation.access.api import PersonRouter

from .models import Notice

router = PersonRouter(tags=["notices"])


class NoticeOut(Schema):
    id: int
    text: str
    url: str
    told_at: datetime
    read_at: datetime | None
    ended_at: datetime | None


@router.operation("GET", "/notices", "notices.view", response=list[NoticeOut])
def list_notices(request: HttpRequest, unread: bool = False) -> list[dict[str, Any]]:
    """What the person was told, newest first (at most 200)."""
    rows = Notice.objects.visible_to(request.person).order_by("-told_at", "-pk")  # type: ignore[attr-defined]
    if unread:
        rows = rows.unread()
    return [
        {
            "id": n.pk,
            "text": str(n),
            "url": n.url,
            "told_at": n.told_at,
            "read_at": n.read_at,
            "ended_at": n.ended_at,
        }
        for n in rows[:200]
    ]
