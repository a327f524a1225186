"""What one person has to learn, and has learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.audiences.crowd import Standpoint
from kaname.rooms.training.models import Attempt, Completion, Course, CourseStatus, Material, MaterialStatus
from kaname.rooms.training.standing import FOR_EVER, valid_until

SOON_DAYS = 30


@dataclass(frozen=True)
class MyCourse:
    """A course that is addressed to somebody: until when to take it, or until when the last time counts."""

    course: Course
    material: Material | None
    completion: Completion | None
    due_on: date
    on: date

    @property
    def counts_until(self) -> date | None:
        """The last day on which the completion counts; None for ever."""
        return None if self.due_on == FOR_EVER else self.due_on

    @property
    def is_through(self) -> bool:
        """Whether a completion counts today."""
        return (
            self.completion is not None
            and valid_until(self.completion.completed_on, self.course.months) >= self.on
        )

    @property
    def is_late(self) -> bool:
        """Whether its time is over."""
        return self.due_on < self.on

    @property
    def is_to_take(self) -> bool:
        """Whether to take it now: never taken, no longer counting, or ending soon."""
        return not self.is_through or self.due_on <= self.on + timedelta(days=SOON_DAYS)


def my_courses(person: Person, on: date) -> list[MyCourse]:
    """The courses addressed to a person on a day, the most urgent first. Four queries."""
    standpoint = Standpoint(person, on)
    rows = Course.objects.of(person.institution).filter(status=CourseStatus.OPEN).order_by("code", "pk")
    mine = [course for course in rows if standpoint.is_in(course.rule, since=course.opened_on)]
    materials = {m.course_id: m for m in _materials_in_use(mine)}
    done = {c.course_id: c for c in completions_of(person).order_by("completed_on", "pk")}
    found = [_mine(person, course, materials.get(course.pk), done.get(course.pk), on) for course in mine]
    return sorted(found, key=lambda row: (not row.is_to_take, not row.course.is_required, row.due_on))


def _materials_in_use(courses: list[Course]) -> QuerySet[Material]:
    rows: QuerySet[Material] = Material.objects.filter(course__in=courses, status=MaterialStatus.PUBLISHED)
    return rows.defer("body")


def _mine(
    person: Person, course: Course, material: Material | None, done: Completion | None, on: date
) -> MyCourse:
    joined = max(person.starts_on, course.opened_on or on)
    due_on = joined + timedelta(days=course.newcomer_days)
    if done is not None:
        due_on = max(due_on, valid_until(done.completed_on, course.months))
    return MyCourse(course, material, done, due_on, on)


def my_course(person: Person, course: Course, on: date) -> MyCourse | None:
    """One course as it stands for a person; None when it is not addressed to them."""
    return next((row for row in my_courses(person, on) if row.course.pk == course.pk), None)


def completions_of(person: Person) -> QuerySet[Completion]:
    """What a person has completed, without what was withdrawn."""
    rows: QuerySet[Completion] = Completion.objects.of(person.institution).valid().filter(person=person)
    return rows.select_related("course", "material__course", "session")


def attempts_of(person: Person, material: Material) -> QuerySet[Attempt]:
    """A person's attempts at the quiz of a version, newest first."""
    rows: QuerySet[Attempt] = Attempt.objects.of(person.institution).filter(person=person, material=material)
    return rows.order_by("-at", "-pk")


def completion_rows(person: Person) -> QuerySet[Completion]:
    """The completions that a person may see."""
    rows: QuerySet[Completion] = Completion.objects.visible_to(person)
    return rows.select_related("person", "course", "material", "session", "recorded_by")


def quiz_results(institution: Institution, starts_on: date, ends_on: date) -> tuple[int, int]:
    """In a period: how many quizzes somebody answered, and how many of these were passed, at whatever attempt."""
    rows = Attempt.objects.of(institution).filter(at__date__gte=starts_on, at__date__lte=ends_on).order_by()
    tried = set(rows.values_list("person_id", "material_id").distinct())
    passed = set(rows.filter(passed=True).values_list("person_id", "material_id").distinct())
    return len(tried), len(passed)


def newcomers_through(institution: Institution, starts_on: date, ends_on: date) -> tuple[int, int]:
    """Who came in a period (and is still here at its end), and how many of them have completed anything."""
    came = Person.objects.of(institution).active_on(ends_on).filter(starts_on__gte=starts_on)
    done = Completion.objects.of(institution).valid().filter(person__in=came, completed_on__lte=ends_on)
    return came.count(), done.order_by().values("person").distinct().count()
