"""Courses and material over REST. Files go to the evidence operations; material as a file is begun on the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Status

from kaname.foundation.access.api import PROBLEMS, PersonRouter, ProblemOut, part, person_of
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.access.search import search_key
from kaname.foundation.audiences.fields import audience_from
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Course, Material
from kaname.rooms.training.selectors.courses import course_rows, material_rows, teachable
from kaname.rooms.training.services import QuestionLine

from .course_schemas import (
    CourseChangeIn,
    CourseFilter,
    CourseIn,
    CourseOut,
    CourseReasonIn,
    CoursesOut,
    MaterialChangeIn,
    MaterialDetailOut,
    MaterialIn,
)

router = PersonRouter(tags=["training"])
_COURSE: dict[int, Any] = {200: CourseOut, **PROBLEMS}
_MATERIAL: dict[int, Any] = {200: MaterialDetailOut, **PROBLEMS}


def _course(request: HttpRequest, pk: int) -> Course:
    return narrow(course_rows(person_of(request)), pk=pk)


def _material(request: HttpRequest, pk: int) -> Material:
    return narrow(material_rows(person_of(request)), pk=pk)


@router.operation("GET", "/courses", "training.take", response=CoursesOut)
def list_courses(request: HttpRequest, wanted: Query[CourseFilter]) -> dict[str, Any]:
    """The courses the caller may see, by code: all for those who govern, else what is addressed to them."""
    rows = course_rows(person_of(request))
    for word in search_key(wanted.q).split():
        rows = rows.filter(search_key__contains=word)
    for name in ("status", "kind"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return part(rows.order_by("code", "pk"), wanted)


@router.operation("POST", "/courses", "training.manage", response={201: CourseOut, **PROBLEMS})
def create_course(request: HttpRequest, body: CourseIn) -> Any:
    """Begin a course; its material is written next."""
    made = services.create_course(by=person_of(request), **_said(request, body))
    return Status(201, _course(request, made.pk))


def _said(request: HttpRequest, body: CourseIn) -> dict[str, Any]:
    by, values = person_of(request), body.dict(exclude={"revision"})
    values["audience"] = audience_from(body.audience, by.institution)
    values["owner"] = get_visible(Person, by, pk=body.owner) if body.owner else by
    return values


@router.operation("GET", "/courses/{int:pk}", "training.take", response={200: CourseOut, 404: ProblemOut})
def get_course(request: HttpRequest, pk: int) -> Course:
    """One course."""
    return _course(request, pk)


@router.operation("PUT", "/courses/{int:pk}", "training.manage", response=_COURSE)
def change_course(request: HttpRequest, pk: int, body: CourseChangeIn) -> Course:
    """Change what is said of a course."""
    course = _course(request, pk)
    course.revision = body.revision
    services.change_course(by=person_of(request), course=course, **_said(request, body))
    return _course(request, pk)


@router.operation("POST", "/courses/{int:pk}/open", "training.manage", response=_COURSE)
def open_course(request: HttpRequest, pk: int) -> Course:
    """Give the course from today on."""
    services.open_course(by=person_of(request), course=_course(request, pk))
    return _course(request, pk)


@router.operation("POST", "/courses/{int:pk}/close", "training.manage", response=_COURSE)
def close_course(request: HttpRequest, pk: int, body: CourseReasonIn) -> Course:
    """Give the course no longer."""
    services.close_course(by=person_of(request), course=_course(request, pk), reason=body.reason)
    return _course(request, pk)


@router.operation(
    "POST", "/courses/{int:pk}/materials", "training.manage", response={201: MaterialDetailOut, **PROBLEMS}
)
def write_material(request: HttpRequest, pk: int, body: MaterialIn) -> Any:
    """Write the next version of the material as a draft."""
    course = _course(request, pk)
    made = services.write_material(by=person_of(request), course=course, **_content(request, body, None))
    return Status(201, _material(request, made.pk))


@router.operation("GET", "/materials/{int:pk}", "training.view_all", response=_MATERIAL)
def get_material(request: HttpRequest, pk: int) -> Material:
    """One version with its quiz."""
    return _material(request, pk)


@router.operation("PUT", "/materials/{int:pk}", "training.manage", response=_MATERIAL)
def change_material(request: HttpRequest, pk: int, body: MaterialChangeIn) -> Material:
    """Change a version that is not published yet."""
    material = _material(request, pk)
    material.revision = body.revision
    services.change_material(by=person_of(request), material=material, **_content(request, body, material))
    return _material(request, pk)


def _content(request: HttpRequest, body: MaterialIn, material: Material | None) -> dict[str, Any]:
    offered = teachable(person_of(request).institution, clock.today(), material)
    questions = body.questions
    return {
        "body": body.body,
        "way": body.way,
        "change_note": body.change_note,
        "teaches": [narrow(offered, pk=key) for key in body.teaches],
        "questions": None
        if questions is None
        else [QuestionLine(**question.dict()) for question in questions],
    }


@router.operation("POST", "/materials/{int:pk}/publish", "training.manage", response=_MATERIAL)
def publish_material(request: HttpRequest, pk: int) -> Material:
    """Learn from this version from today on."""
    services.publish_material(by=person_of(request), material=_material(request, pk))
    return _material(request, pk)


@router.operation("DELETE", "/materials/{int:pk}", "training.manage", response={204: None, **PROBLEMS})
def discard_material(request: HttpRequest, pk: int) -> Any:
    """Throw a draft away."""
    services.discard_material(by=person_of(request), material=_material(request, pk))
    return Status(204, None)
