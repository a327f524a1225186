"""Export of a ledger: a folder (or ZIP) that anybody can verify without Kaname, with plain Python."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.writes import writing

from . import checkpoints, standalone
from .keys import public_keys, verifier_line
from .models import Checkpoint, LedgerEntry, LedgerRecord

_CHUNK = 5_000
_README = """Kaname 証跡の書き出し / Kaname ledger export

entries.jsonl    証跡の本文（1行が1件。ハッシュを計算したときのバイト列そのもの） / entries, exactly as hashed
chain.txt        番号・葉ハッシュ・連鎖ハッシュ / position, leaf hash, chain hash
checkpoints.txt  署名つきの封印（C2SP signed note、Ed25519） / signed checkpoints
key.txt          検証鍵 / verifier keys
records.tsv      記録ごとの証跡番号 / which entries concern which record
verify.py        検証プログラム（Python 3.9以降だけで動きます） / the verifier

検証のしかた / To verify:   python3 verify.py
紙の指紋と比べる / Against paper:   python3 verify.py --fingerprint "{fingerprint}"

leaf = SHA-256(0x00 || body)   chain = SHA-256(previous chain || leaf)   node = SHA-256(0x01 || left || right)
"""


def export_to(folder: Path, *, institution: Institution, by: Person | None = None) -> Checkpoint:
    """Write an institution's whole ledger into an empty folder, sealed by a checkpoint made for it.

    The export itself is an entry of the ledger. Raises ValidationError if the folder is not empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ValidationError(
            _("書き出し先「%(folder)s」は空ではありません。空のフォルダーを指定してください。")
            % {"folder": folder}
        )
    with writing(by=by, action="ledger.export", institution=institution, note="export"):
        pass
    checkpoint = checkpoints.seal(institution, reason="export")
    assert checkpoint is not None
    _write_entries(folder, institution, checkpoint.size)
    _write_notes(folder, institution, checkpoint.size)
    _write_lines(folder / "records.tsv", _record_lines(institution, checkpoint.size))
    (folder / "README.txt").write_text(_README.format(fingerprint=checkpoint.fingerprint), encoding="utf-8")
    shutil.copyfile(Path(standalone.__file__), folder / "verify.py")
    return checkpoint


def export_zip(*, institution: Institution, by: Person | None = None) -> BinaryIO:
    """The same as one ZIP file, open for reading and gone when closed."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    with tempfile.TemporaryDirectory() as folder:
        export_to(Path(folder), institution=institution, by=by)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, f"kaname-ledger/{path.name}")
    packed.seek(0)
    return packed


def _write_entries(folder: Path, institution: Institution, size: int) -> None:
    rows = LedgerEntry.objects.of(institution).filter(seq__lte=size).order_by("seq")
    with (
        (folder / "entries.jsonl").open("wb") as bodies,
        (folder / "chain.txt").open("w", encoding="utf-8") as chain,
    ):
        for seq, body, leaf, link in rows.values_list("seq", "body", "leaf", "chain").iterator(
            chunk_size=_CHUNK
        ):
            bodies.write(bytes(body) + b"\n")
            chain.write(f"{seq} {leaf} {link}\n")


def _write_notes(folder: Path, institution: Institution, size: int) -> None:
    rows = Checkpoint.objects.of(institution).filter(size__lte=size).order_by("size", "pk")
    notes = "".join(f"{note}====\n" for note in rows.values_list("note", flat=True))
    (folder / "checkpoints.txt").write_text(notes, encoding="utf-8")
    origin = checkpoints.origin_of(institution)
    _write_lines(folder / "key.txt", (verifier_line(origin, key) for key in public_keys()))


def _record_lines(institution: Institution, size: int) -> Iterator[str]:
    rows = LedgerRecord.objects.of(institution).filter(seq__lte=size).order_by("ref", "seq")
    for ref, seq in rows.values_list("ref", "seq").iterator(chunk_size=_CHUNK):
        yield f"{ref}\t{seq}"


def _write_lines(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
