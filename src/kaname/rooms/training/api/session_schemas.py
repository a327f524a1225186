"""What the REST API of in-person sessions takes and gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from ninja import Field, Schema

from kaname.foundation.access import policy
from kaname.foundation.access.api import Paged, WallTime
from kaname.foundation.access.models import Person
from kaname.rooms.training.models import Attendance, AttendanceWay, CompletionWay, Session, SessionStatus
from kaname.rooms.training.selectors.sessions import attendance_rows


class AttendancePersonOut(Schema):
    """A person, by id, number and name."""

    id: int
    number: str
    name: str


class SessionOut(Schema):
    """A session as lists show it; times are times of day in Japan."""

    id: int
    course_id: int
    course: str = Field(alias="course.title")
    held_on: date
    starts: time
    ends: time
    place: str
    teacher: str
    status: SessionStatus
    sign_in_open: bool
    present: int = Field(alias="present_count")
    revision: int


class AttendanceOut(Schema):
    """Who was there; `person` is null while nobody has said who wrote this `number` and `name`."""

    id: int
    person: AttendancePersonOut | None
    number: str
    name: str
    way: AttendanceWay
    signed_at: datetime
    score: int | None
    revision: int


class SessionDetailOut(SessionOut):
    """A session with the attendances the caller may see; the code to sign in with for those who manage it."""

    note: str
    closed_on: date | None
    code: str | None
    attendances: list[AttendanceOut]

    @staticmethod
    def resolve_code(session: Session, context: Any) -> str | None:
        return session.code if policy.may(_caller(context), "training.manage") else None

    @staticmethod
    def resolve_attendances(session: Session, context: Any) -> Iterable[Attendance]:
        return attendance_rows(_caller(context)).filter(session=session).order_by("signed_at", "pk")


class SessionPageOut(Schema):
    """Some of the sessions, and how many there are in all."""

    count: int
    items: list[SessionOut]


class CertificateOut(Schema):
    """A completion with its certificate's number, as a check shows it."""

    id: int
    number: str = Field(alias="certificate_number")
    name: str = Field(alias="person.name")
    course: str = Field(alias="course.title")
    completed_on: date
    way: CompletionWay
    withdrawn_on: date | None


class SessionFilter(Paged):
    """Which sessions to list."""

    course_id: int | None = Field(None, le=2**62)
    status: SessionStatus | None = None
    held_from: date | None = None
    held_until: date | None = None


class SessionIn(Schema):
    """What is planned; `invited` are ids of people, nobody for the course's whole audience."""

    held_on: date
    starts: WallTime
    ends: WallTime
    place: str = Field(max_length=100)
    teacher: str = Field(max_length=100)
    note: str = Field("", max_length=2000)
    invited: list[int] = Field([], max_length=2000)


class NewSessionIn(SessionIn):
    """The same, with the id of the course."""

    course_id: int = Field(le=2**62)


class SheetLineIn(Schema):
    """A line of a signed sheet."""

    person: int
    present: bool
    score: int | None = Field(None, ge=0, le=100)


class SheetIn(Schema):
    """A signed sheet: its lines, and numbers or names as written of whoever is not on it."""

    lines: list[SheetLineIn] = Field(max_length=2000)
    others: list[str] = Field([], max_length=200)


class SignInIn(Schema):
    """The code that the session's QR code holds, or as it is typed."""

    code: str = Field(max_length=40)


class WhoIn(Schema):
    """A person's id."""

    person: int


class SessionReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=300)


def _caller(context: Any) -> Person:
    person: Person = context["request"].person
    return person
