"""The lists of training: courses, completions, and who is not through."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.search import search_key
from kaname.foundation.audiences.wording import in_words
from kaname.foundation.calendar import clock
from kaname.foundation.imports.directory import named
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from . import audience_columns as whom
from .models import Completion, CompletionWay, Course, CourseKind, CourseStatus
from .pages import person_url
from .selectors.courses import course_rows
from .selectors.coverage import ends_in
from .selectors.learning import completion_rows
from .standing import standing_of

_TONES = {CourseStatus.DRAFT: "warn", CourseStatus.OPEN: "good", CourseStatus.CLOSED: "neutral"}


def course_badge(course: Course) -> Badge:
    """Where a course stands, in a word and a tone."""
    return Badge(CourseStatus(course.status).label, _TONES[CourseStatus(course.status)])


def interval_in_words(course: Course) -> str:
    """How often a course is taken."""
    return _("%(n)sか月ごと") % {"n": course.months} if course.months else _("1回")


def course_listing(request: HttpRequest, person: Person) -> Listing[Course]:
    """The courses that a person may see."""
    names = standing_of(person.institution, clock.today()).crowd.tree.names
    columns = (
        Column("code", gettext_lazy("講座番号"), "code", sort="code", url=Course.get_absolute_url),
        Column("title", gettext_lazy("講座名"), "title", sort="title", url=Course.get_absolute_url),
        Column("kind", gettext_lazy("分野"), "get_kind_display", sort="kind"),
        Column("aims", gettext_lazy("ねらい"), "aims", on_page=False),
        Column("audience", gettext_lazy("対象者"), lambda c: in_words(c.rule, names)),
        *whom.columns(names),
        Column("required", gettext_lazy("必修"), lambda c: _("必修") if c.is_required else _("任意")),
        Column("months", gettext_lazy("受講の間隔（月）"), interval_in_words, sort="months", export="months"),
        Column("newcomer_days", gettext_lazy("新しい人の受講期限（日）"), "newcomer_days", on_page=False),
        Column("pass_mark", gettext_lazy("合格点（％）"), "pass_mark", on_page=False),
        Column("material", gettext_lazy("教材の版"), "material_number", kind="number"),
        Column("opened_on", gettext_lazy("開始日"), "opened_on", sort="opened_on", kind="date"),
        Column("owner", gettext_lazy("担当者"), lambda c: named(c.owner), sort="owner__kana", on_page=False),
        Column("status", gettext_lazy("状態"), course_badge, sort="status", kind="status"),
    )
    filters: dict[str, FilterSpec] = {
        "status": (gettext_lazy("状態"), CourseStatus.choices, "status"),
        "kind": (gettext_lazy("分野"), CourseKind.choices, "kind"),
    }
    return Listing(
        request,
        course_rows(person),
        columns,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="code",
        name="courses",
    )


def completion_badge(completion: Completion) -> Badge:
    """Whether a completion still counts as one."""
    return Badge(_("取消し"), "bad") if completion.withdrawn_on else Badge(_("有効"), "good")


COMPLETIONS = (
    Column("number", gettext_lazy("職員番号"), "person.number", sort="person__number"),
    Column("name", gettext_lazy("氏名"), "person.name", sort="person__kana", url=Completion.get_absolute_url),
    Column("course", gettext_lazy("講座番号"), "course.code", sort="course__code"),
    Column("title", gettext_lazy("講座名"), "course.title", sort="course__title"),
    Column("completed_on", gettext_lazy("受講日"), "completed_on", sort="completed_on", kind="date"),
    Column("way", gettext_lazy("方法"), "get_way_display", sort="way"),
    Column("score", gettext_lazy("得点"), "score", sort="score", kind="number"),
    Column("material", gettext_lazy("教材の版"), "material.number", kind="number", on_page=False),
    Column("certificate", gettext_lazy("修了証番号"), "certificate_number", on_page=False),
    Column("status", gettext_lazy("状態"), completion_badge, sort="withdrawn_on", kind="status"),
)


def _in_state(rows: QuerySet[Completion], value: str) -> QuerySet[Completion]:
    return rows.filter(withdrawn_on__isnull=value == "VALID")


def completion_listing(request: HttpRequest, person: Person) -> Listing[Completion]:
    """The completions that a person may see, newest first."""
    courses = Course.objects.visible_to(person).order_by("code").values_list("pk", "title")
    filters: dict[str, FilterSpec] = {
        "in": (gettext_lazy("講座"), list(courses), "course"),
        "way": (gettext_lazy("方法"), CompletionWay.choices, "way"),
        "state": (
            gettext_lazy("状態"),
            [("VALID", gettext_lazy("有効")), ("WITHDRAWN", gettext_lazy("取消し"))],
            _in_state,
        ),
    }
    return Listing(
        request,
        completion_rows(person),
        COMPLETIONS,
        search=("person__search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="-completed_on",
        name="completions",
    )


class OpenEnds:
    """Who is not through with which required courses, ready for a list: read once, narrowed by its filters."""

    def __init__(self, person: Person) -> None:
        self.person, self.on = person, clock.today()
        self.standing = standing_of(person.institution, self.on)
        self.missing = ends_in(self.standing, "MISSING")
        self.waiting = ends_in(self.standing, "WAITING")
        self.where = self.standing.crowd.departments_of()
        self.names = self.standing.crowd.tree.names

    def rows(self) -> QuerySet[Person]:
        """Everybody who is not through."""
        people: QuerySet[Person] = Person.objects.visible_to(self.person)
        return people.filter(pk__in={*self.missing, *self.waiting})

    def of_course(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        return rows.filter(pk__in=[p for p in {*self.missing, *self.waiting} if self._has(p, int(value))])

    def _has(self, person: int, course: int) -> bool:
        both = (*self.missing.get(person, ()), *self.waiting.get(person, ()))
        return any(c.pk == course for c in both)

    def of_department(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        return rows.filter(
            pk__in=[p for p in {*self.missing, *self.waiting} if self.where.get(p, 0) == int(value)]
        )

    def in_state(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        return rows.filter(pk__in=set(self.missing if value == "MISSING" else self.waiting))

    def department(self, person: Person) -> str:
        return self.names.get(self.where.get(person.pk, 0), "")

    def late(self, person: Person) -> str:
        return "、".join(course.title for course in self.missing.get(person.pk, ()))

    def in_time(self, person: Person) -> str:
        return "、".join(course.title for course in self.waiting.get(person.pk, ()))

    def badge(self, person: Person) -> Badge:
        return Badge(_("期限超過"), "bad") if person.pk in self.missing else Badge(_("期限内"), "warn")


def missing_listing(request: HttpRequest, person: Person) -> Listing[Any]:
    """Who is not through with a required course, and with which."""
    ends = OpenEnds(person)
    columns = (
        Column("number", gettext_lazy("職員番号"), "number", sort="number", on_page=False),
        Column("name", gettext_lazy("氏名"), "name", sort="kana", url=person_url),
        Column("kind", gettext_lazy("区分"), "get_kind_display", sort="kind"),
        Column("department", gettext_lazy("部門"), ends.department),
        Column("late", gettext_lazy("期限を過ぎた講座"), ends.late),
        Column("in_time", gettext_lazy("期限内の講座"), ends.in_time),
        Column("starts_on", gettext_lazy("着任日"), "starts_on", sort="starts_on", kind="date"),
        Column("status", gettext_lazy("状態"), ends.badge, kind="status"),
    )
    states = [("MISSING", gettext_lazy("期限超過")), ("WAITING", gettext_lazy("期限内"))]
    departments: list[tuple[Any, Any]] = [*ends.names.items(), (0, gettext_lazy("部門なし"))]
    filters: dict[str, FilterSpec] = {
        "state": (gettext_lazy("状態"), states, ends.in_state),
        "course": (
            gettext_lazy("講座"), [(c.pk, c.title) for c in ends.standing.required], ends.of_course,
        ),
        "department": (gettext_lazy("部門"), departments, ends.of_department),
        "kind": (gettext_lazy("区分"), PersonKind.choices, "kind"),
    }  # fmt: skip
    return Listing(
        request,
        ends.rows(),
        columns,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="name",
        name="missing",
    )
