"""What training says of a period: the report on training in full, other reports in short, and coverage over the months.

Source: 経営管理編 3.2.2 ①（実施状況の報告）, 1.2.1 管理責任 ②
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.audiences.crowd import Crowd
from kaname.foundation.audiences.wording import in_words
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import Sentence, say
from kaname.foundation.summaries.registry import Cell, Period, Purpose, Section, metric, section, summary

from .models import Completion, Course
from .selectors.courses import stale_materials
from .selectors.coverage import Coverage, GroupLine, Tally, coverage
from .selectors.learning import newcomers_through, quiz_results
from .standing import standing_of, valid_since

FULL = [Purpose.TRAINING_STATUS]
SHORT = [Purpose.SAFETY_STATUS, Purpose.MANAGEMENT_REVIEW]
_COUNTS = (_n("対象者"), _n("受講済み"), _n("期限内"), _n("期限超過"), _n("受講率（％）"))


def _day(period: Period) -> date:
    """The last day of the period that has come."""
    return min(period.ends_on, clock.today())


@summary("training.courses", purposes=FULL, order=10)
def courses_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Every course that was given: for whom, how many are through, still have time, or are missing."""
    found = coverage(institution, _day(period))
    if not found.courses:
        return section(_n("講座ごとの受講"), attention=[say(_n("行われている講座がありません。"))])
    names = standing_of(institution, found.on).crowd.tree.names
    rows: list[tuple[Cell, ...]] = [
        (line.course.title, _audience(line.course, names), *_cells(line.tally)) for line in found.courses
    ]
    return section(
        _n("講座ごとの受講"),
        _whole(found),
        _completed(institution, period),
        attention=_attention(found),
        headings=[_n("講座"), _n("対象"), *_COUNTS],
        rows=rows,
        refs=[line.course for line in found.courses],
    )


@summary("training.departments", purposes=FULL, order=20)
def departments_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Coverage of the required courses by department."""
    found = coverage(institution, _day(period))
    return _by_group(_n("部門ごとの受講"), _n("部門"), found.departments) if found.required else None


@summary("training.kinds", purposes=FULL, order=30)
def kinds_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Coverage of the required courses by kind of person, dispatched and vendor staff included."""
    found = coverage(institution, _day(period))
    return _by_group(_n("区分ごとの受講"), _n("区分"), found.kinds) if found.required else None


@summary("training.understanding", purposes=FULL, order=40)
def understanding_in_full(institution: Institution, *, period: Period) -> Section | None:
    """What came of the quizzes, and whether newcomers learned in time."""
    tried, passed = quiz_results(institution, period.starts_on, _day(period))
    came, through = newcomers_through(institution, period.starts_on, _day(period))
    sentences = [say(_n("この期間に、確認テストに答えた人はいません。"))]
    if tried:
        sentences = [
            say(
                _n("この期間に確認テストに答えたのは延べ%(tried)s人で、%(passed)s人が合格しています。"),
                tried=tried,
                passed=passed,
            )
        ]
    if came:
        sentences.append(
            say(
                _n("この期間に着任した%(came)s人のうち、%(through)s人が研修を受けています。"),
                came=came,
                through=through,
            )
        )
    return section(_n("理解度と新しい人の受講"), *sentences)


@summary("training.material", purposes=FULL, order=50)
def material_in_full(institution: Institution, *, period: Period) -> Section | None:
    """Whether the material follows the documents in force."""
    stale = stale_materials(institution, _day(period))
    if not stale:
        return section(
            _n("教材の内容"), say(_n("使用中の教材に、改定前の文書をもとにしたものはありません。"))
        )
    attention = [
        say(
            _n("講座「%(course)s」の教材は、改定前の「%(document)s」第%(number)s版をもとにしています。"),
            course=row.material.course.title,
            document=version.document.title,
            number=version.number,
        )
        for row in stale
        for version in row.versions
    ]
    return section(_n("教材の内容"), attention=attention, refs=[row.material for row in stale])


