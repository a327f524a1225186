"""Figures of training at the size of a large hospital: 2,000 people, 12 courses, five years of completions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import writing
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import conditions
from kaname.rooms.organisation import services as organisation
from kaname.rooms.training import services
from kaname.rooms.training.selectors.coverage import coverage

from .measure import Figure, median_ms

PEOPLE, COURSES, YEARS, DEPARTMENTS = 2_000, 12, 5, 40
_KINDS = (PersonKind.EMPLOYEE, PersonKind.EMPLOYEE, PersonKind.DISPATCHED, PersonKind.VENDOR_STAFF)


def training() -> Iterator[Figure]:
    """Coverage, the condition over everybody, and the search of the people's list, in a hospital of its own."""
    director = _hospital()
    institution, today = director.institution, clock.today()
    found = coverage(institution, today)
    if found.people < PEOPLE or len(found.courses) != COURSES:
        raise RuntimeError(f"the coverage speaks of {found.people} people and {len(found.courses)} courses")
    spent = median_ms(lambda: coverage(institution, today), 20)
    yield Figure("training coverage of 2,000 people × 12 courses", spent, "ms", 100)
    with CaptureQueriesContext(connection) as queries:
        coverage(institution, today)
    yield Figure("queries of the training coverage", len(queries), "", 6)
    ask = conditions["training_completed"].function
    kinds = ["EMPLOYEE", "DISPATCHED", "VENDOR"]
    spent = median_ms(lambda: ask(institution, on=today, kinds=kinds, months=12, new_joiner_days=30), 10)
    yield Figure("training condition over 2,000 people × 12 courses", spent, "ms", 200)
    client = Client()
    assert director.user is not None
    client.force_login(director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/organisation/people/?q=けいけん0150")
    if answer.status_code != 200:
        raise RuntimeError(f"the people's list answered {answer.status_code}")
    spent = median_ms(lambda: client.get("/organisation/people/?q=けいけん0150"))
    yield Figure("people list search at 2,000 people", spent, "ms", 50)


def _hospital() -> Person:
    with clock.at(clock.today() - timedelta(days=365 * YEARS + 30)):
        director = access.set_up_institution(
            name="計測総合病院",
            executive_name="計測 院長",
            executive_title="病院長",
            username="bench-director",
            password="bench bench bench",  # noqa: S106  (a throw-away data folder)
        )
        people = _people(director)
        _post(director, people)
        courses = [_course(director, number) for number in range(COURSES)]
    for years in range(YEARS):
        _complete(director, people, courses, clock.today() - timedelta(days=365 * years + 40))
    return director


def _people(director: Person) -> list[Person]:
    today = clock.today()
    with writing(by=None, action="access.manage_accounts", institution=director.institution) as entry:
        return entry.save_all(
            Person(
                institution=director.institution,
                name=f"計測 {n:04d}",
                kana=f"けいけん{n:04d}",
                number=f"B{n:04d}",
                kind=_KINDS[n % len(_KINDS)],
                employer="架空システム" if n % len(_KINDS) > 1 else "",
                search_key=search_key(f"計測 {n:04d}", f"けいけん{n:04d}"),
                starts_on=today,
            )
            for n in range(PEOPLE)
        )


def _post(director: Person, people: list[Person]) -> None:
    departments = [organisation.open_department(by=director, name=f"第{n}病棟") for n in range(DEPARTMENTS)]
    posting: Any = apps.get_model("organisation", "Posting")
    with writing(by=director, action="organisation.manage") as entry:
        entry.save_all(
            posting(
                institution=director.institution,
                person=person,
                department=departments[n % DEPARTMENTS],
                starts_on=person.starts_on,
            )
            for n, person in enumerate(people)
        )


def _course(director: Person, number: int) -> Any:
    audience = Audience(kinds=(PersonKind.EMPLOYEE, PersonKind.DISPATCHED)) if number % 3 == 2 else Audience()
    course = services.create_course(by=director, title=f"計測の講座 {number}", audience=audience)
    services.publish_material(
        by=director, material=services.write_material(by=director, course=course, body="計測")
    )
    return services.open_course(by=director, course=course)


def _complete(director: Person, people: list[Person], courses: list[Any], day: date) -> None:
    for number, course in enumerate(courses):
        lines = [
            services.CompletionLine(person, course, day - timedelta(days=n % 30))
            for n, person in enumerate(people)
            if (n + number) % 20
        ]
        services.record_completions(by=director, lines=lines, note="計測")
