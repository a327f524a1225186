"""Tampering is found, and the first thing that differs is named (hostile cases 70 and 71)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from kaname.foundation.access.holidays import remove_holiday, save_holiday
from kaname.foundation.access.models import Membership, Person
from kaname.foundation.calendar.clock import today
from kaname.foundation.ledger import checkpoints, keys, triggers
from kaname.foundation.ledger.merkle import leaf_hash, push
from kaname.foundation.ledger.models import Checkpoint, LedgerEntry, LedgerHead
from kaname.foundation.ledger.selectors import EntryView
from kaname.foundation.ledger.verification import verify_all


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _places() -> list[str]:
    return [problem.where for problem in verify_all()]


def test_an_untouched_ledger_holds(director, last):
    checkpoints.seal(director.institution, reason="daily")
    assert (last >= 9, verify_all()) == (True, [])


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET institution_id = institution_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_ledger(director, table, change):
    checkpoints.seal(director.institution, reason="daily")
    with pytest.raises(DatabaseError, match="証跡は変更も削除もできません"), transaction.atomic():
        _sql(change.format(table))


def test_missing_triggers_are_named(director):
    with triggers.suspended():
        assert _places() == triggers.names()
    assert _places() == []


def test_a_changed_body_is_named(director, last):
    entry = LedgerEntry.objects.get(seq=last - 5)
    with triggers.suspended():
        changed = bytes(entry.body).replace("中野".encode(), "中田".encode())
        LedgerEntry.objects.filter(pk=entry.pk).update(body=changed)
    assert _places()[0] == f"証跡 {last - 5} 番"


def test_a_changed_column_is_named(director, last):
    with triggers.suspended():
        LedgerEntry.objects.filter(seq=last - 4).update(person=None)
    assert _places() == [f"証跡 {last - 4} 番"]


def test_a_changed_column_and_its_hash_are_named(director, last):
    entry = LedgerEntry.objects.get(seq=last - 5)
    with triggers.suspended():
        body = bytes(entry.body).replace("中野".encode(), "中田".encode())
        LedgerEntry.objects.filter(pk=entry.pk).update(body=body, leaf=leaf_hash(body))
    assert _places()[0] == f"証跡 {last - 5} 番"


def test_a_deleted_entry_is_named(director, last):
    with triggers.suspended():
        _sql("DELETE FROM ledger_ledgerrecord WHERE seq = %s", last - 3)
        _sql("DELETE FROM ledger_ledgerentry WHERE seq = %s", last - 3)
    assert _places()[0] == f"証跡 {last - 3} 番"


def test_swapped_entries_are_named(director, last):
    first, second = LedgerEntry.objects.get(seq=last - 6), LedgerEntry.objects.get(seq=last - 2)
    with triggers.suspended():
        for row, other in ((first, second), (second, first)):
            LedgerEntry.objects.filter(pk=row.pk).update(body=bytes(other.body), leaf=other.leaf)
    assert _places()[0] == f"証跡 {last - 6} 番"


def test_an_appended_entry_is_named(director, last):
    entry = LedgerEntry.objects.get(seq=last)
    entry.pk, entry.seq = None, last + 1
    entry.save(force_insert=True)
    assert _places()[0] == f"証跡 {last + 1} 番"


def _cut(last: int) -> None:
    _sql("DELETE FROM ledger_ledgerrecord WHERE seq = %s", last)
    _sql("DELETE FROM ledger_ledgerentry WHERE seq = %s", last)


def test_a_cut_tail_is_named(director, last):
    with triggers.suspended():
        _cut(last)
    assert _places()[0] == f"証跡 {last} 番"


def _rewind(director: Person, last: int) -> None:
    """Cut the last entry and set the head back, as somebody who knows the program would."""
    _cut(last)
    frontier: list[str] = []
    for size, leaf in enumerate(LedgerEntry.objects.order_by("seq").values_list("leaf", flat=True)):
        frontier = push(frontier, size, leaf)
    chain = LedgerEntry.objects.get(seq=last - 1).chain
    LedgerHead.objects.update(seq=last - 1, chain=chain, frontier=frontier)


def test_a_cut_tail_with_its_head_is_found_by_the_checkpoint(director, last):
    checkpoints.seal(director.institution, reason="daily")
    with triggers.suspended():
        _rewind(director, last)
    assert _places()[0] == f"証跡 {last} 番"


def test_a_cut_tail_with_head_and_checkpoints_is_found_by_a_copy_elsewhere(director, last):
    row = Person.objects.get(name="中野 翔")
    before = LedgerEntry.objects.get(seq=last - 1)
    sealed = checkpoints.seal(director.institution, reason="daily")
    with triggers.suspended():
        _rewind(director, last)
        Checkpoint.objects.all().delete()
    state = EntryView(before).states[0][1]
    _sql(
        "UPDATE access_person SET title=%s, revision=%s, search_key=%s WHERE id=%s",
        state["title"],
        state["revision"],
        state["search_key"],
        row.pk,
    )
    assert verify_all() == []
    assert [p.where for p in verify_all(notes=[sealed.note])] == [f"証跡 {last} 番"]


def test_a_business_row_changed_by_sql_is_named_with_its_field(director):
    row = Person.objects.get(name="中野 翔")
    _sql("UPDATE access_person SET title = '院長' WHERE id = %s", row.pk)
    assert _places() == [f"access.person:{row.pk} title"]


def test_private_fields_are_compared_though_the_ledger_cannot_read_them(director):
    row = Person.objects.get(name="中野 翔")
    _sql("UPDATE access_person SET email = 'x@example.jp' WHERE id = %s", row.pk)
    assert b"nakano@example.jp" not in b"".join(bytes(e.body) for e in LedgerEntry.objects.all())
    assert _places() == [f"access.person:{row.pk} email"]


def test_a_row_that_vanished_or_came_by_sql_is_named(director):
    row = Membership.objects.get(role="PLANNING_MANAGER")
    _sql("DELETE FROM access_membership WHERE id = %s", row.pk)
    assert _places() == [f"access.membership:{row.pk}"]
    _sql(
        "INSERT INTO access_membership (id, revision, institution_id, person_id, role, starts_on, origin)"
        " VALUES (999, 1, %s, %s, 'EXECUTIVE', '2026-04-01', '')",
        row.institution_id,
        row.person_id,
    )
    assert set(_places()) == {f"access.membership:{row.pk}", "access.membership:999"}


def test_rows_of_no_institution_are_compared_too(director):
    _sql("UPDATE access_user SET is_active = %s WHERE id = %s", False, director.user_id)
    _sql("UPDATE access_institution SET name = 'べつの病院'")
    assert _places() == [
        f"access.institution:{director.institution_id} name",
        f"access.user:{director.user_id} is_active",
    ]


def test_holidays_are_recorded_and_compared(director):
    kept = save_holiday(by=director, on=today(), name="開院記念日")
    gone = save_holiday(by=director, on=today().replace(day=1), name="臨時休業")
    remove_holiday(by=director, holiday=gone)
    assert verify_all() == []
    _sql("UPDATE calendar_holiday SET name = 'x' WHERE id = %s", kept.pk)
    assert _places() == [f"calendar.holiday:{kept.pk} name"]


def test_an_unsigned_checkpoint_is_named_until_a_signed_one_follows(director, settings, tmp_path):
    key = settings.SIGNING_KEY_FILE
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "lost.pem"
    checkpoints.seal(director.institution, reason="daily")
    assert len(_places()) == 1
    settings.SIGNING_KEY_FILE = key
    checkpoints.seal(director.institution, reason="daily")
    assert _places() == []


def test_a_checkpoint_signed_by_another_key_is_named(director, settings, tmp_path):
    own = settings.SIGNING_KEY_FILE
    settings.SIGNING_KEY_FILE = tmp_path / "other" / "signing.pem"
    settings.SIGNING_KEY_FILE.parent.mkdir()
    keys.make_key(settings.SIGNING_KEY_FILE)
    sealed = checkpoints.seal(director.institution, reason="daily")
    settings.SIGNING_KEY_FILE = own
    assert _places() == [f"封印 {sealed.size} 件"]
