"""What the API of courses, material and completions takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from kaname.foundation.access.api import NamedPersonOut, Paged
from kaname.foundation.access.records import ref_of
from kaname.rooms.training.models import (
    CompletionWay,
    Course,
    CourseKind,
    CourseStatus,
    Material,
    MaterialStatus,
    MaterialWay,
)


class CourseOut(Schema):
    """A course; `audience` narrows by kinds, roles, departments (ids) and newcomer_days, and is empty for everybody."""

    id: int
    ref: str
    code: str
    title: str
    kind: CourseKind
    aims: str
    audience: dict[str, Any]
    is_required: bool
    months: int
    newcomer_days: int
    pass_mark: int
    status: CourseStatus
    opened_on: date | None
    closed_on: date | None
    owner: NamedPersonOut
    material_number: int | None
    revision: int

    @staticmethod
    def resolve_ref(course: Course) -> str:
        return ref_of(course)


class CoursesOut(Schema):
    """Some of the courses, and how many there are in all."""

    count: int
    items: list[CourseOut]


class CourseFilter(Paged):
    """Which courses to list; `q` searches codes, titles and aims."""

    q: str = Field("", max_length=200)
    status: CourseStatus | None = None
    kind: CourseKind | None = None


class CourseIn(Schema):
    """A course to begin or to change; `owner` is a person's id, the caller when left out; months 0 means once."""

    title: str = Field(max_length=200)
    code: str = Field("", max_length=40)
    kind: CourseKind = CourseKind.SECURITY
    aims: str = Field("", max_length=2_000)
    audience: dict[str, Any] = {}
    is_required: bool = True
    months: int = Field(12, ge=0, le=60)
    newcomer_days: int = Field(30, ge=0, le=365)
    pass_mark: int = Field(80, ge=0, le=100)
    owner: int | None = None


class CourseChangeIn(CourseIn):
    """The changed course, with the revision that was read."""

    revision: int


class CourseReasonIn(Schema):
    """Why a course ends, or a completion is taken back."""

    reason: str = Field(max_length=300)


class QuestionIn(Schema):
    """A question: its options, which are right (by position from 0), and why."""

    text: str = Field(max_length=1_000)
    options: list[str] = Field(min_length=2, max_length=8)
    correct: list[int] = Field(min_length=1, max_length=7)
    explanation: str = Field("", max_length=2_000)


class MaterialIn(Schema):
    """The text of a version of the material; `teaches` are ids of document versions; no questions: those of the last."""

    body: str = Field(max_length=400_000)
    way: MaterialWay = MaterialWay.PAGE
    change_note: str = Field("", max_length=10_000)
    teaches: list[int] = []
    questions: list[QuestionIn] | None = None


class MaterialChangeIn(MaterialIn):
    """The changed text, with the revision that was read."""

    revision: int


class MaterialOut(Schema):
    """One version of the material. `ref` is what a file is attached to."""

    id: int
    ref: str
    course_id: int
    number: int
    way: MaterialWay
    status: MaterialStatus
    body: str
    file_name: str
    file_sha256: str
    change_note: str
    published_on: date | None
    superseded_on: date | None
    revision: int

    @staticmethod
    def resolve_ref(material: Material) -> str:
        return ref_of(material)


class MaterialDetailOut(MaterialOut):
    """One version with its quiz and what it teaches, for those who prepare it."""

    questions: list[QuestionIn]
    teaches: list[int]

    @staticmethod
    def resolve_questions(material: Material) -> list[Any]:
        return list(material.questions.order_by("order"))

    @staticmethod
    def resolve_teaches(material: Material) -> list[int]:
        return list(material.teachings.order_by("version").values_list("version", flat=True))


class QuizQuestionOut(Schema):
    """A question as whoever learns sees it."""

    id: int
    text: str
    options: list[str]
    has_several: bool


class MyCourseOut(Schema):
    """A course that is addressed to the caller: until when to take it, or until when the last time counts."""

    course_id: int
    title: str
    is_required: bool
    is_to_take: bool
    is_late: bool
    due_on: date | None
    completed_on: date | None


class LessonOut(Schema):
    """The material in use of a course, with its quiz (without the answers)."""

    material: MaterialOut
    questions: list[QuizQuestionOut]


class AnswersIn(Schema):
    """The options chosen, by position from 0, for each question's id."""

    answers: dict[int, list[int]]


class AttemptOut(Schema):
    """What came of an attempt."""

    id: int
    material_id: int
    score: int
    passed: bool
    at: datetime


class CompletionOut(Schema):
    """Somebody completed a course on a day."""

    id: int
    person: NamedPersonOut
    course_id: int
    material_id: int | None
    session_id: int | None
    completed_on: date
    way: CompletionWay
    score: int | None
    certificate_number: str
    withdrawn_on: date | None
    withdrawn_reason: str
    revision: int


class CompletionsOut(Schema):
    """Some of the completions, and how many there are in all."""

    count: int
    items: list[CompletionOut]


class CompletionFilter(Paged):
    """Which completions to list, newest first."""

    course: int | None = None
    person: int | None = None
    since: date | None = None


class CompletionLineIn(Schema):
    """Somebody completed a course on a day, as an old record says."""

    person: int
    course: int
    completed_on: date
    score: int | None = Field(None, ge=0, le=100)


class CompletionsIn(Schema):
    """Completions to put on record; those that are on record already are left out."""

    lines: list[CompletionLineIn] = Field(min_length=1, max_length=5_000)
    note: str = Field("", max_length=300)


class TallyOut(Schema):
    """Of those addressed, how many are through, still have time, or are missing."""

    addressed: int
    through: int
    waiting: int
    missing: int
    percent: int


class CourseLineOut(Schema):
    """A course with its tally."""

    course_id: int
    code: str
    title: str
    is_required: bool
    tally: TallyOut


class GroupLineOut(Schema):
    """A department (by id; 0: none) or a kind of person, over the required courses."""

    key: int | str
    label: str
    people: int
    tally: TallyOut


class CoverageOut(Schema):
    """How far training has come on a day."""

    on: date
    people: int
    people_missing: int
    total: TallyOut
    courses: list[CourseLineOut]
    departments: list[GroupLineOut]
    kinds: list[GroupLineOut]


class MissingOut(Schema):
    """Somebody who is not through, with the ids of the required courses that are late, and those still in time."""

    person: NamedPersonOut
    late: list[int]
    in_time: list[int]
