"""What the operations of this room share."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from kaname.foundation.access.api import NamedPersonOut, PersonRouter

router = PersonRouter(tags=["laws"])


class LawDirectiveOut(Schema):
    """The directive that follows something up."""

    id: int
    number: str
    status: str
    addressee: NamedPersonOut
    due_on: date
