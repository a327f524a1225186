"""What laws and pledges prove, at the edges of their dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services as directives
from kaname.foundation.directives.models import Directive
from kaname.foundation.ledger.findings import Fact
from kaname.rooms.laws import conditions, facts, services

from .conftest import BEGAN, TODAY
from .factories import in_force, make_document, make_gap, make_law, make_text, publish, sign

DAY = timedelta(days=1)
REVIEWED_UNTIL = date(2027, 11, 22)


def answer(found):
    return found.holds, found.until, found.mend.url if found.mend else None


def registered(person, on=TODAY, required=(), months=12):
    return conditions.laws_registered(person.institution, on=on, required=list(required), months=months)


@pytest.fixture
def document(manager, monkeypatch):
    return in_force(monkeypatch, make_document(manager), until=date(2029, 1, 1))


@pytest.fixture
def law(manager, document):
    row = make_law(manager, owner=manager, documents=[document])
    services.review_law(by=manager, law=row, result="COMPLIANT")
    return row


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY, (True, REVIEWED_UNTIL, None)),
        (REVIEWED_UNTIL, (True, REVIEWED_UNTIL, None)),
        (REVIEWED_UNTIL + DAY, (False, None, "laws:law_review")),
    ],
)
def test_laws_registered_through_the_review(law, manager, on, expected):
    assert answer(registered(manager, on)) == expected


def test_laws_registered_the_shorter_interval_counts(law, manager):
    assert registered(manager, months=6).until == date(2027, 5, 22)
    services.change_law(by=manager, law=law, title=law.title, kind="ACT", asks="x", review_months=3)
    assert registered(manager).until == date(2027, 2, 22)


def test_laws_registered_without_any(manager):
    assert answer(registered(manager)) == (False, None, "laws:law_list")


def test_laws_registered_of_another_hospital_do_not_count(law):
    other = make_hospital("よその病院")

    assert answer(registered(other)) == (False, None, "laws:law_list")


def test_laws_registered_names_those_missing(law, manager):
    found = registered(manager, required=["E_DOCUMENT_ACT"])

    assert answer(found) == (False, None, "laws:law_list")
    assert found.sentence.values == {"names": "e-文書法"}


def test_laws_registered_needs_an_owner_and_a_document(manager, document):
    law = make_law(manager)
    services.review_law(by=manager, law=law, result="COMPLIANT")
    found = registered(manager)
    assert found.mend.url == "laws:lack_list"
    assert (found.sentence.values["n"], found.sentence.values["kinds"]) == (1, "担当者、対応する規程")

    services.assign_laws(by=manager, lines=[(law, manager, None)])
    assert answer(registered(manager)) == (False, None, "laws:law_change")
    services.assign_laws(by=manager, lines=[(law, None, document)])
    assert registered(manager).holds


def test_laws_registered_document_must_be_in_force(manager, monkeypatch):
    document = in_force(monkeypatch, make_document(manager), until=date(2027, 1, 31))
    row = make_law(manager, owner=manager, documents=[document])
    services.review_law(by=manager, law=row, result="COMPLIANT")

    assert registered(manager).until == date(2027, 1, 31)
    assert answer(registered(manager, date(2027, 2, 1))) == (False, None, "laws:law_change")


def test_laws_registered_owner_who_leaves(law, manager, executive):
    from kaname.foundation.access.services import end_person

    end_person(by=executive, person=manager, ends_on=date(2026, 12, 31))

    assert registered(executive).until == date(2026, 12, 31)
    assert answer(registered(executive, date(2027, 1, 1))) == (False, None, "laws:law_change")


def test_laws_registered_law_that_does_not_apply_needs_only_its_review(manager):
    law = make_law(manager, applicability="NOT_APPLICABLE", not_applicable_reason="派遣を受けていない")
    assert answer(registered(manager)) == (False, None, "laws:law_review")

    services.review_law(by=manager, law=law, result="NOT_APPLICABLE")

    assert answer(registered(manager)) == (True, REVIEWED_UNTIL, None)


def test_laws_registered_ended_law_is_not_asked(law, manager):
    bare = make_law(manager, "乙")
    services.end_law(by=manager, law=bare, reason="廃止")

    assert registered(manager).holds


def gaps(person, on=TODAY):
    return conditions.law_gaps_followed_up(person.institution, on=on)


def test_gaps_followed_up_without_any(manager):
    assert answer(gaps(manager)) == (True, None, None)


def test_gaps_followed_up_through_the_earliest_due_day(officer, manager):
    law = make_law(officer)
    make_gap(officer, law, manager, days=30)
    make_gap(officer, law, manager, days=10)
    due = TODAY + 10 * DAY

    assert [answer(gaps(officer, on)) for on in (TODAY, due, due + DAY)] == [
        (True, due, None),
        (True, due, None),
        (False, None, "laws:gap_detail"),
    ]


def test_gaps_followed_up_reported_and_accepted(officer, manager):
    gap = make_gap(officer, make_law(officer), manager, days=10)
    late = TODAY + 11 * DAY
    directives.report(by=manager, directive=gap.directive, body="直した。")
    assert answer(gaps(officer, late)) == (True, None, None)

    directives.accept(by=officer, directive=Directive.objects.get(pk=gap.directive_id))
    assert gaps(officer, late).sentence.values == {"n": 1, "closed": 1}


def test_gaps_followed_up_withdrawn_directive_fails(officer, manager):
    gap = make_gap(officer, make_law(officer), manager)
    directives.withdraw(by=officer, directive=gap.directive, reason="誤り")

    assert answer(gaps(officer)) == (False, None, "laws:gap_direct")
    assert answer(gaps(make_hospital("よその病院"))) == (True, None, None)


def pledged(person, on=TODAY, days=30, kinds=None):
    return conditions.pledges_on_file(person.institution, on=on, new_joiner_days=days, kinds=kinds)


def test_pledges_on_file_everybody_is_new_for_a_while(executive):
    last = BEGAN + 29 * DAY

    assert [answer(pledged(executive, on)) for on in (BEGAN, last, last + DAY)] == [
        (True, last, None),
        (True, last, None),
        (False, None, "laws:pledge_list"),
    ]


def test_pledges_on_file_without_end(executive):
    sign(executive, make_text(executive))

    assert answer(pledged(executive)) == (True, None, None)
    assert pledged(make_hospital("よその病院"), days=0).holds is False


def test_pledges_on_file_through_their_last_day(executive):
    sign(executive, make_text(executive, valid_months=12))
    last = date(2027, 11, 21)

    assert [answer(pledged(executive, on)) for on in (last, last + DAY)] == [
        (True, last, None),
        (False, None, "laws:pledge_list"),
    ]


def test_pledges_on_file_until_the_grace_of_a_newcomer_ends(executive):
    sign(executive, make_text(executive))
    make_person(executive.institution, "新しい 人", starts_on=date(2027, 4, 1))

    assert pledged(executive).until == date(2027, 4, 30)
    assert pledged(executive, days=0).until == date(2027, 3, 31)
    assert answer(pledged(executive, date(2027, 5, 1)))[0] is False


def test_pledges_on_file_somebody_who_leaves_within_the_grace_is_no_fault(executive):
    sign(executive, make_text(executive))
    make_person(
        executive.institution, "短い 人", starts_on=TODAY, ends_on=TODAY + 10 * DAY, roles=[Role.STAFF]
    )

    found = pledged(executive)
    assert (found.holds, found.until, found.changes_on) == (True, None, TODAY + 11 * DAY)


def test_pledges_on_file_fails_until_the_one_without_leaves(executive, staff):
    sign(executive, make_text(executive))
    from kaname.foundation.access.services import end_person

    end_person(by=executive, person=staff, ends_on=date(2026, 12, 31))

    found = pledged(executive)
    assert (found.holds, found.changes_on) == (False, date(2027, 1, 1))
    assert found.sentence.values == {"n": 1, "names": "西村 空"}
    assert pledged(executive, date(2027, 1, 1)).holds


def test_pledges_on_file_of_the_group_office_are_not_asked(executive):
    sign(executive, make_text(executive))
    make_person(executive.institution, "本部 人", roles=[Role.GROUP_OFFICE], starts_on=BEGAN)

    assert pledged(executive).holds


def test_pledges_on_file_of_some_kinds_only(executive, staff, vendor):
    kinds = ["DISPATCHED", "VENDOR"]
    assert answer(pledged(executive, days=0, kinds=kinds)) == (False, None, "laws:pledge_list")

    sign(vendor, make_text(executive))

    assert pledged(executive, days=0, kinds=kinds).holds
    assert pledged(executive, days=0).holds is False


def test_pledges_on_file_asks_whoever_still_holds_access(executive, vendor, monkeypatch):
    sign(vendor, make_text(executive))
    gone = make_person(
        executive.institution,
        "去った 人",
        kind="VENDOR_STAFF",
        employer="みなとシステム株式会社",
        starts_on=BEGAN,
        ends_on=date(2026, 9, 30),
    )
    publish(
        monkeypatch,
        "access_holders",
        [Fact("assets.account:1", "保守用", BEGAN, person_id=gone.pk)],
    )

    found = pledged(executive, days=0, kinds=["VENDOR"])
    assert (found.holds, found.sentence.values["names"], found.changes_on) == (False, "去った 人", None)
    assert pledged(executive, days=0).holds is False


def test_pledges_on_file_when_a_new_text_asks_again(executive):
    sign(executive, make_text(executive))
    make_text(executive, starts_on=TODAY, renew_by=TODAY + 14 * DAY)

    assert pledged(executive).until == TODAY + 14 * DAY
    with clock.at(TODAY + 15 * DAY):
        assert pledged(executive, TODAY + 15 * DAY).holds is False


def test_pledges_valid_names_people_and_days(executive, staff):
    pledge = sign(staff, make_text(executive, valid_months=1))

    assert facts.pledges_valid(executive.institution, on=TODAY) == [
        Fact(ref_of(pledge), "西村 空", TODAY, date(2026, 12, 21), staff.pk)
    ]
    assert facts.pledges_valid(executive.institution, on=TODAY, kinds=["VENDOR"]) == []


@pytest.mark.parametrize("condition", [registered, gaps, pledged])
def test_conditions_take_few_queries(executive, django_assert_max_num_queries, condition):
    with django_assert_max_num_queries(6):
        condition(executive)
