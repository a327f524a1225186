"""Preparing a data folder: secrets, signing key, database, static files, and the sample hospital when asked.

Everything is done only where it is missing, so that a second start is quick and an interrupted first one is finished.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """The data folder of this command."""
    return Path(os.environ["KANAME_DATA"])


def prepare(*, demo: bool) -> bool:
    """Make the data folder ready. Returns False, having said why, when it cannot be."""
    folder = data_dir()
    try:
        _make_folders(folder)
    except OSError as fault:
        print(
            f"kaname: {folder} cannot be written to ({fault.strerror}); give Kaname a folder of its own.",
            file=sys.stderr,
        )
        return False
    _make_secret(folder / "keys" / "secret")
    if not _is_current(folder):
        _bring_up_to_date(folder)
    if demo:
        print(_sample(folder))
    return True


def _bring_up_to_date(folder: Path) -> None:
    """Everything that needs Django; a second start skips it."""
    import django

    django.setup()
    from kaname.foundation.ledger.keys import make_key

    key = folder / "keys" / "signing.pem"
    if not key.exists() and not _has_database(folder):
        make_key(key)
    _migrate()
    _collect_static()
    (folder / "prepared").write_text(_fingerprint())


def _sample(folder: Path) -> str:
    """Build the sample hospital unless it is there; who can sign in to it."""
    told = folder / "accounts.txt"
    if not told.exists():
        import django

        django.setup()
        from kaname.outputs.sample import build

        build.build_if_empty()
        told.write_text(build.accounts(), encoding="utf-8")
    return told.read_text(encoding="utf-8")


def _make_folders(folder: Path) -> None:
    for part in ("", "keys", "evidence", "cache", "static", "backups"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "keys").chmod(0o700)
    probe = folder / ".writable"
    probe.write_text("")
    probe.unlink()


def _make_secret(path: Path) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))


def _has_database(folder: Path) -> bool:
    return (folder / "kaname.sqlite3").exists()


def _fingerprint() -> str:
    """What the schema and the static files were prepared from."""
    digest = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode())
    for path in sorted(PACKAGE.rglob("migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    for path in sorted((PACKAGE / "web" / "static").rglob("*")):
        digest.update(f"{path.name}{path.stat().st_size}{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def _is_current(folder: Path) -> bool:
    stamp = folder / "prepared"
    if os.environ.get("DATABASE_URL"):
        return False
    return _has_database(folder) and stamp.exists() and stamp.read_text() == _fingerprint()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
