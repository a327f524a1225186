"""What training tells people: a course to take, a session to attend, a session to close, who of a department is missing.

Source: 経営管理編 3.2.2 ①
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.ledger.findings import Sentence, ask, say
from kaname.foundation.notices.registry import Due, notice_source

from .expected import expected_keys
from .models import Session, SessionStatus
from .standing import Standing, standing_of, valid_until

DUE_WITHIN_DAYS = 14
SESSION_WITHIN_DAYS = 7


@notice_source
def courses_to_take(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever must take a course learns of it when it falls due within 14 days (newcomers: from their first day), and
    each week, of all at once, when any is overdue. Only those who can read it: with an account or an address."""
    standing = standing_of(institution, on)
    found = [*_late(standing), *_new(standing), *_ending(standing)]
    readers = Person.objects.of(institution).exclude(user__isnull=True, email="")
    people = {person.pk: person for person in readers.filter(pk__in={key for key, _key, _text in found})}
    url = reverse("training:my_courses")
    for person, key, text in found:
        if person in people:
            yield Due(people[person], key, text, url)


Call = tuple[int, str, Sentence]


def _late(standing: Standing) -> Iterable[Call]:
    """Whose time is over, with all the courses of which it is."""
    late: dict[int, list[str]] = {}
    for course in standing.required:
        for person in standing.missing(course):
            late.setdefault(person, []).append(course.title)
    for person, titles in late.items():
        text = say(_("期限を過ぎた研修があります。受けてください：%(what)s"), what="、".join(titles))
        yield person, f"training-late:{week_of(standing.on)}", text


def _new(standing: Standing) -> Iterable[Call]:
    """Who never took a course and still has time."""
    for course in standing.required:
        for person in standing.waiting(course):
            due = standing.grace(course, person)
            text = say(_("研修を受けてください。期限は%(due)sです：%(what)s"), what=course.title, due=due)
            yield person, f"training-new:{course.pk}:{due.isoformat()}", text


def _ending(standing: Standing) -> Iterable[Call]:
    """Who is through, but for no more than 14 days."""
    on, last = standing.on, standing.on + timedelta(days=DUE_WITHIN_DAYS)
    newest = standing.newest(on)
    for course in (c for c in standing.required if c.months):
        for person in standing.addressed(course) & standing.through[course.pk]:
            due = valid_until(newest[course.pk][person], course.months)
            if on <= due <= last:
                text = say(
                    _("研修をもう一度受ける時期です。期限は%(due)sです：%(what)s"), what=course.title, due=due
                )
                yield person, f"training-due:{course.pk}:{due.isoformat()}", text


def week_of(on: date) -> str:
    """The week of a day, as 2026-W47: what is said weekly is said once under it."""
    year, week, _day = on.isocalendar()
    return f"{year}-W{week:02}"


@notice_source
def sessions_to_attend(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever is expected learns of a session in the coming week."""
    last = on + timedelta(days=SESSION_WITHIN_DAYS)
    rows = Session.objects.of(institution).filter(held_on__gte=on, held_on__lte=last)
    for session in rows.filter(status=SessionStatus.PLANNED).select_related("course", "institution"):
        text = say(
            _("%(day)s %(starts)sから、%(place)sで研修があります：%(what)s"),
            day=session.held_on,
            starts=f"{session.starts:%H:%M}",
            place=session.place,
            what=session.course.title,
        )
        for person in Person.objects.of(institution).filter(pk__in=expected_keys(session)):
            yield Due(
                person,
                f"session:{session.pk}:{session.held_on.isoformat()}",
                text,
                session.get_absolute_url(),
            )


@notice_source
def sessions_to_close(institution: Institution, *, on: date) -> Iterable[Due]:
    """The course's owner learns, the day after, that a session is not closed: until then nobody's training counts."""
    running = (SessionStatus.PLANNED, SessionStatus.HELD)
    rows = Session.objects.of(institution).filter(held_on__lt=on, status__in=running)
    for session in rows.select_related("course__owner"):
        text = say(
            _("%(day)sの研修が締め切られていません。出席を確かめてください：%(what)s"),
            day=session.held_on,
            what=session.course.title,
        )
        yield Due(session.course.owner, f"session-close:{session.pk}", text, session.get_absolute_url())


@notice_source
def departments_missing(institution: Institution, *, on: date) -> Iterable[Due]:
    """Each week, whoever answers for a department learns how many of it are overdue, and with how many courses."""
    contacts = ask("department_contacts", institution, on=on)
    if not contacts:
        return
    late = _late_by_department(standing_of(institution, on))
    people = Person.objects.of(institution).in_bulk({c.person_id for c in contacts if c.person_id})
    url = reverse("training:department_training")
    for contact in contacts:
        department = int(contact.role or 0)
        if contact.person_id not in people or not late.get(department):
            continue
        text = say(_("%(department)sに、期限を過ぎた研修のある人が%(n)s人います。"),
                   department=contact.label, n=len(late[department]))  # fmt: skip
        yield Due(people[contact.person_id], f"training-department:{department}:{week_of(on)}", text, url)


def _late_by_department(standing: Standing) -> dict[int, set[int]]:
    """Who has a required course overdue, by department."""
    where = standing.crowd.departments_of()
    found: dict[int, set[int]] = {}
    for course in standing.required:
        for person in standing.missing(course):
            found.setdefault(where.get(person, 0), set()).add(person)
    return found
