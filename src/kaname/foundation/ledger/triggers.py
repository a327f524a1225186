"""The database itself refuses to change or delete the ledger's rows: triggers for SQLite and PostgreSQL.

Only what comes after the fact, such as a test that tampers, takes them away for a while (`suspended`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("ledger_ledgerentry", "ledger_ledgerrecord", "ledger_checkpoint")
MESSAGE = "証跡は変更も削除もできません / the ledger cannot be changed or deleted"
_FUNCTION = "ledger_refuse_change"
_EVENTS = ("UPDATE", "DELETE")

Run = Callable[[str], object]


def names() -> list[str]:
    """The triggers that must be there."""
    return [_name(table, event) for table in TABLES for event in _EVENTS]


def create(run: Run, vendor: str) -> None:
    """Put the triggers in place; `run` executes one statement."""
    if vendor == "postgresql":
        run(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$ "
            "LANGUAGE plpgsql"
        )
    for table in TABLES:
        for event in _EVENTS:
            run(_statement(table, event, vendor))


def drop(run: Run, vendor: str) -> None:
    """Take the triggers away."""
    for table in TABLES:
        for event in _EVENTS:
            on = f" ON {table}" if vendor == "postgresql" else ""
            run(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on}")
    if vendor == "postgresql":
        run(f"DROP FUNCTION IF EXISTS {_FUNCTION}()")


def missing(connection: BaseDatabaseWrapper = default_connection) -> list[str]:
    """The triggers that should be in the database and are not (or are switched off)."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return [name for name in names() if name not in found]


@contextmanager
def suspended(connection: BaseDatabaseWrapper = default_connection) -> Iterator[None]:
    """A while without triggers, for tests that tamper and for emptying a test database."""
    with connection.cursor() as cursor:
        drop(cursor.execute, connection.vendor)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            create(cursor.execute, connection.vendor)


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _statement(table: str, event: str, vendor: str) -> str:
    head = f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table}"
    if vendor == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
