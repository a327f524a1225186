"""Material: written or uploaded as the next version, with what it teaches and its questions, then published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.evidence import services as evidence
from kaname.rooms.training.models import (
    Course,
    Material,
    MaterialStatus,
    MaterialWay,
    Question,
    Teaching,
)

from .checks import require_not_closed

MOST_TEXT = 400_000


@dataclass(frozen=True)
class QuestionLine:
    """A question as it is written: the options, which of them are right (by position from 0), and why."""

    text: str
    options: Sequence[str]
    correct: Sequence[int]
    explanation: str = ""


@dataclass(frozen=True)
class _Content:
    change_note: str
    teaches: Sequence[Any] | None
    questions: Sequence[QuestionLine] | None = field(default=None)


def write_material(
    *,
    by: Person,
    course: Course,
    body: str,
    way: str = MaterialWay.PAGE,
    change_note: str = "",
    teaches: Sequence[Any] = (),
    questions: Sequence[QuestionLine] | None = None,
) -> Material:
    """Begin the next version as a text in Markdown (slides are parted by ---).

    `teaches` are versions of documents. `questions=None` takes over those of the version before.
    Raises PermissionDenied; ValidationError if another version is being written.
    """
    with writing(by=by, action="training.manage") as entry:
        material = _next(by, course)
        material.way, material.body = _text_way(way), _text(body)
        return _save(entry, by, material, _Content(change_note, teaches, _or_last(course, questions)))


def upload_material(
    *,
    by: Person,
    course: Course,
    upload: UploadedFile,
    change_note: str = "",
    teaches: Sequence[Any] = (),
    questions: Sequence[QuestionLine] | None = None,
) -> Material:
    """Begin the next version as an uploaded file, kept as evidence on it.

    Raises PermissionDenied; ValidationError (also for a file that evidence refuses).
    """
    with writing(by=by, action="training.manage") as entry:
        material = _next(by, course)
        material.way = MaterialWay.FILE
        material.file_name, material.file_sha256 = (upload.name or "file")[-255:], _digest(upload)
        _save(entry, by, material, _Content(change_note, teaches, _or_last(course, questions)))
        evidence.attach(by=by, record=material, files=[upload])
    return material


def change_material(
    *,
    by: Person,
    material: Material,
    body: str = "",
    way: str | None = None,
    change_note: str = "",
    teaches: Sequence[Any] | None = None,
    questions: Sequence[QuestionLine] | None = None,
) -> Material:
    """Change a version that is not published yet; None leaves what it teaches, or its questions, as they are.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.manage") as entry:
        _require_draft(by, material)
        if material.way != MaterialWay.FILE:
            material.body, material.way = _text(body), _text_way(way or material.way)
        return _save(entry, by, material, _Content(change_note, teaches, questions))


def set_questions(*, by: Person, material: Material, questions: Sequence[QuestionLine]) -> Material:
    """Write the quiz of a version that is not published yet, in this order. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="training.manage") as entry:
        _require_draft(by, material)
        _set_questions(entry, material, questions)
    return material


def publish_material(*, by: Person, material: Material) -> Material:
    """Learn from this version from today on; the one before is superseded.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.2.2 ①（教材は現行の方針・規程に基づく）
    """
    with writing(by=by, action="training.manage") as entry:
        _require_draft(by, material)
        if material.number > 1 and not material.change_note:
            raise ValidationError({"change_note": _("第2版からは、改訂の理由と内容を書いてください。")})
        today = clock.today()
        for row in Material.objects.of(by.institution).filter(course=material.course_id, status="PUBLISHED"):
            row.status, row.superseded_on = MaterialStatus.SUPERSEDED, today
            entry.save(row)
        material.status, material.published_on = MaterialStatus.PUBLISHED, today
        return entry.save(material)


def discard_material(*, by: Person, material: Material) -> None:
    """Throw a version away that was never published; the ledger keeps that it was."""
    with writing(by=by, action="training.manage", note=str(material)) as entry:
        _require_draft(by, material)
        for row in (*material.questions.all(), *material.teachings.all()):
            entry.delete(row)
        entry.delete(material)


def _next(by: Person, course: Course) -> Material:
    require_house(by, course)
    require_not_closed(course)
    if course.materials.filter(status=MaterialStatus.DRAFT).exists():
        raise ValidationError(_("書きかけの教材が既にあります。その版を編集してください。"))
    last = course.materials.aggregate(last=Max("number"))["last"] or 0
    return Material(institution=by.institution, course=course, number=last + 1, written_by=by)


def _require_draft(by: Person, material: Material) -> None:
    require_house(by, material)
    require_not_closed(material.course)
    if material.status != MaterialStatus.DRAFT:
        raise ValidationError(_("使い始めた教材は変えられません。新しい版を作ってください。"))


def _text(body: str) -> str:
    text = body.replace("\r\n", "\n").strip()
    require_text(body=text)
    if len(text) > MOST_TEXT:
        raise ValidationError({"body": _("長すぎます。講座を分けてください。")})
    return text


def _text_way(way: str) -> str:
    if way not in (MaterialWay.PAGE, MaterialWay.SLIDES):
        raise ValidationError({"way": _("読みものかスライドを選んでください。")})
    return way


def _or_last(course: Course, questions: Sequence[QuestionLine] | None) -> Sequence[QuestionLine]:
    if questions is not None:
        return questions
    last = course.materials.exclude(status=MaterialStatus.DRAFT).order_by("-number").first()
    return questions_of(last) if last else ()


def questions_of(material: Material) -> list[QuestionLine]:
    """The questions of a version as lines to write again."""
    rows = material.questions.order_by("order")
    return [QuestionLine(q.text, q.options, q.correct, q.explanation) for q in rows]


def _save(entry: Entry, by: Person, material: Material, content: _Content) -> Material:
    material.change_note = content.change_note.strip()
    entry.save(material)
    if content.teaches is not None:
        _set_teachings(entry, by, material, content.teaches)
    if content.questions is not None:
        _set_questions(entry, material, content.questions)
    return material


def _set_teachings(entry: Entry, by: Person, material: Material, versions: Iterable[Any]) -> None:
    wanted = {version.pk: version for version in versions}
    if any(version.institution_id != by.institution_id for version in wanted.values()):
        raise ValidationError({"teaches": _("この病院の文書から選んでください。")})
    for row in material.teachings.all():
        if row.version_id not in wanted:
            entry.delete(row)
        wanted.pop(row.version_id, None)
    for version in wanted.values():
        entry.save(Teaching(institution=by.institution, material=material, version=version))


def _set_questions(entry: Entry, material: Material, lines: Sequence[QuestionLine]) -> None:
    if questions_of(material) == list(lines):
        return
    for row in material.questions.all():
        entry.delete(row)
    for order, line in enumerate(lines, start=1):
        require_text(text=line.text)
        entry.save(
            Question(
                institution=material.institution,
                material=material,
                order=order,
                text=line.text.strip(),
                options=[str(option).strip() for option in line.options],
                correct=sorted(set(line.correct)),
                explanation=line.explanation.strip(),
            )
        )


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
