"""Statutory clocks: the vectors and the decision table that counsel gave, and what must hold on every day."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaname.foundation.calendar.clock import JST, at_start_of
from kaname.foundation.calendar.holidays import Holidays, is_business_day
from kaname.rooms.incidents.clocks.breach import categories_of
from kaname.rooms.incidents.clocks.facts import Cause, DataClass, Facts, Standing, Sureness
from kaname.rooms.incidents.clocks.reckoning import ClockState, clocks_of
from kaname.rooms.incidents.clocks.rules import read_rules, shipped_rules
from kaname.rooms.incidents.clocks.stops import Filing, Waiver

OFFICES = Holidays(year_end=True)
MEDICAL, STAFF = frozenset({DataClass.MEDICAL}), frozenset({DataClass.PERSONAL})


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), JST)


NIGHT = moment(date(2026, 11, 20), 2, 40)
RANSOMWARE = Facts(
    1, NIGHT, detected_at=NIGHT, aware_at=NIGHT, cause=Cause.RANSOMWARE, data=MEDICAL, affects_care=True
)


def clocks(*versions, now=NIGHT, **stops):
    found = clocks_of(shipped_rules(), versions, now=now, closed=OFFICES, **stops)
    return {clock.rule.id: clock for clock in found}


def texts(clock):
    return [sentence.text for sentence in clock.why]


@pytest.mark.parametrize(
    ("aware_on", "day30", "day60"),
    [
        ("2025-10-30", ("2025-11-28", "2025-11-28"), ("2025-12-28", "2026-01-05")),
        ("2026-08-24", ("2026-09-22", "2026-09-24"), ("2026-10-22", "2026-10-22")),
        ("2026-10-31", ("2026-11-29", "2026-11-30"), ("2026-12-29", "2027-01-04")),
        ("2026-11-05", ("2026-12-04", "2026-12-04"), ("2027-01-03", "2027-01-04")),
        ("2026-11-20", ("2026-12-19", "2026-12-21"), ("2027-01-18", "2027-01-18")),
        ("2026-12-01", ("2026-12-30", "2027-01-04"), ("2027-01-29", "2027-01-29")),
        ("2027-02-15", ("2027-03-16", "2027-03-16"), ("2027-04-15", "2027-04-15")),
        ("2027-04-05", ("2027-05-04", "2027-05-06"), ("2027-06-03", "2027-06-03")),
    ],
)
def test_final_report_is_due_on_an_open_day(aware_on, day30, day60):
    aware = moment(date.fromisoformat(aware_on), 23, 59)
    for cause, expected in ((Cause.MISDELIVERY, day30), (Cause.RANSOMWARE, day60)):
        due = clocks(replace(RANSOMWARE, aware_at=aware, cause=cause))["ppc_final"].due
        assert (due.raw_on.isoformat(), due.due_on.isoformat()) == expected


@pytest.mark.parametrize(
    ("data", "cause", "persons", "denied", "categories", "days"),
    [
        (DataClass.MEDICAL, Cause.MISDELIVERY, 1, False, [1], 30),
        (DataClass.MEDICAL, Cause.RANSOMWARE, None, False, [1, 3, 4], 60),
        (DataClass.PERSONAL, Cause.LOSS, 1000, False, [], None),
        (DataClass.PERSONAL, Cause.LOSS, 1001, False, [4], 30),
        (DataClass.PERSONAL, Cause.THEFT, 1, False, [3], 60),
        (DataClass.FINANCIAL, Cause.WRONG_DISPOSAL, 12, False, [2], 30),
        (DataClass.MEDICAL, Cause.MALFUNCTION, 5000, True, [], None),
    ],
)
def test_categories_and_the_days_they_leave(data, cause, persons, denied, categories, days):
    sure = Sureness.DENIED if denied else Sureness.POSSIBLE
    facts = replace(
        RANSOMWARE, data=frozenset({data}), cause=cause, persons_max=persons, leak=sure, damage=sure
    )
    assert sorted(categories_of(facts)) == categories
    final = clocks(facts)["ppc_final"]
    if days is None:
        assert (final.state, final.due) == (ClockState.NOT_APPLICABLE, None)
    else:
        assert (final.due.raw_on - date(2026, 11, 20)).days + 1 == days


DAYS_OF_TWENTY_YEARS = st.dates(date(2022, 4, 1), date(2042, 3, 31))


@given(DAYS_OF_TWENTY_YEARS, st.sampled_from(sorted(Cause)), st.times())
def test_no_deadline_on_a_closed_day_and_none_later_than_allowed(day, cause, at):
    aware = datetime.combine(day, at, JST)
    found = clocks(replace(RANSOMWARE, known_at=aware, detected_at=aware, aware_at=aware, cause=cause))
    final, prelim = found["ppc_final"].due, found["ppc_prelim"].due
    assert final.raw_on == day + timedelta(
        days=59 if RANSOMWARE.cause == cause or _is_malicious(cause) else 29
    )
    assert is_business_day(final.due_on, OFFICES)
    between = (final.raw_on + timedelta(days=n) for n in range((final.due_on - final.raw_on).days))
    assert not any(is_business_day(closed, OFFICES) for closed in between)
    assert prelim.due_on == prelim.raw_on == day + timedelta(days=4)
    for clock in found.values():
        if clock.due and not clock.rule.deadline.shifts:
            assert clock.due.due_on == clock.due.raw_on


def _is_malicious(cause):
    return Facts(1, NIGHT, cause=cause).is_malicious


def test_a_ransomware_night_starts_the_clocks_of_everybody_who_must_know():
    states = {name: clock.state for name, clock in clocks(RANSOMWARE).items()}
    running = {name for name, state in states.items() if state == ClockState.RUNNING}
    assert running == {
        "vendor_call", "executive_call", "mhlw_report", "prefecture_report", "police", "ppc_prelim", "ppc_final",
        "person_notice",
    }  # fmt: skip
    waiting = {name for name, state in states.items() if state == ClockState.WAITING}
    assert waiting == {"payer_fund", "publication"}
    assert {n for n, s in states.items() if s == ClockState.OPEN} == {"nco", "jpcert_ipa"}


def test_a_clock_that_waits_says_for_what():
    waiting = clocks(RANSOMWARE)["payer_fund"]
    assert "ネットワークの遮断が決まると始まります。" in texts(waiting)
    begun = clocks(replace(RANSOMWARE, network_cut_at=moment(date(2026, 11, 20), 3)))["payer_fund"]
    assert begun.due.due_at == moment(date(2026, 11, 20), 15)


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, ClockState.RUNNING), (2, ClockState.WARNED), (4, ClockState.WARNED), (5, ClockState.LATE)],
)
def test_preliminary_report_warns_on_day_three_and_is_late_after_day_five(days, state):
    now = moment(date(2026, 11, 20) + timedelta(days=days), 23, 59)
    assert clocks(RANSOMWARE, now=now)["ppc_prelim"].state == state


def test_a_target_is_late_at_its_minute():
    called = clocks(RANSOMWARE, now=NIGHT + timedelta(minutes=60))["vendor_call"]
    assert (called.state, called.due.due_at) == (ClockState.LATE, NIGHT + timedelta(hours=1))
    before = clocks(RANSOMWARE, now=NIGHT + timedelta(minutes=59))["vendor_call"]
    assert before.state == ClockState.WARNED


def test_a_filed_report_stops_the_clock_and_says_when_facts_went_on():
    sent = Filing("ppc_prelim", NIGHT + timedelta(days=1), version=1)
    late = Filing("ppc_prelim", NIGHT + timedelta(days=6), version=1)
    assert clocks(RANSOMWARE, filings=[sent])["ppc_prelim"].state == ClockState.FILED
    newer = replace(RANSOMWARE, version=2, persons_max=3_000)
    after = clocks(RANSOMWARE, newer, filings=[sent])["ppc_prelim"]
    assert not after.is_late
    assert "その後に事実が改められました。追って知らせることがないかを確かめてください。" in texts(after)
    missed = clocks(RANSOMWARE, filings=[late])["ppc_prelim"]
    assert (missed.state, missed.is_late) == (ClockState.FILED, True)
    assert "期限を過ぎてから送られています。" in texts(missed)


def test_correcting_awareness_moves_the_deadline_and_keeps_the_old():
    corrected = replace(RANSOMWARE, version=2, aware_at=NIGHT - timedelta(days=1))
    final = clocks(RANSOMWARE, corrected)["ppc_final"]
    assert final.due.due_on == date(2027, 1, 18)
    assert final.due.raw_on == date(2027, 1, 17)
    assert [
        due.raw_on for due in final.earlier
    ] == []  # both end on the same Monday: nothing changed for anybody
    prelim = clocks(RANSOMWARE, corrected)["ppc_prelim"]
    assert (prelim.due.due_on, [due.due_on for due in prelim.earlier]) == (
        date(2026, 11, 23),
        [date(2026, 11, 24)],
    )


def test_corrected_facts_alone_stop_nothing():
    harmless = replace(RANSOMWARE, version=2, leak=Sureness.DENIED, damage=Sureness.DENIED)
    final = clocks(RANSOMWARE, harmless)["ppc_final"]
    assert (final.state, final.due.due_on) == (ClockState.TO_DECIDE, date(2027, 1, 18))
    decided = Waiver("ppc_final", "recovered_unseen", NIGHT + timedelta(days=3), version=2)
    assert clocks(RANSOMWARE, harmless, waivers=[decided])["ppc_final"].state == ClockState.WAIVED


def test_an_exemption_that_the_facts_point_to_is_suggested_and_stops_nothing():
    encrypted = replace(RANSOMWARE, is_strongly_encrypted=True)
    prelim = clocks(encrypted)["ppc_prelim"]
    assert (prelim.state, prelim.exemptions_suggested) == (ClockState.RUNNING, ("strong_encryption",))
    kept = replace(RANSOMWARE, is_same_data_kept=True)
    assert clocks(kept)["ppc_prelim"].exemptions_suggested == ()
    assert clocks(replace(kept, leak=Sureness.DENIED))["ppc_prelim"].exemptions_suggested == (
        "same_data_elsewhere",
    )


def test_a_waiver_must_name_a_ground_of_its_clock():
    with pytest.raises(ValueError, match="exempts nobody"):
        clocks(RANSOMWARE, waivers=[Waiver("ppc_prelim", "substitute_measures", NIGHT, 1)])


def test_the_thousandth_and_first_person_starts_the_clock_when_they_are_found():
    lost = replace(RANSOMWARE, cause=Cause.LOSS, data=STAFF, persons_max=800)
    found_on = moment(date(2026, 12, 7))
    more = replace(lost, version=2, known_at=found_on, persons_max=1_200)
    assert clocks(lost)["ppc_prelim"].state == ClockState.NOT_APPLICABLE
    prelim = clocks(lost, more, now=found_on)["ppc_prelim"]
    assert (prelim.state, prelim.due.due_on) == (ClockState.RUNNING, date(2026, 12, 11))


def test_an_aim_of_ours_counts_from_when_its_reason_was_known_and_a_legal_duty_from_awareness():
    unclear = replace(RANSOMWARE, cause=Cause.MALFUNCTION, leak=Sureness.DENIED, damage=Sureness.DENIED)
    morning = NIGHT + timedelta(hours=7)
    attacked = replace(RANSOMWARE, version=2, known_at=morning)
    found = clocks(unclear, attacked, now=morning)
    assert (found["police"].state, found["police"].due.due_at) == (
        ClockState.RUNNING,
        morning + timedelta(hours=6),
    )
    assert found["ppc_prelim"].due.starts_at == NIGHT


def test_entrusted_data_are_reported_to_whoever_entrusted_them():
    ours = clocks(RANSOMWARE)["entrustor_notice"]
    assert (ours.state, texts(ours)) == (
        ClockState.NOT_APPLICABLE,
        ["当院が委託を受けて扱うデータではありません。"],
    )
    theirs = clocks(replace(RANSOMWARE, standing=Standing.ENTRUSTED_TO_US))
    assert theirs["entrustor_notice"].due.due_on == date(2026, 11, 24)
    assert theirs["ppc_prelim"].exemptions_suggested == ("entrustee_notified",)


@pytest.mark.parametrize(("day", "binds"), [(date(2026, 9, 30), False), (date(2026, 10, 1), True)])
def test_a_duty_binds_from_the_day_its_law_is_in_force(day, binds):
    aware = at_start_of(day)
    facts = replace(
        RANSOMWARE, aware_at=aware, detected_at=aware, known_at=aware, is_designated_operator=True
    )
    assert ("designated_operator" in clocks(facts)) == binds


def test_every_clock_says_why_whatever_the_facts():
    kinds = itertools.product(Cause, [True, False], Sureness, [None, 5])
    for cause, cares, leak, persons in kinds:
        facts = replace(
            RANSOMWARE, cause=cause, affects_care=cares, leak=leak, damage=leak, persons_max=persons, is_insured=True,
            is_designated_operator=True, may_have_harmed=cares,
        )  # fmt: skip
        for clock in clocks(facts).values():
            assert clock.why, clock.rule.id
            assert (clock.due is None) or clock.state != ClockState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"trigger": "no_such"}, "unknown trigger"),
        ({"starts_at": "known_at"}, "unknown moment"),
        ({"exempt_if": ["luck"]}, "unknown exemption"),
        ({"contents": {"items": [10]}}, "unknown item"),
        ({"deadline": {"kind": "WINDOW", "warn_day": 5, "last_day": 3}}, "does not state its period"),
        ({"deadline": {"kind": "TARGET"}}, "does not state its period"),
    ],
)
def test_a_rule_that_cannot_be_reckoned_is_refused_when_read(change, told):
    row = {
        "id": "x", "recipient": {"ja": "誰か", "en": "somebody"}, "legal_force": "LAW", "basis": "",
        "channel": {"ja": "電話", "en": "telephone"}, "trigger": "breach",
        "starts_at": "aware_at", "deadline": {"kind": "NONE"}, "contents": {"items": [1]}, "confidence": "PARTLY",
    }  # fmt: skip
    content = {
        "version": "1",
        "clocks": [row | change],
        "items": {1: {"ja": "一", "en": "one"}},
        "exemptions": {},
    }
    with pytest.raises(ValueError, match=told):
        read_rules(content)
