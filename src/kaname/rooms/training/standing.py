"""Who has to have learned what on a day, and until when each of them has.

A required course counts for whoever it is addressed to. Somebody who completed it is through for its interval
(through the same day so many months later; for ever when it is given once); somebody who never did has
`newcomer_days` from their first day or from the day the course opened, whichever is later.
Source: 経営管理編 3.2.2 ①
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache

from django.db.models import Max

from kaname.foundation.access.models import Institution
from kaname.foundation.audiences.crowd import Crowd, crowd
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.ledger.findings import once

from .models import Completion, Course
from .models.querysets import CompletionQuerySet

FOR_EVER = date.max
# What whoever asks for a standing depends on.
READS = ("training.course", "training.completion", "access.person", "access.membership")


def valid_since(on: date, months: int) -> date:
    """The first day on which a completion would still count on this one; the beginning of time when given once."""
    if not months:
        return date.min
    day = add_months(on, -months)
    while add_months(day, months) < on:
        day += ONE_DAY
    return day


@lru_cache(maxsize=4096)
def valid_until(completed_on: date, months: int) -> date:
    """The last day on which a completion counts."""
    return add_months(completed_on, months) if months else FOR_EVER


class Standing:
    """The open courses of a day, whom each is addressed to, and who has completed what; read set-wise."""

    def __init__(self, institution: Institution, on: date) -> None:
        self.institution, self.on = institution, on
        self.crowd: Crowd = crowd(institution, on)
        self._addressed: dict[int, frozenset[int]] = {}

    @cached_property
    def courses(self) -> list[Course]:
        """The courses given on the day, by code."""
        rows = Course.objects.of(self.institution).open_on(self.on).order_by("code", "pk")
        return list(rows.defer("aims", "search_key"))

    @property
    def required(self) -> list[Course]:
        """Those that one must take."""
        return [course for course in self.courses if course.is_required]

    def addressed(self, course: Course) -> frozenset[int]:
        """To whom a course is addressed on the day."""
        if course.pk not in self._addressed:
            self._addressed[course.pk] = self.crowd.members(course.rule, since=course.opened_on)
        return self._addressed[course.pk]

    def is_addressed(self, course: Course, person: int, day: date) -> bool:
        """Whether a course is addressed to somebody on the day or a later one."""
        if day == self.on:
            return person in self.addressed(course)
        return self.crowd.covers(course.rule, person, day, since=course.opened_on)

    @cached_property
    def through(self) -> dict[int, set[int]]:
        """By course, whoever's completion still counts on the day (addressed or not). One query per interval."""
        found: dict[int, set[int]] = defaultdict(set)
        for months, courses in self._by_interval().items():
            rows = self._completions(courses, valid_since(self.on, months))
            for course, person in rows.values_list("course_id", "person_id"):
                found[course].add(person)
        return found

    def newest(self, since: date) -> dict[int, dict[int, date]]:
        """By course and person, the newest completion that counts, or lies after a day. One query per interval."""
        found: dict[int, dict[int, date]] = defaultdict(dict)
        for months, courses in self._by_interval().items():
            rows = self._completions(courses, min(since, valid_since(self.on, months)))
            newest = rows.values_list("course_id", "person_id").annotate(newest=Max("completed_on"))
            for course, person, day in newest:
                found[course][person] = day
        return found

    def _by_interval(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for course in self.courses:
            found[course.months].append(course.pk)
        return found

    def elsewhere(self, since: date) -> dict[int, date]:
        """By person, the newest completion since a day of a course that is given no longer."""
        given = [course.pk for course in self.courses]
        others = Completion.objects.of(self.institution).valid().exclude(course__in=given)
        recent = others.filter(completed_on__gte=since, completed_on__lte=self.on).order_by()
        newest = recent.values_list("person_id").annotate(newest=Max("completed_on"))
        return dict(newest.values_list("person_id", "newest"))

    def learned(self, kinds: Iterable[str]) -> set[int]:
        """Whoever of these kinds ever completed anything."""
        rows = Completion.objects.of(self.institution).valid().filter(completed_on__lte=self.on)
        found = rows.filter(person__kind__in=list(kinds)).order_by().values_list("person_id", flat=True)
        return set(found.distinct())

    def _completions(self, courses: list[int], since: date) -> CompletionQuerySet:
        rows: CompletionQuerySet = Completion.objects.of(self.institution)
        return (
            rows.valid()
            .filter(course__in=courses, completed_on__gte=since, completed_on__lte=self.on)
            .order_by()
        )

    def grace(self, course: Course, person: int) -> date:
        """The last day that somebody who never completed a course has for it."""
        opened = course.opened_on or self.on
        return max(self.crowd.people[person][1], opened) + timedelta(days=course.newcomer_days)

    def waiting(self, course: Course) -> set[int]:
        """Who is addressed, is not through, and still has time."""
        open_ends = self.addressed(course) - self.through[course.pk]
        return {person for person in open_ends if self.grace(course, person) >= self.on}

    def missing(self, course: Course) -> set[int]:
        """Who is addressed, is not through, and has no more time."""
        return set(self.addressed(course) - self.through[course.pk]) - self.waiting(course)


def standing_of(institution: Institution, on: date) -> Standing:
    """The standing of a day, read once while several conditions are asked."""
    return once(("training.standing", institution.pk, on), lambda: Standing(institution, on))
