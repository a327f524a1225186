"""What kinds of meeting there are: each room registers its own, and this storey knows no room.

@meeting_kind("organisation.committee")
class CommitteeMeeting(MeetingKind):
    label = _("委員会")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from kaname.foundation.access.models import Institution

    from .models import Meeting


class MeetingKind:
    """One kind of meeting: its name, who may chair it, what it is told, and what its minutes must hold."""

    key: str = ""
    label: str | Promise = ""
    chair_roles: frozenset[str] = frozenset()
    """The chair must hold one of these roles; empty: anybody."""
    annex_rows: int | None = None
    """How many rows of each table the minutes on paper show; None: all."""

    def inputs(self, meeting: Meeting) -> list[dict[str, Any]]:
        """The sections (`summaries.Section.as_json`) that are put before the meeting, frozen when it is held."""
        return []

    def check(self, meeting: Meeting) -> None:
        """Raise ValidationError while the minutes lack something and cannot be confirmed yet."""

    def annex(self, meeting: Meeting) -> list[dict[str, Any]]:
        """What was put before the meeting, for the end of its minutes: title, sentences, head, rows; all plain text."""
        return []

    def seats(self, institution: Institution, subject: str) -> dict[int, str]:
        """Who belongs to what meets (`subject`), by a person's id, and in what capacity: they are called first."""
        return {}

    def page_of(self, meeting: Meeting) -> str:
        """Where this kind of meeting is shown, if a room has a page of its own for it."""
        return ""


class GeneralMeeting(MeetingKind):
    """A meeting that no room asks for."""

    key = "meetings.general"
    label = _("そのほかの会議")


K = TypeVar("K", bound=type[MeetingKind])
_kinds: dict[str, MeetingKind] = {GeneralMeeting.key: GeneralMeeting()}


def meeting_kind(key: str) -> Callable[[K], K]:
    """Register a kind under a product-wide key (in `<room>/meetings.py`, which is found at the start)."""

    def register(kind: K) -> K:
        _kinds[key] = kind()
        _kinds[key].key = key
        return kind

    return register


def get_kind(key: str) -> MeetingKind:
    """The kind registered under this key; the general one when the room that named it is gone."""
    return _kinds.get(key, _kinds[GeneralMeeting.key])


def kind_choices() -> list[tuple[str, str | Promise]]:
    """Keys and labels of all kinds."""
    return [(key, kind.label) for key, kind in sorted(_kinds.items())]
