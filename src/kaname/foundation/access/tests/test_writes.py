"""Writing: one transaction, one entry for each service, all or nothing, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access import services
from kaname.foundation.access.models import Membership, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import AlreadyWritten, request_token, writing
from kaname.foundation.ledger.models import LedgerEntry

from .factories import make_hospital, make_person


def entries(person) -> list[dict]:
    rows = LedgerEntry.objects.of(person.institution).order_by("seq")
    return [json.loads(bytes(row.body)) for row in rows]


def last_written(person) -> dict:
    """The newest entry of what a person did; a verdict that follows leaves one of its own after it."""
    return [entry for entry in entries(person) if entry["action"] == "access.manage_accounts"][-1]


@contextmanager
def one_request(token: str) -> Iterator[None]:
    """What is written within belongs to one request that carries this token."""
    mark = request_token.set(token)
    try:
        yield
    finally:
        request_token.reset(mark)


def test_nested_services_are_one_transaction_with_an_entry_each(executive) -> None:
    before = len(entries(executive))
    with writing(by=executive, action="access.manage_accounts", note="着任") as entry:
        person = services.register_person(by=executive, name="木下 奏")
        services.grant_role(by=executive, person=person, role=Role.STAFF)
        entry.mention(person)
    added = entries(executive)[before:]
    assert [e["action"] for e in added] == [
        "access.manage_accounts",
        "access.manage_accounts",
        "access.grant_role",
        "obligations.refresh",  # whoever joins is asked for a pledge
    ]
    assert added[0]["note"] == "着任"


def test_rollback_leaves_nothing(executive) -> None:
    before = entries(executive)
    with pytest.raises(ValidationError):
        _register_with_a_role_twice(executive)
    assert entries(executive) == before
    assert not Person.objects.filter(name="木下 奏").exists()
    assert not Membership.objects.filter(role=Role.STAFF).exists()


def _register_with_a_role_twice(executive) -> None:
    with writing(by=executive, action="access.manage_accounts"):
        person = services.register_person(by=executive, name="木下 奏")
        for _i in range(2):
            services.grant_role(by=executive, person=person, role=Role.STAFF)


def _register_and_fail(executive) -> None:
    with writing(by=executive, action="access.manage_accounts"):
        services.register_person(by=executive, name="木下 奏")
        raise RuntimeError


def test_any_error_rolls_back(executive) -> None:
    before = entries(executive)
    with pytest.raises(RuntimeError):
        _register_and_fail(executive)
    assert entries(executive) == before
    assert not Person.objects.filter(name="木下 奏").exists()


def test_after_an_error_the_next_write_works(executive) -> None:
    with pytest.raises(RuntimeError), writing(by=executive, action="access.manage_accounts"):
        raise RuntimeError
    assert services.register_person(by=executive, name="木下 奏").pk


def test_the_same_request_is_carried_out_once(executive) -> None:
    staff = make_person(executive.institution, "西村 空")
    with one_request("7:once"):
        made = services.grant_role(by=executive, person=staff, role=Role.STAFF)
    before = entries(executive)
    with one_request("7:once"), pytest.raises(AlreadyWritten) as twice:
        services.grant_role(by=executive, person=staff, role=Role.DESK)
    assert twice.value.url == made.get_absolute_url() == f"/people/accounts/{staff.pk}/"
    assert entries(executive) == before
    assert [m.role for m in staff.memberships.all()] == [Role.STAFF]


def test_one_request_may_write_twice(executive) -> None:
    with one_request("7:once"):
        assert services.register_person(by=executive, name="木下 奏") != services.register_person(
            by=executive, name="大野 歩"
        )


def test_another_hospital_may_use_the_same_token(executive) -> None:
    for person in (executive, make_hospital("北斗病院")):
        with one_request("7:once"):
            assert services.register_person(by=person, name="木下 奏").pk


def test_who_may_not_leaves_nothing(executive, staff) -> None:
    before = entries(executive)
    with pytest.raises(PermissionDenied):
        services.register_person(by=staff, name="木下 奏")
    assert entries(executive) == before


def test_an_inner_service_is_asked_too(executive, manager) -> None:
    staff = make_person(executive.institution, "西村 空")
    with pytest.raises(PermissionDenied), writing(by=manager, action="access.manage_accounts"):
        services.grant_role(by=manager, person=staff, role=Role.STAFF)


def test_one_transaction_writes_for_one_hospital(executive) -> None:
    stranger = make_hospital("北斗病院")
    with pytest.raises(ValidationError), writing(by=executive, action="access.manage_accounts"):
        services.register_person(by=stranger, name="木下 奏")


def test_many_rows_are_one_entry(executive) -> None:
    people = [
        Person(institution=executive.institution, name=f"{n}", starts_on=executive.starts_on)
        for n in range(3)
    ]
    with writing(by=executive, action="access.manage_accounts") as entry:
        entry.save_all(people)
    assert [r["state"]["name"] for r in last_written(executive)["records"]] == ["0", "1", "2"]


def test_deleting_a_draft_is_told(executive) -> None:
    person = services.register_person(by=executive, name="木下 奏")
    ref = f"access.person:{person.pk}"
    with writing(by=executive, action="access.manage_accounts") as entry:
        entry.delete(person)
    assert last_written(executive)["records"] == [{"record": ref, "state": None}]


def test_the_entry_names_who_and_in_which_role(executive) -> None:
    services.register_person(by=executive, name="木下 奏")
    assert last_written(executive)["by"] == {
        "person": executive.pk,
        "name": "佐伯 恵",
        "roles": ["EXECUTIVE"],
    }
