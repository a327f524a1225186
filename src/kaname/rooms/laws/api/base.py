"""What the operations of this room share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from kaname.foundation.access.api import NamedPersonOut, PersonRouter
from kaname.foundation.access.models import Person

router = PersonRouter(tags=["laws"])


class LawDirectiveOut(Schema):
    """The directive that follows something up."""

    id: int
    number: str
    status: str
    addressee: NamedPersonOut
    due_on: date


class LawPaged(Schema):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**31)


def person_of(request: HttpRequest) -> Person:
    """Who calls."""
    return request.person  # type: ignore[attr-defined,no-any-return]


def part(rows: Any, wanted: LawPaged) -> dict[str, Any]:
    """Some of the rows, and how many there are in all."""
    return {"count": rows.count(), "items": list(rows[wanted.offset : wanted.offset + wanted.limit])}
