"""Courses: begun, changed, opened, closed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import writing
from kaname.foundation.audiences.rules import EVERYBODY, Audience
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import Course, CourseKind, CourseStatus, MaterialStatus

from .checks import require_not_closed

DESCRIPTION = ("code", "title", "kind", "aims", "is_required", "months", "newcomer_days", "pass_mark")


def create_course(
    *,
    by: Person,
    title: str,
    code: str = "",
    kind: str = CourseKind.SECURITY,
    aims: str = "",
    audience: Audience = EVERYBODY,
    is_required: bool = True,
    months: int = 12,
    newcomer_days: int = 30,
    pass_mark: int = 80,
    owner: Person | None = None,
) -> Course:
    """Begin a course; without a code it gets the next one. It is given once its material is published and it is opened.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.2.2 ①
    """
    with writing(by=by, action="training.manage") as entry:
        course = Course(institution=by.institution)
        said = {"title": title, "code": code.strip() or next_code(by), "kind": kind, "aims": aims,
                "is_required": is_required, "months": months, "newcomer_days": newcomer_days,
                "pass_mark": pass_mark}  # fmt: skip
        _describe(by, course, audience, owner or by, said)
        return entry.save(course)


def change_course(*, by: Person, course: Course, audience: Audience, owner: Person, **said: Any) -> Course:
    """Change what is said of a course. Who has completed it stays on record.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.manage") as entry:
        require_house(by, course)
        require_not_closed(course)
        _describe(by, course, audience, owner, said)
        return entry.save(course)


def open_course(*, by: Person, course: Course) -> Course:
    """Give the course from today on. Raises PermissionDenied; ValidationError while no material is published."""
    with writing(by=by, action="training.manage") as entry:
        require_house(by, course)
        if course.status != CourseStatus.DRAFT:
            raise ValidationError(_("始められるのは、準備中の講座だけです。"))
        if not course.materials.filter(status=MaterialStatus.PUBLISHED).exists():
            raise ValidationError(_("使用中の教材がありません。先に教材を作って公開してください。"))
        course.status, course.opened_on = CourseStatus.OPEN, clock.today()
        return entry.save(course)


def close_course(*, by: Person, course: Course, reason: str) -> Course:
    """Give the course no longer from today on; its records stay. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="training.manage", note=reason.strip()) as entry:
        require_house(by, course)
        require_text(reason=reason)
        if course.status != CourseStatus.OPEN:
            raise ValidationError(_("終えられるのは、実施中の講座だけです。"))
        course.status, course.closed_on = CourseStatus.CLOSED, clock.today()
        return entry.save(course)


def next_code(by: Person) -> str:
    """T-01 and on: one above the highest that the hospital uses in this form."""
    taken = Course.objects.of(by.institution).filter(code__regex=r"^T-[0-9]{2,5}$")
    highest = max((int(code[2:]) for code in taken.values_list("code", flat=True)), default=0)
    return f"T-{highest + 1:02}"


def _describe(by: Person, course: Course, audience: Audience, owner: Person, said: dict[str, Any]) -> None:
    unknown = set(said) - set(DESCRIPTION)
    if unknown:
        raise TypeError(f"a course has no {sorted(unknown)}")
    for name, value in said.items():
        setattr(course, name, value.strip() if isinstance(value, str) else value)
    require_text(title=course.title, code=course.code)
    require_own(by.institution, owner=owner)
    taken = Course.objects.of(by.institution).filter(code=course.code).exclude(pk=course.pk)
    if taken.exists():
        raise ValidationError({"code": _("この講座番号は既に使われています。別の番号にしてください。")})
    course.owner, course.audience = owner, audience.as_json()
    course.search_key = search_key(course.code, course.title, course.aims)[:600]
