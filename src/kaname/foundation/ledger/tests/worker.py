"""What the tests with several processes run: `python -m kaname.foundation.ledger.tests.worker COMMAND`."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from kaname.foundation.access import services  # noqa: E402
from kaname.foundation.access.models import Institution, Person  # noqa: E402
from kaname.foundation.access.tests.factories import make_hospital  # noqa: E402
from kaname.foundation.ledger import keys  # noqa: E402
from kaname.foundation.ledger.models import LedgerEntry, LedgerRecord  # noqa: E402
from kaname.foundation.ledger.verification import verify_all  # noqa: E402


def set_up() -> None:
    """A database with one hospital."""
    Path(settings.SIGNING_KEY_FILE).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    keys.make_key(settings.SIGNING_KEY_FILE)
    make_hospital()


def _write(institution: Institution, name: str) -> tuple[int, int]:
    """Register somebody; returns (position in the ledger, primary key) once it is committed."""
    person = services.register_person(by=None, institution=institution, name=name)
    return LedgerRecord.objects.get(ref=f"access.person:{person.pk}").seq, person.pk


def write(writes: str) -> list[tuple[int, int]]:
    """So many writes, one transaction each."""
    institution = Institution.objects.get()
    return [_write(institution, f"{os.getpid()}-{n}") for n in range(int(writes))]


def rounds(count: str) -> list[tuple[int, int]]:
    """So many times: a child writes without end and is killed at a random moment. Returns the acknowledged."""
    chance = random.Random(20261123)  # noqa: S311  (moments, not secrets)
    acknowledged: list[tuple[int, int]] = []
    for _round in range(int(count)):
        connections.close_all()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _write_for_ever(writer)
        os.close(writer)
        with os.fdopen(reader) as lines:
            wanted = chance.randint(1, 12)
            acknowledged += [_ack(lines.readline()) for _n in range(wanted)]
            time.sleep(chance.random() * 0.02)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged += [_ack(line) for line in lines if line.endswith("\n")]
    return acknowledged


def _write_for_ever(writer: int) -> None:
    institution = Institution.objects.get()
    while True:
        seq, pk = _write(institution, f"{os.getpid()}")
        os.write(writer, f"{seq} {pk}\n".encode())


def _ack(line: str) -> tuple[int, int]:
    seq, pk = line.split()
    return int(seq), int(pk)


def look() -> dict[str, Any]:
    """What stands in the database afterwards."""
    rows = LedgerRecord.objects.filter(ref__startswith="access.person:").values_list("seq", "ref")
    return {
        "problems": [str(p) for p in verify_all()],
        "entries": LedgerEntry.objects.count(),
        "recorded": sorted((seq, int(ref.partition(":")[2])) for seq, ref in rows),
        "people": sorted(Person.objects.values_list("pk", flat=True)),
    }


COMMANDS: dict[str, Callable[..., Any]] = {"set_up": set_up, "write": write, "rounds": rounds, "look": look}

if __name__ == "__main__":
    json.dump(COMMANDS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
