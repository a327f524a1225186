"""Verdicts follow from records and from the clock, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.obligations import engine, selectors
from kaname.foundation.obligations.models import Verdict, VerdictStatus

from .conftest import Asked

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)


@pytest.fixture
def director(asked: Asked) -> Person:
    with clock.at(START):
        return make_hospital()


def statuses(person: Person, *, as_of: date | None = None) -> dict[str, str]:
    return {s.obligation.id: str(s.status) for s in selectors.standings(person.institution, as_of=as_of)}


def add_guest(director: Person, *, starts_on: date = START, ends_on: date | None = None) -> Person:
    return make_person(director.institution, "客", number="guest", starts_on=starts_on, ends_on=ends_on)


def intervals(director: Person, key: str = "G-1") -> list[tuple[str, date, date | None]]:
    rows = Verdict.objects.of(director.institution).filter(obligation_id=key).order_by("valid_from", "pk")
    return [(v.status, clock.day_of(v.valid_from), v.valid_to and clock.day_of(v.valid_to)) for v in rows]


def test_hospital_just_set_up_has_a_verdict_on_every_obligation(director: Person) -> None:
    assert statuses(director) == {"G-1": "UNMET", "G-2": "UNMET", "G-3": "UNMET", "G-4": "UNMET"}


def test_record_written_turns_exactly_the_verdicts_it_proves(director: Person) -> None:
    with clock.at(START):
        add_guest(director)
    assert statuses(director) == {"G-1": "MET", "G-2": "MET", "G-3": "UNMET", "G-4": "UNMET"}


def test_obligation_with_a_condition_not_built_yet_is_unmet_and_says_so(director: Person) -> None:
    with clock.at(START):
        add_guest(director)
    findings = selectors.standings(director.institution)[3].findings
    assert [(f.holds, f.is_pending) for f in findings] == [(True, False), (False, True)]
    assert "測れません" in findings[1].sentence


def test_write_asks_only_conditions_that_read_its_kind_of_record(director: Person, asked: Asked) -> None:
    asked.names.clear()
    with clock.at(START):
        make_person(director.institution, "事務")
    assert set(asked.names) == {"guest_is_here"}


def test_write_that_changes_no_verdict_rewrites_no_verdict_row(director: Person) -> None:
    with clock.at(START):
        add_guest(director)
        before = list(Verdict.objects.of(director.institution).order_by("pk").values())
        make_person(director.institution, "事務")
    assert list(Verdict.objects.of(director.institution).order_by("pk").values()) == before


def test_verdict_turns_lapsing_thirty_days_before_its_end_and_unmet_the_day_after(director: Person) -> None:
    end = date(2026, 7, 31)
    with clock.at(START):
        add_guest(director, ends_on=end)
    for day, expected in (
        (date(2026, 6, 30), "MET"),
        (date(2026, 7, 1), "LAPSING"),
        (end, "LAPSING"),
        (end + timedelta(days=1), "UNMET"),
    ):
        with clock.at(day):
            engine.catch_up(director.institution)
            assert statuses(director)["G-1"] == expected, day


def test_verdict_that_lapsed_while_kaname_was_down_carries_the_day_it_lapsed(director: Person) -> None:
    with clock.at(START):
        add_guest(director, ends_on=date(2026, 7, 31))
    with clock.at(date(2026, 9, 15)):
        engine.catch_up(director.institution)
    assert intervals(director) == [
        ("MET", START, date(2026, 7, 1)),
        ("LAPSING", date(2026, 7, 1), date(2026, 8, 1)),
        ("UNMET", date(2026, 8, 1), None),
    ]


def test_first_write_after_an_outage_settles_the_past_before_it_changes_anything(director: Person) -> None:
    with clock.at(START):
        add_guest(director, ends_on=date(2026, 7, 31))
    with clock.at(date(2026, 9, 15)):
        make_person(director.institution, "後任", number="", starts_on=date(2026, 9, 15))
    assert intervals(director)[-1] == ("UNMET", date(2026, 8, 1), None)


def test_future_record_turns_the_verdict_met_on_its_first_day_without_anybody(director: Person) -> None:
    with clock.at(START):
        add_guest(director, starts_on=date(2026, 5, 10))
        assert statuses(director)["G-1"] == "UNMET"
    with clock.at(date(2026, 5, 10)):
        engine.catch_up(director.institution)
        assert statuses(director)["G-1"] == "MET"


def test_any_past_day_shows_what_held_at_its_end(director: Person) -> None:
    with clock.at(date(2026, 5, 20)):
        add_guest(director, starts_on=date(2026, 5, 20))
    with clock.at(date(2026, 9, 1)):
        assert statuses(director, as_of=date(2026, 5, 19))["G-1"] == "UNMET"
        assert statuses(director, as_of=date(2026, 5, 20))["G-1"] == "MET"


def test_day_before_the_first_verdict_shows_nothing_as_met(director: Person) -> None:
    with clock.at(date(2026, 9, 1)):
        assert set(statuses(director, as_of=START - timedelta(days=1)).values()) == {"UNMET"}


def test_write_that_fails_leaves_verdicts_and_ledger_as_they_were(director: Person) -> None:
    before = list(Verdict.objects.of(director.institution).values())
    with clock.at(START), pytest.raises(ValidationError):
        make_person(director.institution, "客", number="guest", kind="DISPATCHED")
    assert list(Verdict.objects.of(director.institution).values()) == before


def test_another_hospitals_records_prove_nothing_here(director: Person) -> None:
    with clock.at(START):
        add_guest(make_hospital("となり病院"))
    assert statuses(director)["G-1"] == "UNMET"


def test_full_evaluation_after_many_writes_finds_nothing_to_change(director: Person) -> None:
    with clock.at(START):
        guest = add_guest(director, ends_on=date(2026, 12, 31))
        access.end_person(by=director, person=guest, ends_on=date(2026, 10, 1))
        assert engine.refresh(director.institution) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(1, 200), ticks=st.lists(st.integers(1, 260), max_size=8))
def test_intervals_do_not_depend_on_when_the_clock_ticked(
    director: Person, days: int, ticks: list[int]
) -> None:
    Verdict._default_manager.all()._raw_delete("default")
    Person._default_manager.filter(number="guest")._raw_delete("default")
    with clock.at(START):
        engine.refresh(director.institution)
    with clock.at(START + timedelta(days=1)):
        add_guest(director, starts_on=START, ends_on=START + timedelta(days=days))
    for offset in [*sorted(t for t in ticks if t > 1), 261]:
        with clock.at(START + timedelta(days=offset)):
            engine.catch_up(director.institution)
    lapse = START + timedelta(days=days + 1)
    rows = intervals(director)
    assert rows[-1] == (VerdictStatus.UNMET, lapse if days > 0 else START, None)
    assert all(a[2] == b[1] for a, b in pairwise(rows))


def test_clock_set_back_refuses_no_write_and_leaves_no_empty_interval(director: Person) -> None:
    with clock.at(START - timedelta(days=2)):
        add_guest(director, starts_on=START - timedelta(days=3))
    assert intervals(director) == [("MET", START, None)]