@summary("training.short", purposes=SHORT, order=45)
def training_in_short(institution: Institution, *, period: Period) -> Section | None:
    """The coverage in two sentences, and what somebody should do."""
    found = coverage(institution, _day(period))
    if not found.required:
        return section(_n("教育"), attention=[say(_n("必修の講座が一つも行われていません。"))])
    attention = _attention(found)
    stale = stale_materials(institution, found.on)
    if stale:
        attention.append(say(_n("改定前の文書をもとにした教材が%(n)s件あります。"), n=len(stale)))
    return section(_n("教育"), _whole(found), _completed(institution, period), attention=attention)


def _audience(course: Course, names: dict[int, str]) -> str:
    """For whom, in Japanese, whatever language the writer reads: reports are frozen."""
    with translation.override("ja"):
        return in_words(course.rule, names)


def _whole(found: Coverage) -> Sentence:
    return say(
        _n("%(on)s現在、必修の%(courses)s講座の受講率は%(percent)s％です（対象は%(people)s人）。"),
        on=found.on,
        courses=len(found.required),
        percent=found.total.percent,
        people=found.people,
    )


def _completed(institution: Institution, period: Period) -> Sentence:
    rows = Completion.objects.of(institution).valid()
    n = rows.filter(completed_on__range=(period.starts_on, _day(period))).count()
    return say(_n("この期間に記録された受講は延べ%(n)s件です。"), n=n)


def _attention(found: Coverage) -> list[Sentence]:
    if not found.people_missing:
        return []
    late = [line.course.title for line in found.required if line.tally.missing]
    return [
        say(
            _n("期限を過ぎても必修の講座を受けていない人が%(n)s人います（%(courses)s）。"),
            n=found.people_missing,
            courses="、".join(late),
        )
    ]


def _by_group(title: str, heading: str, lines: Iterable[GroupLine]) -> Section:
    with translation.override("ja"):
        rows: list[tuple[Cell, ...]] = [(str(line.label), line.people, *_cells(line.tally)) for line in lines]
    counts = (_n("延べ対象"), *_COUNTS[1:])
    return section(title, headings=[heading, _n("人数"), *counts], rows=rows)


def _cells(tally: Tally) -> tuple[int, ...]:
    return tally.addressed, tally.through, tally.waiting, tally.missing, tally.percent


@metric("training.coverage", _n("必修の講座の受講率"), unit="%", order=42)
def coverage_series(institution: Institution, *, days: Sequence[date]) -> list[float | None]:
    """The share of required courses that people are through with, on each day, in per cent; None before the first course.

    Six queries for all days.
    """
    courses = list(Course.objects.of(institution).filter(is_required=True, opened_on__isnull=False))
    if not days or not courses:
        return [None for _day in days]
    people, done = Crowd(institution, min(days)), _completions(institution, courses)
    return [_share(people, [c for c in courses if c.is_open_on(day)], done, day) for day in days]


Done = dict[int, tuple[list[date], list[int]]]


def _completions(institution: Institution, courses: Sequence[Course]) -> Done:
    found: Done = {course.pk: ([], []) for course in courses}
    rows = Completion.objects.of(institution).valid().filter(course__in=found).order_by("completed_on")
    for course, day, person in rows.values_list("course_id", "completed_on", "person_id"):
        found[course][0].append(day)
        found[course][1].append(person)
    return found


def _share(people: Crowd, courses: Sequence[Course], done: Done, day: date) -> float | None:
    asked = learned = 0
    for course in courses:
        addressed = people.members(course.rule, day, since=course.opened_on)
        days, who = done[course.pk]
        counting = who[bisect_left(days, valid_since(day, course.months)) : bisect_right(days, day)]
        asked += len(addressed)
        learned += len(addressed.intersection(counting))
    return round(100 * learned / asked, 1) if asked else None
