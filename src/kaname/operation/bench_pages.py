"""Figures of pages, lists, writes and the ledger, measured inside the program (no network)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.ledger import verification
from kaname.foundation.ledger.models import LedgerHead
from kaname.foundation.obligations import engine

from .bench_training import training
from .measure import Figure, median_ms

LISTS = ("/directives/all/", "/organisation/people/", "/ledger/")


def pages() -> Iterator[Figure]:
    """Pages of the sample hospital, lists as they grow, writes, evaluation, verification."""
    settings.ALLOWED_HOSTS.append("testserver")
    director = _director()
    client = _client(director)
    yield _page(client, "executive home, server time", "/", 40)
    yield _page(client, "obligations list", "/obligations/", 50)
    yield Figure(
        "full re-evaluation of the hospital",
        median_ms(lambda: engine.refresh(director.institution), 10),
        "ms",
        150,
    )
    yield from _write(director)
    for rows in (1_000, 20_000):
        _grow(director, rows)
        for url in LISTS:
            yield _page(client, f"list {url} at {rows:,} rows", url, 50)
            yield Figure(f"queries of {url} at {rows:,} rows", _queries(client, url), "", 15)
        if rows == 1_000:
            yield from _thousand(client, director)
    yield from _verification(director.institution)
    yield from training()


def _director() -> Person:
    held = Membership._default_manager.filter(role=Role.EXECUTIVE, person__user__isnull=False).order_by("pk")
    return held.select_related("person__institution", "person__user")[0].person


def _client(person: Person) -> Client:
    assert person.user is not None
    client = Client()
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _page(client: Client, name: str, url: str, target: float) -> Figure:
    answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")
    return Figure(name, median_ms(lambda: client.get(url)), "ms", target)


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)


def _write(director: Person) -> Iterator[Figure]:
    count = iter(range(10_000))
    person = Person._default_manager.select_related("institution", "user").get(pk=director.pk)

    def one_write() -> None:
        issue_directive(
            by=person,
            addressee=person_to_tell,
            title=f"計測 {next(count)}",
            body="計測のための指示",
            due_on=clock.today() + timedelta(days=30),
            obligation_id="G-3.3.1-1",
        )

    person_to_tell = (
        Person.objects.of(person.institution).exclude(pk=person.pk).filter(ends_on__isnull=True)[0]
    )
    yield Figure("one write with ledger and verdict refresh", median_ms(one_write, 40), "ms", 30)


def _grow(director: Person, rows: int) -> None:
    """Bring directives, people and ledger entries up to so many rows, quickly but through `writing`."""
    institution = director.institution
    today, other = clock.today(), Person.objects.of(institution).exclude(pk=director.pk)[0]
    with writing(by=None, action="access.manage_accounts", institution=institution) as entry:
        have = Person.objects.of(institution).count()
        entry.save_all(_person(institution, n, today) for n in range(have, rows))
    with writing(by=None, action="access.manage_accounts", institution=institution) as entry:
        have = Directive.objects.of(institution).count()
        entry.save_all(_directive(director, other, n, today) for n in range(have, rows))
    _lengthen(director, rows)


def _person(institution: Institution, number: int, today: date) -> Person:
    name = f"計測 {number:05d}"
    return Person(
        institution=institution, name=name, kana=f"けいそく{number:05d}", search_key=name, starts_on=today
    )


def _directive(director: Person, other: Person, number: int, today: date) -> Directive:
    return Directive(
        institution=director.institution,
        number=f"B-{number}",
        fiscal_year=2000,
        sequence=number,
        title=f"計測の指示 {number}",
        body="計測",
        issued_by=director,
        addressee=other,
        issued_on=today,
        due_on=today + timedelta(days=number % 90),
    )


def _lengthen(director: Person, entries: int) -> None:
    head = LedgerHead.objects.of(director.institution).get()
    for _start in range(head.seq, entries, 500):
        with writing(by=None, action="access.record_sign_in", institution=director.institution) as outer:
            outer.note = "bench"
            for _ in range(499):
                with writing(
                    by=None, action="access.record_sign_in", institution=director.institution, note="bench"
                ) as entry:
                    entry.mention(director)


def _thousand(client: Client, director: Person) -> Iterator[Figure]:
    _token, secret = access.issue_token(by=None, person=director, name="bench")
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.get("/api/v1/people?limit=1000", headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"/api/v1/people answered {answer.status_code}")
    spent = median_ms(lambda: client.get("/api/v1/people?limit=1000", headers=headers), 8)
    yield Figure("1,000 people as JSON", spent, "ms", 300)
    spent = median_ms(lambda: list(client.get("/organisation/people/?format=xlsx")), 8)
    yield Figure("1,000 people as Excel", spent, "ms", 300)
    spent = median_ms(lambda: list(client.get("/directives/all/?format=xlsx")), 8)
    yield Figure("1,000 directives as Excel", spent, "ms", 300)


def _verification(institution: Institution) -> Iterator[Figure]:
    entries = LedgerHead.objects.of(institution).get().seq
    started = time.perf_counter()
    problems = list(verification.verify_all([institution]))
    spent = time.perf_counter() - started
    if problems:
        raise RuntimeError(f"the ledger does not verify: {problems[0]}")
    yield Figure(
        f"ledger verification per 100,000 entries ({entries:,} verified)",
        spent * 100_000 / entries,
        "s",
        None,
    )
