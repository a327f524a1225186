"""Several processes at once, and killed ones: no fork, no acknowledged write lost (hostile cases 1, 29).

Each test has a data folder and a database of its own; PostgreSQL takes part when `DATABASE_URL` names it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

pytestmark = pytest.mark.slow
_WRITERS, _WRITES, _ROUNDS = 8, 25, 25
_SERVER = os.environ.get("DATABASE_URL", "")


def _environment(folder: str, database_url: str) -> dict[str, str]:
    path = os.pathsep.join(p for p in sys.path if p)
    return {**os.environ, "PYTHONPATH": path, "KANAME_DATA": folder, "DATABASE_URL": database_url}


def _start(environment: dict[str, str], *command: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "kaname.foundation.ledger.tests.worker", *command]
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> Any:
    answer, _nothing = process.communicate(timeout=300)
    assert process.returncode == 0
    return json.loads(answer)


def _run(environment: dict[str, str], *command: str) -> Any:
    return _answer(_start(environment, *command))


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path) -> Iterator[dict[str, str]]:
    """The environment of the workers, with an empty database that is set up."""
    if request.param == "sqlite":
        found = _environment(str(tmp_path), "")
        _run(found, "set_up")
        yield found
        return
    if not _SERVER.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL server")
    name = f"kaname_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(urlsplit(_SERVER)._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            found = _environment(str(tmp_path), urlunsplit(urlsplit(_SERVER)._replace(path=f"/{name}")))
            _run(found, "set_up")
            yield found
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_eight_writers_at_once_fork_nothing(environment):
    before = _run(environment, "look")
    writers = [_start(environment, "write", str(_WRITES)) for _n in range(_WRITERS)]
    written = [tuple(pair) for writer in writers for pair in _answer(writer)]
    after = _run(environment, "look")
    assert after["problems"] == []
    seqs = {seq for seq, _pk in written}
    assert len(seqs) == _WRITERS * _WRITES
    assert before["entries"] < min(seqs) <= max(seqs) <= after["entries"]
    assert {tuple(pair) for pair in after["recorded"]} >= set(written)


def test_kill_9_in_the_middle_of_writes_loses_nothing_acknowledged(environment):
    acknowledged = {tuple(pair) for pair in _run(environment, "rounds", str(_ROUNDS))}
    after = _run(environment, "look")
    assert len(acknowledged) >= _ROUNDS
    assert after["problems"] == []
    assert acknowledged <= {tuple(pair) for pair in after["recorded"]}
    assert sorted({pk for _seq, pk in after["recorded"]}) == after["people"]
