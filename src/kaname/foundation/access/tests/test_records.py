"""Records: what is hashed of them, how they are named, and that nothing changes them outside a service."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from kaname.foundation.access import services
from kaname.foundation.access.models import Membership, Person
from kaname.foundation.access.records import (
    StaleRecord,
    UnrecordedWrite,
    canonical,
    commitment,
    ref_of,
    resolve,
    resolve_visible,
    state_of,
)
from kaname.foundation.access.writes import writing

from .factories import make_hospital, make_person

JST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("𠮷", "𠮷"),
        (date(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1, 9, 0, 0, 5, JST), "2026-04-01T00:00:00.000005Z"),
        (Decimal("1.500"), "1.5"),
        (Decimal(100), "100"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"\x00\xff", "00ff"),
        ({1: [date(2026, 4, 1), (2,)]}, {"1": ["2026-04-01", [2]]}),
    ],
)
def test_canonical_forms(value, form) -> None:
    assert canonical(value) == form


def test_a_float_has_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonical(1.5)


def test_state_commits_to_private_fields_only_by_salt(executive) -> None:
    person = make_person(executive.institution, "葛󠄀城 𠮷", email="a@example.jp")
    state = state_of(person)
    assert state["email"] == commitment(person.private_salt, "a@example.jp")
    assert (state["name"], state["phone"]) == ("葛󠄀城 𠮷", "")
    assert "private_salt" not in state


def test_passwords_stay_out_of_the_state(executive) -> None:
    assert {"password", "last_login"} & set(state_of(executive.user)) == set()


@pytest.mark.parametrize(
    "write",
    [
        lambda p: p.save(),
        lambda p: p.delete(),
        lambda p: Person.objects.filter(pk=p.pk).update(name="x"),
        lambda p: Person.objects.filter(pk=p.pk).delete(),
        lambda p: Person.objects.bulk_update([p], ["name"]),
        lambda p: Person.objects.bulk_create([p]),
        lambda p: Person.objects.create(institution=p.institution, name="x", starts_on=p.starts_on),
        lambda p: p.memberships.update(role="AUDITOR"),
    ],
    ids=["save", "delete", "update", "delete many", "bulk_update", "bulk_create", "create", "related"],
)
def test_nothing_is_written_outside_a_service(executive, write) -> None:
    executive.name = "改ざん"
    with pytest.raises(UnrecordedWrite):
        write(executive)
    assert Person.objects.get(pk=executive.pk).name == "佐伯 恵"


def test_the_second_of_two_changes_is_told(executive, staff) -> None:
    first, second = (Person.objects.get(pk=staff.pk) for _i in range(2))
    services.change_person(by=executive, person=first, name="西村 空", kind=first.kind, title="看護師長")
    with pytest.raises(StaleRecord):
        services.change_person(by=executive, person=second, name="西村 空", kind=second.kind, title="主任")
    assert Person.objects.get(pk=staff.pk).title == "看護師長"
    assert second.revision == first.revision - 1


def test_references_lead_back_within_one_institution(executive) -> None:
    stranger = make_hospital("北斗病院")
    ref = ref_of(executive)
    assert ref == f"access.person:{executive.pk}"
    assert resolve(ref, institution=executive.institution) == executive
    assert resolve(ref, institution=stranger.institution) is None
    assert resolve_visible(ref, person=stranger) is None


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "access.person",
        "access.person:",
        "access.person:x",
        "no.such:1",
        "access.person:9" * 9,
        "sessions.session:1",
    ],
)
def test_what_names_nothing_is_none(executive, ref) -> None:
    assert resolve(ref, institution=executive.institution) is None
    assert resolve_visible(ref, person=executive) is None


def test_rows_are_scoped(executive) -> None:
    stranger = make_hospital("北斗病院")
    assert set(Person.objects.of(executive.institution)) == {executive}
    assert set(Membership.objects.visible_to(stranger)) == set(stranger.memberships.all())


def test_a_failed_save_leaves_the_revision(executive, staff) -> None:
    revision = staff.revision
    staff.ends_on = staff.starts_on - timedelta(days=1)
    with (
        pytest.raises(Exception, match="終了日は開始日より後"),
        writing(by=executive, action="access.manage_accounts") as entry,
    ):
        entry.save(staff)
    assert staff.revision == revision
