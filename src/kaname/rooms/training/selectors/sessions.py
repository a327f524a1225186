"""Reads of in-person sessions, who was there, and certificates."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kaname.foundation.access.models import Person
from kaname.foundation.evidence.models import Evidence
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.training.models import (
    Attendance,
    AttendanceSheet,
    Completion,
    Course,
    CourseStatus,
    MaterialStatus,
    Session,
)
from kaname.rooms.training.models.sessions import CODE_LENGTH


def session_rows(person: Person) -> QuerySet[Session]:
    """The sessions that a person may see, with how many were there."""
    rows: QuerySet[Session] = Session.objects.visible_to(person).select_related("course")
    came = Attendance.objects.filter(session=OuterRef("pk")).order_by().values("session")
    counted: Any = Subquery(came.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return rows.annotate(present_count=Coalesce(counted, 0))


def whole_sessions(person: Person) -> QuerySet[Session]:
    """The sessions that a person may see, with what their page and papers name."""
    rows: QuerySet[Session] = Session.objects.visible_to(person)
    return rows.select_related("institution", "course__owner", "material__course", "closed_by")


def attendance_rows(person: Person) -> QuerySet[Attendance]:
    """Who was where, as far as a person may see."""
    rows: QuerySet[Attendance] = Attendance.objects.visible_to(person)
    return rows.select_related("session__course", "person")


def attendance_of(session: Session, person: Person) -> Attendance | None:
    """A person's own attendance at a session."""
    return session.attendances.filter(person=person).first()


def session_by_code(typed: str) -> Session | None:
    """The session whose secret was scanned or typed; hyphens, blanks, width and case do not matter."""
    code = as_code(typed)
    if len(code) != CODE_LENGTH or not code.isascii():
        return None
    rows = Session._default_manager.select_related("institution", "course")
    return rows.filter(sign_in_secret=code).first()


def as_code(typed: str) -> str:
    """A code without what people put between its letters."""
    return "".join(c for c in normalize("NFKC", typed[:100]).upper() if c.isalnum())


def courses_for_sessions(person: Person) -> QuerySet[Course]:
    """The courses that can be given in person: not closed, with material in use."""
    rows: QuerySet[Course] = Course.objects.visible_to(person).exclude(status=CourseStatus.CLOSED)
    return rows.filter(materials__status=MaterialStatus.PUBLISHED).distinct().order_by("code", "pk")


def scans_of(session: Session) -> list[Evidence]:
    """The scanned sheets of a session, oldest first. For those who govern training."""
    sheets = list(AttendanceSheet.objects.of(session.institution).filter(session=session).order_by("pk"))
    found = evidence_of(sheets) if sheets else {}
    return [file for sheet in sheets for file in found.get(sheet.pk, [])]


def certificates_of(session: Session) -> list[Completion]:
    """The completions of a session that carry a certificate, by name."""
    rows = session.completions.filter(withdrawn_on__isnull=True).exclude(certificate_number="")
    return list(with_paper(rows).order_by("person__kana", "pk"))


def with_paper(rows: QuerySet[Completion]) -> QuerySet[Completion]:
    """Completions with everything that a certificate names."""
    return rows.select_related("institution", "person", "course__owner", "material__course", "session")


def certificate_numbered(person: Person, number: str) -> Completion | None:
    """The completion of a certificate's number within the person's hospital, withdrawn or not.

    Whoever holds the paper may check it, whosever it is: the number holds letters that nobody guesses.
    """
    rows = Completion.objects.of(person.institution).filter(certificate_number=_as_number(number))
    return with_paper(rows).exclude(certificate_number="").first()


def _as_number(typed: str) -> str:
    code = as_code(typed)
    return f"{code[:4]}-{code[4:-4]}-{code[-4:]}"
