"""What training records prove for the obligations (経営管理編 3.1.2 ④, 3.2.2 ①).

`until` is the last day on which the same records still say yes: the earliest expiry among all people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.audiences.crowd import FACTS
from kaname.foundation.audiences.rules import kinds_of
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import Finding, ask, condition, fails, few, holds, mend, say

from .material_stand import MaterialStand, types_in_words
from .models import Course
from .standing import FOR_EVER, READS, Standing, standing_of, valid_since, valid_until
from .until import outlook

NAMED = 3
MOST_PROOFS = 20


@condition("training_completed", reads=READS, facts=FACTS)
def training_completed(
    institution: Institution, *, on: date, kinds: Sequence[str], months: int, new_joiner_days: int
) -> Finding:
    """Everyone of these kinds has learned within the interval, and newcomers within so many days.

    Two things count for each person: that their newest completion of any course is not older than `months` (or they
    came no more than `new_joiner_days` ago), and that each required course addressed to them is completed within its
    own interval. At least one required course must be given: without it, nobody has been asked to learn anything.
    Source: 経営管理編 3.2.2 ①
    """
    standing = standing_of(institution, on)
    if not standing.required:
        step = mend(_n("講座を始める"), "training:course_list")
        return fails(say(_n("必修の講座が一つも行われていません。")), mend=step)
    wanted = kinds_of(kinds)
    seen = outlook(standing.crowd, wanted, _learned(standing, months, new_joiner_days))
    if seen.failing:
        return _not_learned(institution, standing, seen.failing, seen.changes_on)
    sentence = say(
        _n("対象の%(n)s人全員が、必修の%(courses)s講座を期限内に受けています。"),
        n=_count(standing, wanted),
        courses=len(standing.required),
    )
    until = seen.breaks_on - ONE_DAY if seen.breaks_on else None
    return holds(sentence, proofs=standing.required, until=until, changes_on=seen.changes_on)


def _learned(standing: Standing, months: int, new_joiner_days: int) -> Callable[[int, date], date]:
    """For a person and a day: the last day through which they count as trained."""
    since = valid_since(standing.on, months)
    newest, latest = standing.newest(since), standing.elsewhere(since)
    for by_person in newest.values():
        for person, day in by_person.items():
            latest[person] = max(day, latest.get(person, day))
    grace, on = timedelta(days=new_joiner_days), standing.on
    terms = [(course, standing.addressed(course), newest[course.pk]) for course in standing.required]

    def good_until(person: int, day: date) -> date:
        last = standing.crowd.people[person][1] + grace
        if person in latest:
            last = max(last, valid_until(latest[person], months))
        for course, addressed, done in terms:
            if person in addressed if day == on else standing.is_addressed(course, person, day):
                last = min(last, _good_for(course, person, done.get(person)))
        return last

    def _good_for(course: Course, person: int, done: date | None) -> date:
        in_time = standing.grace(course, person)
        return in_time if done is None else max(in_time, valid_until(done, course.months))

    return good_until


def _not_learned(
    institution: Institution, standing: Standing, failing: frozenset[int], changes_on: date | None
) -> Finding:
    names, proofs = _people(institution, failing)
    sentence = say(
        _n("教育が済んでいない、または古くなった人が%(n)s人います：%(names)s。"), n=len(failing), names=names
    )
    step = mend(_n("受けていない人を見て知らせる"), "training:missing_list")
    return fails(sentence, proofs=proofs, mend=step, changes_on=changes_on)


@condition("training_status_recorded", reads=READS, facts=[*FACTS, "access_holders"])
def training_status_recorded(institution: Institution, *, on: date, kinds: Sequence[str]) -> Finding:
    """Of everyone of these kinds who has access, the training is on record: what they must learn, or what they have.

    Who has access is asked of whoever keeps the list of accounts and entries; while nobody does, all people of these
    kinds count. Source: 経営管理編 3.1.2 ④
    """
    standing = standing_of(institution, on)
    holders = {fact.person_id for fact in ask("access_holders", institution, on=on)} - {None}
    wanted = kinds_of(kinds)
    learned = standing.learned(wanted)

    def good_until(person: int, day: date) -> date:
        if (holders and person not in holders) or person in learned:
            return FOR_EVER
        addressed = any(standing.is_addressed(course, person, day) for course in standing.courses)
        return FOR_EVER if addressed else day - ONE_DAY

    seen = outlook(standing.crowd, wanted, good_until)
    if seen.failing:
        names, proofs = _people(institution, seen.failing)
        sentence = say(
            _n("受講の状況が分からない派遣・事業者の人が%(n)s人います：%(names)s。"),
            n=len(seen.failing),
            names=names,
        )
        step = mend(_n("講座の対象者に加える"), "training:course_list")
        return fails(sentence, proofs=proofs, mend=step, changes_on=seen.changes_on)
    sentence = say(
        _n("派遣・事業者の%(n)s人全員について、受けるべき講座か受けた記録があります。"),
        n=_count(standing, wanted),
    )
    if not _count(standing, wanted):
        sentence = say(_n("派遣・事業者の人は名簿にいません。"))
    until = seen.breaks_on - ONE_DAY if seen.breaks_on else None
    return holds(sentence, proofs=standing.courses, until=until, changes_on=seen.changes_on)


@condition(
    "training_material_current",
    reads=["training.course", "training.material", "training.teaching"],
    facts=["documents_in_force"],
)
def training_material_current(institution: Institution, *, on: date, types: Sequence[str]) -> Finding:
    """Of each of these types of document, the version in force is taught by the material of a course that is given.

    Source: 経営管理編 3.2.2 ①
    """
    stand = MaterialStand(institution, on)

    def lacking(day: date) -> list[str]:
        return stand.lacking(types, day)

    missing = lacking(on)
    later = next((day for day in stand.days(types) if lacking(day) != missing), None)
    if not missing:
        sentence = say(
            _n("実施中の講座の教材が、現行の版を教えています：%(types)s。"), types=types_in_words(types)
        )
        until = later - ONE_DAY if later else None
        return holds(sentence, proofs=stand.materials(types), until=until)
    return _not_taught(stand, missing, later)


def _not_taught(stand: MaterialStand, missing: list[str], later: date | None) -> Finding:
    stale = next((m for m in stand.stale() if m.taught_types & set(missing)), None)
    unwritten = stand.not_in_force(missing)
    if unwritten:
        sentence = say(
            _n("教えるべき文書の、施行中の版がありません：%(types)s。"), types=types_in_words(unwritten)
        )
        step = mend(_n("文書を作って承認を求める"), "documents:document_begin", unwritten[0])
        return fails(sentence, mend=step, changes_on=later)
    sentence = say(_n("現行の版を教えている教材がありません：%(types)s。"), types=types_in_words(missing))
    if stale is not None:
        step = mend(_n("新しい版の教材を作る"), "training:material_new", stale.material.course_id)
        return fails(sentence, proofs=[stale.material], mend=step, changes_on=later)
    step = mend(_n("講座の教材を作る"), "training:course_list")
    return fails(sentence, mend=step, changes_on=later)


def _count(standing: Standing, kinds: Iterable[str]) -> int:
    wanted, crowd = frozenset(kinds), standing.crowd
    return sum(1 for person in crowd.present(standing.on) if crowd.people[person][0] in wanted)


def _people(institution: Institution, people: Iterable[int]) -> tuple[str, list[tuple[str, str]]]:
    """The names of the first few as words, and of some more as records that show why."""
    keys = sorted(people)
    rows = Person.objects.of(institution).filter(pk__in=keys[:MOST_PROOFS]).order_by("pk")
    found = [(ref_of(person), person.name) for person in rows]
    return few([name for _ref, name in found], NAMED), found
