"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.audiences.crowd import Standpoint
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import Course, CourseStatus


def require_not_closed(course: Course) -> None:
    """Raise ValidationError for a course that is no longer given."""
    if course.status == CourseStatus.CLOSED:
        raise ValidationError(_("この講座は終了しています。新しい講座を作ってください。"))


def require_past(day: date, field: str) -> None:
    """Raise ValidationError for a day that has not come."""
    if day > clock.today():
        raise ValidationError({field: _("今日以前の日にしてください。")})


def require_addressed(by: Person, course: Course) -> None:
    """Raise PermissionDenied unless the course is given and this person is meant by it."""
    if not course.is_open:
        raise ValidationError(_("この講座は、いま行われていません。"))
    if not Standpoint(by, clock.today()).is_in(course.rule, since=course.opened_on):
        raise PermissionDenied(_("この講座の対象者に入っていません。"))
