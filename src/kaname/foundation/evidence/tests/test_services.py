"""Attaching and opening: once stored, hash checked, nothing half-written (hostile cases 2, 60, 72)."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.evidence import services, store
from kaname.foundation.evidence.models import Evidence
from kaname.foundation.evidence.selectors import evidence_by_ref, evidence_of
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.ledger.verification import verify_all

from .factories import PDF, make_file


def _stored(director) -> list[str]:
    return sorted(p.name for p in store.folder_of(director.institution).rglob("*") if p.is_file())


def test_attach_keeps_file_row_and_entry(director):
    (row,) = services.attach(by=director, record=director, files=[make_file()], note="4月分")
    assert (row.name, row.media_type, row.size, row.record) == (
        "点検記録.pdf",
        "application/pdf",
        len(PDF),
        ref_of(director),
    )
    with services.open_verified(row) as file:
        assert file.read() == PDF
    assert _stored(director) == [row.sha256]
    assert LedgerEntry.objects.order_by("-seq")[0].action == "evidence.attach"
    assert verify_all() == []


def test_the_same_file_is_stored_once_with_both_references(director):
    other = make_person(director.institution)
    first = services.attach(by=director, record=director, files=[make_file("a.pdf"), make_file("b.pdf")])
    second = services.attach(by=director, record=other, files=[make_file("c.pdf")])
    assert _stored(director) == [first[0].sha256]
    assert evidence_of(director) == first
    assert evidence_of([director, other]) == {director.pk: first, other.pk: second}
    assert evidence_by_ref([ref_of(other)]) == {ref_of(other): second}


def test_one_refused_file_refuses_all(director):
    with pytest.raises(ValidationError, match=r"x\.exe"):
        services.attach(by=director, record=director, files=[make_file(), make_file("x.exe", b"MZ")])
    assert Evidence.objects.count() == 0


def test_too_large_is_refused_before_it_is_copied(director, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="大きすぎます"):
        services.attach(by=director, record=director, files=[make_file()])
    assert _stored(director) == []


def test_a_false_size_is_found_while_copying(director, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(ValidationError, match="大きすぎます"):
        store.put(
            director.institution, iter([b"12345", b"67890", b"1"]), name="x", look=lambda _f: "text/plain"
        )
    assert _stored(director) == []


def test_roles_and_houses(director):
    auditor = make_person(director.institution, "監査 一郎", roles=["AUDITOR"])
    stranger = make_hospital("べつの病院")
    with pytest.raises(PermissionDenied):
        services.attach(by=auditor, record=director, files=[make_file()])
    with pytest.raises(ValidationError, match="添付先"):
        services.attach(by=stranger, record=director, files=[make_file()])
    services.attach(by=director, record=director, files=[make_file()])
    assert Evidence.objects.visible_to(auditor).count() == 1
    assert Evidence.objects.visible_to(stranger).count() == 0


@pytest.mark.parametrize("fault", ["replaced", "gone"])
def test_a_replaced_file_is_refused_and_named(director, fault):
    (row,) = services.attach(by=director, record=director, files=[make_file()])
    path = store.path_of(director.institution, row.sha256)
    path.unlink()
    if fault == "replaced":
        path.write_bytes(PDF + b" ")
    with pytest.raises(ValidationError, match=row.sha256) as refused:
        services.open_verified(row)
    assert "点検記録.pdf" in refused.value.messages[0]
    assert [p.where for p in verify_all()] == [f"{ref_of(row)} 点検記録.pdf"]
    services.attach(by=director, record=director, files=[make_file()])
    assert verify_all() == []


def test_sweep_takes_what_no_row_names_and_only_when_old(director):
    (row,) = services.attach(by=director, record=director, files=[make_file()])
    folder = store.folder_of(director.institution)
    (folder / "tmp").mkdir(exist_ok=True)
    orphan = store.path_of(director.institution, "ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    for path in (folder / "tmp" / "half", orphan):
        path.write_bytes(b"x")
    assert services.sweep(director.institution) == 0
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert services.sweep(director.institution) == 2
    assert _stored(director) == [row.sha256]


_KILLED = """
import os, signal
from pathlib import Path
import django
from django.conf import settings
django.setup()
settings.EVIDENCE_DIR = {folder!r}
from kaname.foundation.access.models import Institution
from kaname.foundation.evidence import store

def chunks():
    yield b"%PDF-1.7 " * 100_000
    if {when!r} == "copying":
        os.kill(os.getpid(), signal.SIGKILL)

def look(file):
    os.kill(os.getpid(), signal.SIGKILL)

store.put(Institution(code={code!r}), chunks(), name="x.pdf", look=look)
"""


@pytest.mark.parametrize("when", ["copying", "looking"])
def test_a_kill_during_upload_leaves_no_reachable_half_file(director, settings, when):
    script = _KILLED.format(folder=str(settings.EVIDENCE_DIR), code=str(director.institution.code), when=when)
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env=_environment(), check=False)
    assert done.returncode == -9
    folder = store.folder_of(director.institution)
    assert [p.parent.name for p in folder.rglob("*") if p.is_file()] == ["tmp"]
    assert (Evidence.objects.count(), verify_all()) == (0, [])
    assert len(store.sweep(director.institution, set(), older_than_seconds=0)) == 1


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
