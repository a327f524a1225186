"""Backup and restore: one tar file with a consistent database, evidence and keys, sealed by a checkpoint."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from .prepare import data_dir


def backup(target: Path | None) -> Path:
    """Write a backup and return its path. The database is copied consistently while others write.

    Raises SystemExit on PostgreSQL when pg_dump is missing.
    """
    from kaname.foundation.access.models import Institution
    from kaname.foundation.calendar import clock
    from kaname.foundation.ledger import checkpoints

    heads = {
        str(i.code): _fingerprint(checkpoints.seal(i, reason="backup"))
        for i in Institution._default_manager.all()
    }
    folder = data_dir()
    stamp = clock.in_japan(clock.now()).strftime("%Y%m%d-%H%M%S")
    target = target or folder / "backups" / f"kaname-{stamp}.tar"
    partial = target.with_suffix(".part")
    with tempfile.TemporaryDirectory(dir=folder) as scratch, tarfile.open(partial, "w") as tar:
        database = _copy_database(Path(scratch))
        tar.add(database, arcname=database.name)
        for part in ("evidence", "keys"):
            tar.add(folder / part, arcname=part)
        _add_text(tar, "backup.json", json.dumps({"made_at": stamp, "ledgers": heads}, indent=1))
    partial.chmod(0o600)
    partial.replace(target)
    return target


def _fingerprint(checkpoint: object) -> str:
    return str(getattr(checkpoint, "fingerprint", ""))


def _copy_database(scratch: Path) -> Path:
    url = os.environ.get("DATABASE_URL", "")
    if url:
        copy = scratch / "kaname.dump"
        if subprocess.call(["pg_dump", "--format=custom", "--file", str(copy), url]) != 0:
            sys.exit("kaname: pg_dump failed; is it installed and of the server's version?")
        return copy
    copy = scratch / "kaname.sqlite3"
    source, target = sqlite3.connect(data_dir() / "kaname.sqlite3"), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return copy


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    tar.addfile(info, io.BytesIO(text.encode()))


def restore(source: Path) -> int:
    """Put a backup into an empty data folder, then verify the ledger against the rows and files."""
    folder = data_dir()
    if folder.exists() and any(folder.iterdir()):
        print(f"kaname: {folder} is not empty; restore into a new folder with --data DIR.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")
    for part in ("cache", "static", "backups"):
        (folder / part).mkdir(exist_ok=True)
    dump = folder / "kaname.dump"
    if dump.exists() and subprocess.call(
        ["pg_restore", "--clean", "--if-exists", "--no-owner", "-d", os.environ["DATABASE_URL"], str(dump)]
    ):
        return 1
    import django

    django.setup()
    from kaname.foundation.ledger import terminal

    return terminal.run(verify=True, export=None)
