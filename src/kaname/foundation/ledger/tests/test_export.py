"""An export is verified by plain Python, and shows any change; one entry can be proved alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from kaname.foundation.ledger import checkpoints, export, proofs, standalone
from kaname.foundation.ledger.models import LedgerEntry


@pytest.fixture
def exported(director, tmp_path):
    folder = tmp_path / "out"
    export.export_to(folder, institution=director.institution, by=director)
    return folder


def _run(folder: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), *more], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_an_export_holds_by_its_own_program(director, exported):
    assert sorted(p.name for p in exported.iterdir()) == [
        "README.txt",
        "chain.txt",
        "checkpoints.txt",
        "entries.jsonl",
        "key.txt",
        "records.tsv",
        "verify.py",
    ]
    assert _run(exported) == (0, "○ すべて正しく、書き換えはありません / all holds\n")
    assert LedgerEntry.objects.order_by("-seq")[0].action == "ledger.export"


def test_the_printed_fingerprint_is_compared(director, exported):
    sealed = checkpoints.seal(director.institution, reason="x")
    assert _run(exported, "--fingerprint", sealed.fingerprint)[0] == 0
    wrong = sealed.fingerprint[:-1] + ("0" if sealed.fingerprint[-1] != "0" else "1")
    assert _run(exported, "--fingerprint", wrong)[0] == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("entries.jsonl", "係長", "院長", "番が書き換えられています"),
        ("key.txt", "+", "-", "署名"),
        ("checkpoints.txt", "kaname/", "kaname/x", "署名"),
    ],
)
def test_a_changed_export_is_found(exported, name, old, new, said):
    path = exported / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    problems = standalone.verify_export(exported)
    assert len(problems) == 1
    assert said in problems[0]


def test_a_cut_export_is_found(exported, last):
    for name in ("entries.jsonl", "chain.txt"):
        lines = (exported / name).read_bytes().splitlines(keepends=True)
        (exported / name).write_bytes(b"".join(lines[:-1]))
    cut = f"証跡 {last} 番から後がありません（{last} 件の封印） / sealed at {last}, cut at {last - 1}"
    assert standalone.verify_export(exported) == [cut]


def test_an_export_never_writes_over_a_folder(director, tmp_path):
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "x").write_text("x")
    with pytest.raises(ValidationError, match="空ではありません"):
        export.export_to(tmp_path / "keep", institution=director.institution)


@pytest.mark.parametrize("seq", range(1, 10))
def test_each_entry_is_proved_alone(director, seq):
    checkpoints.seal(director.institution, reason="daily")
    proof = json.loads(json.dumps(proofs.inclusion_proof(LedgerEntry.objects.get(seq=seq))))
    assert (proofs.proof_holds(proof), standalone.verify_proof(proof)) == (True, [])
    proof["body"] = proof["body"].replace("みなと", "みなも").replace("中野", "中田") + " "
    assert proofs.proof_holds(proof) is False
    assert len(standalone.verify_proof(proof)) == 1


def test_a_proof_before_the_first_checkpoint_says_so(director):
    proof = proofs.inclusion_proof(LedgerEntry.objects.get(seq=2))
    assert (proof["note"], proofs.proof_holds(proof)) == ("", True)
    assert standalone.verify_proof(proof) == ["まだ封印されていません / not sealed yet"]
