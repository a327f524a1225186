"""What somebody who learns does: reads to the end, or answers the quiz until it is passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import Attempt, Completion, CompletionWay, Material

from .checks import require_addressed


def finish_reading(*, by: Person, material: Material) -> Completion:
    """Record that somebody has read material that has no quiz; a second time on the same day changes nothing.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="training.take") as entry:
        _require_current(by, material)
        if material.questions.exists():
            raise ValidationError(_("確認テストに答えて、受講を終えてください。"))
        return _complete(entry, by, material, None)


def answer_quiz(*, by: Person, material: Material, answers: Mapping[int, Sequence[int]]) -> Attempt:
    """Answer the quiz: `answers` are the options chosen, by position from 0, for each question's key.

    Whoever reaches the pass mark has completed the course; whoever does not may try again.
    Raises PermissionDenied; ValidationError when a question is left open.
    Source: 経営管理編 3.2.2 ①（理解度の確認）
    """
    with writing(by=by, action="training.take") as entry:
        _require_current(by, material)
        score = _score(material, answers)
        attempt = Attempt(
            institution=by.institution,
            person=by,
            material=material,
            answers={str(key): sorted(set(chosen)) for key, chosen in answers.items()},
            score=score,
            passed=score >= material.course.pass_mark,
            at=clock.now(),
        )
        entry.save(attempt)
        if attempt.passed:
            _complete(entry, by, material, score)
    return attempt


def _require_current(by: Person, material: Material) -> None:
    require_house(by, material)
    require_addressed(by, material.course)
    if not material.is_in_use_on(clock.today()):
        raise ValidationError(_("教材が新しくなりました。新しい教材を開いてください。"))


def _score(material: Material, answers: Mapping[int, Sequence[int]]) -> int:
    questions = list(material.questions.order_by("order"))
    if not questions:
        raise ValidationError(_("この教材に確認テストはありません。読み終えたことを記録してください。"))
    if set(answers) != {q.pk for q in questions} or not all(answers.values()):
        raise ValidationError(_("すべての問いに答えてください。"))
    if any(not set(answers[q.pk]) <= set(range(len(q.options))) for q in questions):
        raise ValidationError(_("選択肢から選んでください。"))
    return sum(q.is_right(list(answers[q.pk])) for q in questions) * 100 // len(questions)


def _complete(entry: Entry, by: Person, material: Material, score: int | None) -> Completion:
    today = clock.today()
    rows = Completion.objects.of(by.institution).valid()
    earlier = rows.filter(person=by, course=material.course_id, completed_on=today).first()
    if earlier is not None:
        return earlier
    return entry.save(
        Completion(
            institution=by.institution,
            person=by,
            course=material.course,
            material=material,
            completed_on=today,
            way=CompletionWay.ONLINE,
            score=score,
            recorded_by=by,
        )
    )
