"""Which training records a person may see: those who govern see all, others what is addressed to them and their own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Q

from kaname.foundation.access import policy
from kaname.foundation.access.records import RecordQuerySet
from kaname.foundation.audiences.crowd import Standpoint
from kaname.foundation.calendar import clock

from .choices import PUBLISHED_STATUSES, CourseStatus

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person

VIEW_ALL = "training.view_all"


class CourseQuerySet(RecordQuerySet):
    """Courses."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, VIEW_ALL):
            return rows
        if not policy.may(person, "training.take"):
            return rows.none()
        done = Q(pk__in=_model("Completion").filter(person=person).values("course"))
        return rows.filter(Q(pk__in=_addressed_to(person)) | done).exclude(status=CourseStatus.DRAFT)

    def open_on(self, on: date) -> Self:
        """Given on that day."""
        return self.filter(opened_on__lte=on).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class OfCourse(RecordQuerySet):
    """What belongs to a course that the person may see."""

    path = "course"

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, VIEW_ALL):
            return rows
        return self._published(rows).filter(**{f"{self.path}__in": _model("Course").visible_to(person)})

    def _published(self, rows: Self) -> Self:
        return rows


class MaterialQuerySet(OfCourse):
    """Versions of material; drafts are for those who govern."""

    def _published(self, rows: Self) -> Self:
        return rows.filter(status__in=PUBLISHED_STATUSES)


class SessionQuerySet(OfCourse):
    """In-person sessions."""


class PreparationQuerySet(RecordQuerySet):
    """What only those who prepare and govern training see: questions with their answers, what material teaches."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        return rows if policy.may(person, VIEW_ALL) else rows.none()


class PersonalQuerySet(RecordQuerySet):
    """What somebody did: one's own, or all for those who govern."""

    def visible_to(self, person: Person) -> Self:
        rows = self.of(person.institution)
        if policy.may(person, VIEW_ALL):
            return rows
        return rows.filter(person=person) if policy.may(person, "training.take") else rows.none()


class CompletionQuerySet(PersonalQuerySet):
    """Completions."""

    def valid(self) -> Self:
        """Without those that were withdrawn as mistaken."""
        return self.filter(withdrawn_on__isnull=True)


def _addressed_to(person: Person) -> list[int]:
    rows = _model("Course").of(person.institution).filter(status=CourseStatus.OPEN)
    standpoint = Standpoint(person, clock.today())
    return [course.pk for course in rows if standpoint.is_in(course.rule, since=course.opened_on)]


def _model(name: str) -> RecordQuerySet:
    rows: RecordQuerySet = apps.get_model("training", name).objects.all()
    return rows
