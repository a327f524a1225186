"""What meetings look like over REST, going out and coming in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from ninja import Field, Schema

from kaname.foundation.access.api import NamedPersonOut, Paged, WallTime
from kaname.foundation.directives.schedule import Recurrence

from . import selectors
from .kinds import get_kind
from .models import Meeting, MeetingStatus


class MeetingOut(Schema):
    """A meeting as lists show it; `day` is when it was held, or is to be."""

    id: int
    number: str
    kind: str
    title: str
    status: MeetingStatus
    planned_on: date
    held_on: date | None
    day: date
    place: str
    chair: NamedPersonOut
    result: str
    revision: int


class MeetingsOut(Schema):
    """Some of the meetings, and how many there are in all."""

    count: int
    items: list[MeetingOut]


class AgendaOut(Schema):
    """One item of the agenda."""

    topic: str
    discussion: str
    conclusion: str


class MeetingAttendanceOut(Schema):
    """Somebody called, and whether they came (null: not recorded)."""

    person: NamedPersonOut
    capacity: str
    present: bool | None


class OrderedOut(Schema):
    """A directive as confirmed minutes keep it."""

    number: str
    title: str
    addressee: str
    due_on: date


class AddendumOut(Schema):
    """What was put right after the minutes were confirmed."""

    text: str
    added_by: NamedPersonOut
    added_at: datetime


class MeetingDetailOut(MeetingOut):
    """A meeting with attendance, agenda, the directives it gave and the decisions it asked for.

    `orders` are the directives as the confirmed minutes keep them, `materials` what was put before the meeting in the
    reader's language; `is_intact` says whether confirmed minutes are still as they were confirmed.
    """

    subject: str
    begins: time | None
    ends: time | None
    secretary: NamedPersonOut | None
    cancel_reason: str
    attendances: list[MeetingAttendanceOut]
    items: list[AgendaOut]
    directives: list[int]
    decisions: list[int]
    orders: list[OrderedOut]
    materials: list[dict[str, Any]]
    addenda: list[AddendumOut]
    closed_at: datetime | None
    digest: str
    is_intact: bool | None

    @staticmethod
    def resolve_decisions(meeting: Meeting) -> list[int]:
        return [d.pk for d in selectors.decisions_of(meeting)]

    @staticmethod
    def resolve_materials(meeting: Meeting) -> list[dict[str, Any]]:
        return get_kind(meeting.kind).annex(meeting)

    @staticmethod
    def resolve_addenda(meeting: Meeting) -> list[Any]:
        return list(meeting.addenda.select_related("added_by"))

    @staticmethod
    def resolve_is_intact(meeting: Meeting) -> bool | None:
        return selectors.is_intact(meeting) if meeting.digest else None

    @staticmethod
    def resolve_attendances(meeting: Meeting) -> list[Any]:
        return list(meeting.attendances.select_related("person"))

    @staticmethod
    def resolve_items(meeting: Meeting) -> list[Any]:
        return list(meeting.items.all())

    @staticmethod
    def resolve_directives(meeting: Meeting) -> list[int]:
        return [d.pk for d in selectors.improvements_of(meeting)]


class MeetingFilter(Paged):
    """Which meetings to list."""

    kind: str = Field("", max_length=60)
    subject: str = Field("", max_length=100)
    status: MeetingStatus | None = None
    fiscal_year: int | None = Field(None, ge=2000, le=2200)


class LineIn(Schema):
    """One item of the agenda."""

    topic: str = Field(max_length=200, min_length=1)
    discussion: str = Field("", max_length=20_000)
    conclusion: str = Field("", max_length=20_000)


class SeatIn(Schema):
    """Somebody called (a person's id), in what capacity, and, once the meeting was held, whether they came."""

    person_id: int
    capacity: str = Field("", max_length=100)
    present: bool | None = None


class MeetingChangeIn(Schema):
    """What is planned: who is called is said anew each time."""

    title: str = Field(max_length=200, min_length=1)
    planned_on: date
    chair_id: int
    secretary_id: int | None = None
    people: list[SeatIn] = Field(default_factory=list, max_length=500)
    place: str = Field("", max_length=200)
    begins: WallTime | None = None
    ends: WallTime | None = None
    items: list[LineIn] = Field(default_factory=list, max_length=100)


class MeetingIn(MeetingChangeIn):
    """A meeting to plan; `subject` names the record that meets (a committee)."""

    kind: str = Field(max_length=60)
    subject: str = Field("", max_length=100)


class RollIn(Schema):
    """Everybody who belongs to the meeting."""

    people: list[SeatIn] = Field(max_length=500)


class OrderIn(Schema):
    """A directive that the meeting decided on, for a person's id."""

    addressee_id: int
    title: str = Field(max_length=200, min_length=1)
    body: str = Field(max_length=20_000, min_length=1)
    due_on: date
    obligation_id: str = Field("", max_length=40)
    recurrence: Recurrence = Recurrence.NONE


class MeetingQuestionIn(Schema):
    """A question for those who decide: the approver's id, perhaps a reviewer's before."""

    question: str = Field(max_length=300, min_length=1)
    summary: str = Field(max_length=20_000, min_length=1)
    text: str = Field("", max_length=100_000)
    approver_id: int
    reviewer_id: int | None = None


class HeldIn(Schema):
    """That it took place, and who came (ids of people who were called)."""

    held_on: date
    present: list[int] = Field(default_factory=list, max_length=500)


class MinutesIn(Schema):
    """What the minutes say."""

    items: list[LineIn] = Field(default_factory=list, max_length=100)
    result: str = Field("", max_length=20_000)


class TextIn(Schema):
    """A reason, or an addendum."""

    text: str = Field(max_length=20_000, min_length=1)
