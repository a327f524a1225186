"""Completions recorded by those who manage training: of a session, from an old list, and withdrawn when mistaken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import Completion, CompletionWay, Course, Material, Session

from .checks import require_past


@dataclass(frozen=True)
class CompletionLine:
    """Somebody completed a course on a day; `session` where it was in person."""

    person: Person
    course: Course
    completed_on: date
    material: Material | None = None
    session: Session | None = None
    score: int | None = None
    certificate_number: str = ""


def record_completions(*, by: Person, lines: Iterable[CompletionLine], note: str = "") -> list[Completion]:
    """Record many completions at once; those that are on record already are left out.

    A line with a session is SESSION, any other IMPORTED. Returns what was added.
    Raises PermissionDenied; ValidationError naming the first line that cannot be.
    Source: 経営管理編 3.2.2 ①（受講の記録）
    """
    with writing(by=by, action="training.manage", note=note) as entry:
        wanted = {(line.person.pk, line.course.pk, line.completed_on): line for line in lines}
        for line in wanted.values():
            _require_sound(by, line)
        known = _on_record(by, list(wanted.values()))
        return entry.save_all(_row(by, line) for key, line in wanted.items() if key not in known)


def withdraw_completion(*, by: Person, completion: Completion, reason: str) -> Completion:
    """Take back a completion that was recorded by mistake; it stays on record with the reason.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.manage", note=reason.strip()) as entry:
        require_house(by, completion)
        require_text(reason=reason)
        if completion.withdrawn_on is not None:
            raise ValidationError(_("この記録は既に取り消されています。"))
        completion.withdrawn_on, completion.withdrawn_reason = clock.today(), reason.strip()[:300]
        return entry.save(completion)


def _require_sound(by: Person, line: CompletionLine) -> None:
    for record in (line.person, line.course):
        require_house(by, record)
    require_past(line.completed_on, "completed_on")
    if line.score is not None and not 0 <= line.score <= 100:
        raise ValidationError({"score": _("得点は0から100で入れてください。")})
    if line.completed_on < line.person.starts_on:
        raise ValidationError(
            {"completed_on": _("%(name)s さんの着任より前の日です。") % {"name": line.person.name}}
        )
    for part in (line.material, line.session):
        if part is not None and part.course_id != line.course.pk:
            raise ValidationError(_("教材と研修は、同じ講座のものを選んでください。"))


def _on_record(by: Person, lines: Sequence[CompletionLine]) -> set[tuple[int, int, date]]:
    rows = Completion.objects.of(by.institution).valid()
    rows = rows.filter(
        course__in={line.course.pk for line in lines}, completed_on__in={line.completed_on for line in lines}
    )
    return set(rows.values_list("person_id", "course_id", "completed_on"))


def _row(by: Person, line: CompletionLine) -> Completion:
    return Completion(
        institution=by.institution,
        person=line.person,
        course=line.course,
        material=line.material,
        session=line.session,
        completed_on=line.completed_on,
        way=CompletionWay.SESSION if line.session else CompletionWay.IMPORTED,
        score=line.score,
        recorded_by=by,
        certificate_number=line.certificate_number,
    )
