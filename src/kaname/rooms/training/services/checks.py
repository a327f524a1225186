"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord
from kaname.foundation.audiences.crowd import Standpoint
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import Course, CourseStatus


def require_own(by: Person, **records: InstitutionRecord | None) -> None:
    """Raise ValidationError on the field that names a record of another hospital."""
    for name, record in records.items():
        if record is not None and record.institution_id != by.institution_id:
            raise ValidationError({name: _("この病院の記録から選んでください。")})


def require_house(by: Person, record: InstitutionRecord) -> None:
    """Raise PermissionDenied for a record of another hospital."""
    if record.institution_id != by.institution_id:
        raise PermissionDenied(_("ほかの病院の記録です。"))


def require_text(**texts: str) -> None:
    """Raise ValidationError on a field that must say something."""
    for name, text in texts.items():
        if not text.strip():
            raise ValidationError({name: _("入力してください。")})


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
