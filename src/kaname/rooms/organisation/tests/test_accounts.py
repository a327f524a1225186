"""Accounts compared with the register of people: matching, what is settled by hand, the condition and its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import PASSWORD, make_hospital, make_person
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.imports import services as imports
from kaname.foundation.ledger.findings import ask
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.organisation import services
from kaname.rooms.organisation.account_conditions import access_holders_registered
from kaname.rooms.organisation.models import AccountHolder, AccountList
from kaname.rooms.organisation.reconciliation import reconciliation_of

from .conftest import TODAY, House

SYSTEM = "電子カルテ"


def bring(by: Person, text: str, **given: str):
    """Import a list of accounts."""
    file = SimpleUploadedFile("利用者.csv", text.encode("cp932"))
    batch = imports.upload(by=by, table="organisation.accounts", file=file, given=given)
    assert batch.bad_count == 0, batch.data
    return imports.apply_batch(by=by, batch=batch)


def _states(house: House, on: date = TODAY) -> dict[str, str]:
    found = reconciliation_of(house.manager.institution, on)
    return {line.account: str(line.state) for line in found.lines()}


def _finding(house: House, on: date = TODAY):
    return access_holders_registered(house.manager.institution, on=on)


def test_account_is_matched_by_number_else_by_a_name_of_its_own(house: House) -> None:
    home = house.manager.institution
    make_person(home, "木下 奏", number="N1")
    for _twice in range(2):
        make_person(home, "大野 歩")
    gone = make_person(home, "山口 亮", number="N9", starts_on=date(2024, 4, 1))
    access.end_person(by=house.manager, person=gone, ends_on=date(2026, 11, 21))
    bring(
        house.manager,
        "利用者ID,氏名,職員番号\na,旧姓,Ｎ１\nb,西村　空,\nc,大野 歩,\nd,だれか,\ne,山口 亮,N9\nf,山口 亮,N77\ng,,\n",
        system=SYSTEM,
    )
    assert _states(house) == {
        "a": "FINE",
        "b": "FINE",
        "c": "AMBIGUOUS",
        "d": "UNKNOWN",
        "e": "LEFT",
        "f": "UNKNOWN",
        "g": "UNKNOWN",
    }


def test_newest_list_counts_and_what_was_said_by_hand_is_carried_on(house: House) -> None:
    bring(
        house.manager,
        "利用者ID,氏名\nx,通称\nbatch,夜間処理\nold,だれか\n",
        system=SYSTEM,
        as_of="2026-10-01",
    )
    holders = {h.account: h for h in AccountHolder.objects.of(house.manager.institution)}
    services.assign_account(by=house.manager, holder=holders["x"], person=house.staff)
    services.mark_system_account(
        by=house.manager, holder=holders["batch"], owner=house.operator, reason="夜間の集計"
    )
    bring(house.manager, "利用者ID,氏名\nx,通称\nbatch,夜間処理\n", system=SYSTEM, as_of="2026-11-01")
    assert _states(house) == {"x": "FINE", "batch": "SYSTEM"}
    assert _states(house, date(2026, 10, 15)) == {"x": "FINE", "batch": "SYSTEM", "old": "UNKNOWN"}


def test_account_that_changed_hands_is_not_carried_on(house: House) -> None:
    bring(house.manager, "利用者ID,氏名\nx,通称\n", system=SYSTEM, as_of="2026-10-01")
    holder = AccountHolder.objects.get()
    services.assign_account(by=house.manager, holder=holder, person=house.staff)
    bring(house.manager, "利用者ID,氏名\nx,別の人\n", system=SYSTEM)
    assert _states(house) == {"x": "UNKNOWN"}


def test_same_list_again_changes_nothing(house: House) -> None:
    text = "システム,利用者ID,氏名,種類,特権\n電子カルテ,x,西村 空,アカウント,○\nサーバ室,x,西村 空,立入り,\n"
    bring(house.manager, text)
    file = SimpleUploadedFile("again.csv", text.encode())
    again = imports.upload(by=house.manager, table="organisation.accounts", file=file)
    assert (again.new_count, again.same_count, AccountList.objects.count()) == (0, 2, 2)
    assert AccountList.objects.first().file_name == "利用者.csv"


def test_file_of_fifteen_hundred_systems_is_compared(house: House) -> None:
    lines = "".join(f"装置{n},a,西村 空\n" for n in range(1_500))
    text = ("システム,利用者ID,氏名\n" + lines).encode()

    def compare() -> tuple[int, int, int]:
        file = SimpleUploadedFile("利用者.csv", text)
        batch = imports.upload(by=house.manager, table="organisation.accounts", file=file)
        return batch.new_count, batch.same_count, batch.bad_count

    bring(house.manager, "利用者ID\nb\n", system="装置7", as_of="2026-11-01")
    assert compare() == (1_500, 0, 0)
    bring(house.manager, "利用者ID,氏名\na,西村 空\n", system="装置7")
    assert compare() == (1_499, 1, 0)


def test_list_of_tomorrow_is_bad(house: House) -> None:
    file = SimpleUploadedFile("x.csv", "システム,利用者ID,基準日\na,b,2026-11-23\n".encode())
    batch = imports.upload(by=house.manager, table="organisation.accounts", file=file)
    assert batch.bad_count == 1


def test_exported_accounts_come_back_as_the_same(house: House, client: Client) -> None:
    bring(house.manager, "利用者ID,氏名,特権\nx,西村 空,○\n=y,だれか,\n", system=SYSTEM)
    client.login(username=house.manager.user.username, password=PASSWORD)
    exported = client.get(reverse("organisation:account_list"), {"format": "xlsx"}).content
    file = SimpleUploadedFile("x.xlsx", exported)
    batch = imports.upload(by=house.manager, table="organisation.accounts", file=file)
    assert (batch.same_count, batch.row_count, batch.data["warnings"]) == (2, 2, [])


# The condition --------------------------------------------------------------------------------------------


def test_without_a_list_the_condition_fails(house: House) -> None:
    found = _finding(house)
    assert (found.holds, found.sentence.text) == (False, "利用者の一覧がまだ取り込まれていません。")


@pytest.mark.parametrize(
    ("on", "is_held"), [(date(2027, 11, 21), True), (date(2027, 11, 22), True), (date(2027, 11, 23), False)]
)
def test_list_counts_for_twelve_months(house: House, on: date, is_held: bool) -> None:
    bring(house.manager, "利用者ID,氏名\nx,西村 空\n", system=SYSTEM)
    assert _finding(house).until == date(2027, 11, 22)
    assert _finding(house, on).holds is is_held


@pytest.mark.parametrize(("days", "is_held"), [(-1, True), (0, True), (1, False)])
def test_holder_who_leaves_ends_it_the_day_after(house: House, days: int, is_held: bool) -> None:
    bring(house.manager, "利用者ID,氏名\nx,西村 空\n", system=SYSTEM)
    last = date(2026, 12, 31)
    access.end_person(by=house.manager, person=house.staff, ends_on=last)
    assert (_finding(house).until, _finding(house).changes_on) == (last, last + timedelta(days=1))
    found = _finding(house, last + timedelta(days=days))
    assert found.holds is is_held
    if not is_held:
        assert found.sentence.values == {"n": 1, "names": "西村 空（電子カルテ）"}
        assert found.mend.url == "organisation:account_overview"


def test_unknown_holder_fails_until_somebody_registers_or_settles_it(house: House) -> None:
    bring(house.manager, "利用者ID,氏名,職員番号\nx,新人,N5\nbatch,,\n", system=SYSTEM)
    assert (_finding(house).holds, _finding(house).sentence.values["n"]) == (False, 2)
    make_person(house.manager.institution, "新人", number="N5")
    assert _finding(house).sentence.values["names"] == "batch（電子カルテ）"
    batch = AccountHolder.objects.get(account="batch")
    services.mark_system_account(by=house.manager, holder=batch, owner=house.operator, reason="連携")
    assert _finding(house).holds
    access.end_person(by=house.manager, person=house.operator, ends_on=TODAY)
    assert _finding(house).until == TODAY
    assert not _finding(house, TODAY + timedelta(days=1)).holds


def test_withdrawn_list_does_not_count(house: House) -> None:
    bring(house.manager, "利用者ID,氏名\nx,西村 空\n", system=SYSTEM, as_of="2026-10-01")
    bring(house.manager, "利用者ID,氏名\nx,だれか\n", system=SYSTEM)
    newest = AccountList.objects.get(as_of=TODAY)
    assert not _finding(house).holds
    services.withdraw_account_list(by=house.manager, account_list=newest, reason="別のシステムでした")
    assert _finding(house).holds
    with pytest.raises(ValidationError, match="既に取り消されています"):
        services.withdraw_account_list(by=house.manager, account_list=newest, reason="もう一度")


def test_other_hospitals_lists_do_not_count(house: House) -> None:
    other = make_hospital("別の病院")
    bring(other, "利用者ID,氏名\nx,佐伯 恵\n", system=SYSTEM)
    assert not _finding(house).holds
    assert access_holders_registered(other.institution, on=TODAY).holds


def test_fact_names_who_has_access(house: House) -> None:
    text = "システム,利用者ID,氏名,種類\n電子カルテ,x,西村 空,\nサーバ室,y,石井 蓮,立入り\n電子カルテ,z,だれか,\n"
    bring(house.manager, text)
    home = house.manager.institution
    facts = [(f.label, f.person_id, f.role) for f in ask("access_holders", home, on=TODAY)]
    assert sorted(facts) == sorted(
        [("電子カルテ", house.staff.pk, "ACCOUNT"), ("サーバ室", house.operator.pk, "SITE")]
    )
    assert len(ask("access_holders", home, on=TODAY, access=["SITE"])) == 1


# Services, pages, API -------------------------------------------------------------------------------------


@pytest.fixture
def holder(house: House) -> AccountHolder:
    bring(house.manager, "利用者ID,氏名\nx,だれか\n", system=SYSTEM)
    return AccountHolder.objects.select_related("list").get()


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_others_settle_nothing(house: House, holder: AccountHolder, who: str) -> None:
    by = getattr(house, who)
    for act in (
        lambda: services.assign_account(by=by, holder=holder, person=house.staff),
        lambda: services.mark_system_account(by=by, holder=holder, owner=house.staff, reason="x"),
        lambda: services.unassign_account(by=by, holder=holder),
        lambda: services.withdraw_account_list(by=by, account_list=holder.list, reason="x"),
        lambda: services.take_in_accounts(by=by, rows=[]),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_what_is_settled_leaves_entries(house: House, holder: AccountHolder) -> None:
    services.assign_account(by=house.manager, holder=holder, person=house.staff)
    services.unassign_account(by=house.manager, holder=holder)
    entries = LedgerEntry.objects.of(house.manager.institution).filter(action="organisation.manage")
    assert entries.filter(records__ref=f"organisation.accountholder:{holder.pk}").count() == 3


def test_accounts_are_seen_by_whoever_may_see_accounts(house: House, holder: AccountHolder) -> None:
    seen = [AccountHolder.objects.visible_to(p).count() for p in (house.manager, house.auditor, house.staff)]
    assert seen == [1, 1, 0]


def test_page_leads_from_the_mismatch_to_each_way_out(
    house: House, holder: AccountHolder, client: Client
) -> None:
    client.login(username=house.manager.user.username, password=PASSWORD)
    overview = client.get(reverse("organisation:account_overview"))
    assert "直すことが 1 件あります" in overview.content.decode()
    page = client.get(holder.get_absolute_url()).content.decode()
    assert f"origin=organisation.accountholder%3A{holder.pk}" in page
    posted = client.post(reverse("organisation:account_assign", args=[holder.pk]), {"person": ""})
    assert posted.status_code == 422
    posted = client.post(reverse("organisation:account_assign", args=[holder.pk]), {"person": house.staff.pk})
    assert (posted.status_code, _states(house)) == (302, {"x": "FINE"})
    client.post(reverse("organisation:account_unassign", args=[holder.pk]))
    client.post(
        reverse("organisation:account_system", args=[holder.pk]),
        {"owner": house.operator.pk, "reason": "連携"},
    )
    assert _states(house) == {"x": "SYSTEM"}
    client.post(reverse("organisation:account_list_withdraw", args=[holder.list_id]), {"reason": "誤り"})
    assert _states(house) == {}


def test_directive_about_an_account_is_shown_beside_it(
    house: House, holder: AccountHolder, client: Client
) -> None:
    access.grant_role(by=None, person=house.operator, role="OPERATIONS_STAFF", starts_on=TODAY)
    made = issue_directive(
        by=house.executive,
        addressee=Person.objects.get(pk=house.operator.pk),
        title="削除",
        body="削除してください。",
        due_on=TODAY + timedelta(days=7),
        origin=f"organisation.accountholder:{holder.pk}",
    )
    client.login(username=house.executive.user.username, password=PASSWORD)
    for address in (reverse("organisation:account_overview"), holder.get_absolute_url()):
        assert made.number in client.get(address).content.decode()
    assert holder.get_absolute_url() in client.get(made.get_absolute_url()).content.decode()
    assert Directive.objects.count() == 1


def test_lists_of_a_thousand_accounts_take_few_queries(
    house: House, client: Client, django_assert_max_num_queries
) -> None:
    lines = "".join(f"u{n},人{n},\n" for n in range(1000))
    bring(house.manager, f"利用者ID,氏名,職員番号\n{lines}", system=SYSTEM)
    client.login(username=house.manager.user.username, password=PASSWORD)
    client.get(reverse("organisation:overview"))  # the session's first page writes it
    for name in ("account_overview", "account_list"):
        with django_assert_max_num_queries(15):
            assert client.get(reverse(f"organisation:{name}")).status_code == 200


def test_api_compares_and_settles(house: House, holder: AccountHolder, client: Client) -> None:
    client.login(username=house.manager.user.username, password=PASSWORD)
    found = client.get("/api/v1/accounts", {"state": "UNKNOWN"}).json()
    assert (found["count"], found["items"][0]["account"]) == (1, "x")
    assert found["systems"][0]["counts"] == {"UNKNOWN": 1}
    url = f"/api/v1/accounts/{holder.pk}/whose"
    both = {"person": house.staff.pk, "owner": house.staff.pk}
    assert client.post(url, both, content_type="application/json").status_code == 422
    settled = client.post(url, {"person": house.staff.pk}, content_type="application/json").json()
    assert (settled["state"], settled["person_id"]) == ("FINE", house.staff.pk)
    assert client.post(url, {}, content_type="application/json").json()["state"] == "UNKNOWN"
    owned = {"owner": house.operator.pk, "reason": "連携"}
    assert client.post(url, owned, content_type="application/json").json()["state"] == "SYSTEM"
    gone = client.post(
        f"/api/v1/account-lists/{holder.list_id}/withdraw",
        {"reason": "誤り"},
        content_type="application/json",
    )
    assert gone.json()["withdrawn_on"] == TODAY.isoformat()
