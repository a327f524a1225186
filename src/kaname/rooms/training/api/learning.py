"""Learning over REST: what the caller must take, the lesson, the quiz; and for those who govern, who has come how far."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Status

from kaname.foundation.access.api import PROBLEMS, PersonRouter, ProblemOut, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Attempt, Completion, Course, Material, MaterialStatus
from kaname.rooms.training.selectors import learning
from kaname.rooms.training.selectors.courses import questions_of
from kaname.rooms.training.selectors.coverage import Coverage, coverage, ends_in
from kaname.rooms.training.services import CompletionLine
from kaname.rooms.training.standing import standing_of

from .course_schemas import (
    AnswersIn,
    AttemptOut,
    CompletionFilter,
    CompletionOut,
    CompletionsIn,
    CompletionsOut,
    CourseReasonIn,
    CoverageOut,
    LessonOut,
    MissingOut,
    MyCourseOut,
)

router = PersonRouter(tags=["training"])


def _lesson(request: HttpRequest, pk: int) -> Material:
    course = get_visible(Course, person_of(request), pk=pk)
    rows = Material.objects.visible_to(person_of(request)).filter(course=course)
    return narrow(rows.select_related("course"), status=MaterialStatus.PUBLISHED)


@router.operation("GET", "/my-courses", "training.take", response=list[MyCourseOut])
def my_courses(request: HttpRequest) -> list[dict[str, Any]]:
    """The courses addressed to the caller, the most urgent first."""
    return [
        {
            "course_id": row.course.pk,
            "title": row.course.title,
            "is_required": row.course.is_required,
            "is_to_take": row.is_to_take,
            "is_late": row.is_late,
            "due_on": row.counts_until,
            "completed_on": row.completion.completed_on if row.completion else None,
        }
        for row in learning.my_courses(person_of(request), clock.today())
    ]


@router.operation(
    "GET", "/courses/{int:pk}/lesson", "training.take", response={200: LessonOut, 404: ProblemOut}
)
def get_lesson(request: HttpRequest, pk: int) -> dict[str, Any]:
    """The material in use of a course, with its quiz."""
    material = _lesson(request, pk)
    return {"material": material, "questions": questions_of(material)}


@router.operation(
    "POST", "/courses/{int:pk}/finish", "training.take", response={200: CompletionOut, **PROBLEMS}
)
def finish_reading(request: HttpRequest, pk: int) -> Completion:
    """Say that material without a quiz has been read to the end."""
    return services.finish_reading(by=person_of(request), material=_lesson(request, pk))


@router.operation(
    "POST", "/courses/{int:pk}/answers", "training.take", response={201: AttemptOut, **PROBLEMS}
)
def answer_quiz(request: HttpRequest, pk: int, body: AnswersIn) -> Any:
    """Answer the quiz; whoever reaches the pass mark has completed the course."""
    made = services.answer_quiz(by=person_of(request), material=_lesson(request, pk), answers=body.answers)
    return Status(201, made)


@router.operation("GET", "/attempts/{int:pk}", "training.take", response={200: AttemptOut, 404: ProblemOut})
def get_attempt(request: HttpRequest, pk: int) -> Attempt:
    """One attempt: one's own, or anybody's for those who govern."""
    return get_visible(Attempt, person_of(request), pk=pk)


@router.operation("GET", "/completions", "training.take", response=CompletionsOut)
def list_completions(request: HttpRequest, wanted: Query[CompletionFilter]) -> dict[str, Any]:
    """The completions the caller may see, newest first."""
    rows = learning.completion_rows(person_of(request))
    given = {"course": wanted.course, "person": wanted.person, "completed_on__gte": wanted.since}
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    return part(rows.order_by("-completed_on", "-pk"), wanted)


@router.operation("POST", "/completions", "training.manage", response={201: list[CompletionOut], **PROBLEMS})
def record_completions(request: HttpRequest, body: CompletionsIn) -> Any:
    """Put completions on record, as old lists say; returns what was added."""
    by = person_of(request)
    people = Person.objects.visible_to(by).in_bulk({line.person for line in body.lines})
    courses = Course.objects.visible_to(by).in_bulk({line.course for line in body.lines})
    lines = [
        CompletionLine(
            people.get(line.person) or get_visible(Person, by, pk=line.person),
            courses.get(line.course) or get_visible(Course, by, pk=line.course),
            line.completed_on,
            score=line.score,
        )
        for line in body.lines
    ]
    return Status(201, services.record_completions(by=by, lines=lines, note=body.note))


@router.operation(
    "GET", "/completions/{int:pk}", "training.take", response={200: CompletionOut, 404: ProblemOut}
)
def get_completion(request: HttpRequest, pk: int) -> Completion:
    """One completion."""
    return narrow(learning.completion_rows(person_of(request)), pk=pk)


@router.operation(
    "POST",
    "/completions/{int:pk}/withdraw",
    "training.manage",
    response={200: CompletionOut, **PROBLEMS},
)
def withdraw_completion(request: HttpRequest, pk: int, body: CourseReasonIn) -> Completion:
    """Take back a completion that was recorded by mistake."""
    completion = narrow(learning.completion_rows(person_of(request)), pk=pk)
    return services.withdraw_completion(by=person_of(request), completion=completion, reason=body.reason)


@router.operation("GET", "/training/coverage", "training.view_all", response=CoverageOut)
def get_coverage(request: HttpRequest) -> dict[str, Any]:
    """How far training has come today, by course, department and kind of person."""
    found: Coverage = coverage(person_of(request).institution, clock.today())
    lines = [
        {
            "course_id": line.course.pk,
            "code": line.course.code,
            "title": line.course.title,
            "is_required": line.course.is_required,
            "tally": line.tally,
        }
        for line in found.courses
    ]
    return {
        "on": found.on,
        "people": found.people,
        "people_missing": found.people_missing,
        "total": found.total,
        "courses": lines,
        "departments": [_group(line) for line in found.departments],
        "kinds": [_group(line) for line in found.kinds],
    }


def _group(line: Any) -> dict[str, Any]:
    return {"key": line.key, "label": str(line.label), "people": line.people, "tally": line.tally}


@router.operation("GET", "/training/missing", "training.view_all", response=list[MissingOut])
def list_missing(request: HttpRequest) -> list[dict[str, Any]]:
    """Who is not through with which required courses."""
    by, today = person_of(request), clock.today()
    standing = standing_of(by.institution, today)
    late, in_time = ends_in(standing, "MISSING"), ends_in(standing, "WAITING")
    people = Person.objects.visible_to(by).filter(pk__in={*late, *in_time}).order_by("kana", "name", "pk")
    return [
        {
            "person": person,
            "late": [course.pk for course in late.get(person.pk, ())],
            "in_time": [course.pk for course in in_time.get(person.pk, ())],
        }
        for person in people
    ]
