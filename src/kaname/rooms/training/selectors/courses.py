"""Reads of courses and material: their lists, one course's page, and what material can teach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kaname.foundation.access.models import Institution, Person
from kaname.rooms.training.material_stand import MaterialStand, Stale
from kaname.rooms.training.models import Course, Material, MaterialStatus, Question, Teaching


def course_rows(person: Person) -> QuerySet[Course]:
    """The courses that a person may see, each with the number of its material in use."""
    in_use = Material.objects.filter(course=OuterRef("pk"), status=MaterialStatus.PUBLISHED)
    rows: QuerySet[Course] = Course.objects.visible_to(person).select_related("owner")
    return rows.annotate(material_number=Subquery(in_use.values("number")[:1]))


def material_rows(person: Person) -> QuerySet[Material]:
    """The versions of material that a person may see."""
    rows: QuerySet[Material] = Material.objects.visible_to(person)
    return rows.select_related("course", "written_by")


@dataclass(frozen=True)
class CoursePage:
    """What the page about one course shows to those who prepare and govern training."""

    course: Course
    materials: list[Any]
    stale: Stale | None

    @property
    def in_use(self) -> Material | None:
        """The version people learn from."""
        return next((m for m in self.materials if m.status == MaterialStatus.PUBLISHED), None)

    @property
    def draft(self) -> Material | None:
        """The version that is being written."""
        return next((m for m in self.materials if m.status == MaterialStatus.DRAFT), None)


def course_page(course: Course, person: Person, on: date) -> CoursePage:
    """A course with its material, newest first, and whether that is stale."""
    rows = material_rows(person).filter(course=course).order_by("-number")
    materials = list(rows.annotate(question_count=Count("questions", distinct=True)))
    stale = {s.material.course_id: s for s in MaterialStand(course.institution, on).stale()}
    return CoursePage(course, materials, stale.get(course.pk))


def stale_materials(institution: Institution, on: date) -> list[Stale]:
    """The material in use that teaches document versions no longer in force."""
    return MaterialStand(institution, on).stale()


def questions_of(material: Material) -> list[Question]:
    """The questions of a version in their order."""
    return list(material.questions.order_by("order"))


def teachings_of(material: Material) -> list[Teaching]:
    """What a version teaches."""
    rows = material.teachings.select_related("version__document").defer("version__body", "version__body_key")
    return list(rows.order_by("version__document__number"))


def documents_to_teach(institution: Institution, on: date) -> QuerySet[Any]:
    """The document versions in force, for material to teach."""
    versions: Any = Teaching._meta.get_field("version").related_model
    rows = versions.objects.of(institution).in_force_on(on).select_related("document")
    return rows.defer("body", "body_key").order_by("document__number")  # type: ignore[no-any-return]


def teachable(institution: Institution, on: date, material: Material | None) -> QuerySet[Any]:
    """What is in force, and what this version of the material teaches already."""
    versions: Any = Teaching._meta.get_field("version").related_model
    known = material.teachings.values("version") if material else []
    in_force = documents_to_teach(institution, on).values("pk")
    rows = versions.objects.of(institution).filter(Q(pk__in=in_force) | Q(pk__in=known))
    return rows.select_related("document").defer("body", "body_key").order_by("document__number", "number")  # type: ignore[no-any-return]
