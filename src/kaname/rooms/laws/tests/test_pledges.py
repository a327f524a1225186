"""Who may sign, record and withdraw pledges, and until when a pledge counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.models import Evidence
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import PledgeWay
from kaname.rooms.laws.models import Pledge, PledgeBatch, PledgeText
from kaname.rooms.laws.selectors.pledges import FOR_EVER, PledgeBook, should_sign, text_to_sign

from .conftest import BEGAN, TODAY
from .factories import make_text, scan, sign

DAY = timedelta(days=1)


def paper(by, people, text, signed_on=TODAY, **more):
    return services.record_pledges(
        by=by, people=people, way="PAPER", signed_on=signed_on, text=text, files=[scan()], **more
    )


def clause(by, people, signed_on=TODAY, **more):
    said = {"clause": "雇用契約書 第8条", **more}
    return services.record_pledges(by=by, people=people, way="CLAUSE", signed_on=signed_on, **said)


def test_sign_pledge_on_the_screen(officer, staff):
    text = make_text(officer, valid_months=12)

    pledge = services.sign_pledge(by=staff, text=text, signature="西村　空", agreed=True)

    assert (pledge.way, pledge.signed_on, pledge.valid_until) == ("SCREEN", TODAY, date(2027, 11, 21))
    assert (pledge.person, pledge.signature, pledge.recorded_by) == (staff, "西村　空", staff)
    entries = LedgerEntry.objects.of(staff.institution).filter(person=staff)
    assert list(entries.values_list("action", flat=True)) == ["laws.pledge"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"signature": "別の 人", "agreed": True}, "氏名を"),
        ({"signature": "西村 空", "agreed": False}, "印を付けて"),
    ],
)
def test_sign_pledge_carelessly_is_refused(officer, staff, values, message):
    with pytest.raises(ValidationError, match=message):
        services.sign_pledge(by=staff, text=make_text(officer), **values)


def test_sign_pledge_meant_for_others_is_refused(officer, staff):
    make_text(officer)
    for_vendors = make_text(officer, kind="VENDOR_STAFF")

    with pytest.raises(ValidationError, match="新しくなりました"):
        sign(staff, for_vendors)


def test_sign_pledge_twice_is_refused_until_it_ends_soon(officer, staff):
    text = make_text(officer, valid_months=12)
    sign(staff, text)
    with pytest.raises(ValidationError, match="既に誓約"):
        sign(staff, text)

    with clock.at(date(2027, 10, 1)):
        sign(staff, text)

    book = PledgeBook(staff.institution)
    assert book.standing(staff, TODAY, 0).ends_on == date(2028, 9, 30)


@pytest.mark.parametrize("role", list(Role))
def test_sign_pledge_by_role(executive, officer, role):
    text = make_text(officer)
    person = make_person(executive.institution, "新しい 人", roles=[role])

    if role == Role.GROUP_OFFICE:
        with pytest.raises(PermissionDenied):
            sign(person, text)
    else:
        assert sign(person, text).person == person


@pytest.mark.parametrize("role", list(Role))
def test_record_pledges_by_role(executive, officer, staff, role):
    text = make_text(officer)
    person = make_person(executive.institution, "新しい 人", roles=[role])

    if role in {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER}:
        assert paper(person, [staff], text)[0].recorded_by == person
    else:
        with pytest.raises(PermissionDenied):
            paper(person, [staff], text)


def test_one_scan_for_many_hangs_on_their_batch(officer, staff, vendor):
    rows = paper(officer, [staff, vendor], make_text(officer))

    batch = PledgeBatch.objects.get()
    assert {row.batch for row in rows} == {batch}
    assert [e.record for e in Evidence.objects.visible_to(officer)] == [f"laws.pledgebatch:{batch.pk}"]
    assert list(Evidence.objects.visible_to(staff)) == []


def test_scan_of_one_is_seen_by_them(officer, staff, vendor):
    [row] = paper(officer, [staff], make_text(officer))

    assert [e.record for e in Evidence.objects.visible_to(staff)] == [f"laws.pledge:{row.pk}"]
    assert list(Evidence.objects.visible_to(vendor)) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"way": "PAPER"}, "どの文面"),
        ({"way": "CLAUSE"}, "契約の名前"),
        ({"way": "SCREEN"}, "紙に署名"),
        ({"way": "CLAUSE", "clause": "x", "signed_on": TODAY + DAY}, "今日まで"),
        ({"way": "CLAUSE", "clause": "x", "valid_until": TODAY - DAY}, "有効な最後の日"),
        ({"way": "CLAUSE", "clause": "x", "people": []}, "選んで"),
    ],
)
def test_record_pledges_incompletely_is_refused(officer, staff, values, message):
    with pytest.raises(ValidationError, match=message):
        services.record_pledges(**{"by": officer, "people": [staff], "signed_on": TODAY, **values})


def test_record_pledges_names_those_recorded_already(officer, staff, vendor):
    clause(officer, [staff])

    with pytest.raises(ValidationError, match="西村 空"):
        clause(officer, [staff, vendor])
    assert Pledge.objects.count() == 1


def test_withdrawn_pledge_counts_no_more_and_may_be_recorded_again(officer, staff):
    [row] = clause(officer, [staff])

    services.withdraw_pledge(by=officer, pledge=row, reason="別の人の契約書だった")

    assert PledgeBook(staff.institution).standing(staff, TODAY, 0).pledge is None
    assert len(clause(officer, [staff])) == 1
    with pytest.raises(ValidationError, match="既に取り消され"):
        services.withdraw_pledge(by=officer, pledge=row, reason="もう一度")


def test_text_never_changes(officer):
    text = make_text(officer)
    text.body = "別の言葉"

    from kaname.foundation.access.writes import writing

    with (
        pytest.raises(ValidationError, match="新しい版"),
        writing(by=officer, action="laws.record_pledges") as e,
    ):
        e.save(text)


def test_newer_text_without_renewal_leaves_pledges(officer, staff):
    pledge = sign(staff, make_text(officer))

    newer = make_text(officer, starts_on=TODAY)

    book = PledgeBook(staff.institution)
    assert book.last_day(pledge, staff.kind) == FOR_EVER
    assert (newer.version, book.text_for(staff.kind, TODAY)) == (2, newer)
    assert not should_sign(book, staff, TODAY)


def test_newer_text_asks_again_by_its_day(officer, staff, vendor):
    first = make_text(officer)
    pledge = sign(staff, first)
    [by_contract] = clause(officer, [vendor])

    newer = make_text(officer, starts_on=TODAY, renew_by=TODAY + 30 * DAY)

    book = PledgeBook(staff.institution)
    assert book.last_day(pledge, staff.kind) == TODAY + 30 * DAY
    assert book.last_day(by_contract, vendor.kind) == FOR_EVER
    assert text_to_sign(staff, TODAY) == newer
    sign(staff, newer)
    assert text_to_sign(staff, TODAY) is None
    assert PledgeBook(staff.institution).standing(staff, TODAY, 0).ends_on is None


def test_text_of_ones_own_kind_comes_before_the_general_one(officer, staff, vendor):
    general = make_text(officer)
    pledge = sign(vendor, general)
    own = make_text(officer, kind="VENDOR_STAFF", renew_by=date(2026, 12, 31), starts_on=TODAY)

    book = PledgeBook(officer.institution)
    assert (book.text_for(staff.kind, TODAY), book.text_for(vendor.kind, TODAY)) == (general, own)
    assert book.last_day(pledge, vendor.kind) == date(2026, 12, 31)


def test_everybody_sees_their_own_pledge_only(officer, staff, vendor):
    text = make_text(officer)
    mine, theirs = sign(staff, text), sign(vendor, text)
    group = make_person(officer.institution, "本部", roles=[Role.GROUP_OFFICE])

    seen = {p: set(Pledge.objects.visible_to(p)) for p in (officer, staff, vendor, group)}

    assert seen == {officer: {mine, theirs}, staff: {mine}, vendor: {theirs}, group: set()}
    assert list(PledgeText.objects.visible_to(group)) == []


def test_ways_are_those_of_the_table():
    assert set(PledgeWay.values) == {"SCREEN", "PAPER", "CLAUSE"}


def test_pledge_of_somebody_who_left_before_is_refused(officer, executive):
    gone = make_person(
        executive.institution, "去った 人", starts_on=BEGAN, ends_on=date(2026, 6, 30), roles=[]
    )

    with pytest.raises(ValidationError, match="在籍を終えて"):
        clause(officer, [gone])
