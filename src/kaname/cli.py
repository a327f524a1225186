"""The command line: `./kaname COMMAND [--data DIR | --demo]`.

Thin like a view: each command reads its arguments and calls what the pages call.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

Command = Callable[[argparse.Namespace], int]


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code says whether it did what was asked."""
    options = _parser().parse_args(argv)
    data = Path("data/demo") if options.demo else Path(options.data)
    os.environ["KANAME_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaname.settings")
    run: Command = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", default=os.environ.get("KANAME_DATA", "data"), help="the data folder (default: data)"
    )
    common.add_argument("--demo", action="store_true", help="the sample hospital in data/demo")
    parser = argparse.ArgumentParser(
        prog="kaname", description="Kaname (要): safety management, run and proved."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, help_text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[common], help=help_text, description=help_text)
        sub.set_defaults(run=run)
        return sub

    up = add("up", _up, "prepare what is missing, then serve web and worker")
    up.add_argument("--prepare", action="store_true", help="do all but serve")
    up.add_argument("--host", default="127.0.0.1")
    up.add_argument("--port", type=int, default=8000)
    status = add("status", _status, "how every obligation stands")
    status.add_argument("--as-of", help="the state at the end of this day (2026-03-31, 令和8年3月31日)")
    status.add_argument("--json", action="store_true")
    status.add_argument("--pending", action="store_true", help="the conditions that cannot be measured yet")
    status.add_argument("--institution", type=int, help="the institution's number (default: the first)")
    ledger = add("ledger", _ledger, "prove the ledger, or take it away")
    ledger.add_argument("what", choices=["verify", "export"])
    ledger.add_argument("--export", metavar="DIR", help="also write an export that can be verified offline")
    token = add("token", _token, "make an API token for a user")
    token.add_argument("user")
    token.add_argument("--write", action="store_true", help="let it write")
    token.add_argument("--days", type=int, default=90)
    token.add_argument("--name", default="command line")
    backup = add("backup", _backup, "copy database, evidence and keys into one file")
    backup.add_argument("file", nargs="?")
    restore = add("restore", _restore, "put a backup into an empty data folder and verify it")
    restore.add_argument("file")
    recover = add("recover", _recover, "host console: a new password for somebody locked out (two persons)")
    recover.add_argument("user")
    recover.add_argument("--witness", required=True, help="the second person present, for the ledger")
    add("worker", _worker, "only the clock: verdicts, notices, mail").add_argument(
        "--once", action="store_true"
    )
    test = add("test", _check("test"), "lint, types, import rules, unit, database and browser tests")
    test.add_argument(
        "--quick",
        action="store_true",
        help="under a minute: lint, unit tests, and the tests of apps with uncommitted changes",
    )
    test.add_argument(
        "--postgresql", action="store_true", help="only the tests that touch a database, on DATABASE_URL"
    )
    test.add_argument("pytest", nargs="*", help="only these tests")
    add("check", _check("check"), "lint, types and import rules")
    add("fix", _check("fix"), "format and mend what can be mended")
    add("messages", _check("messages"), "collect texts to translate; compile translations")
    add("bench", _bench, "measure speed and size against the targets")
    manage = add("manage", _manage, "Django's own commands")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _django() -> None:
    import django

    django.setup()


def _up(options: argparse.Namespace) -> int:
    from kaname.operation import prepare, serve

    if not prepare.prepare(demo=options.demo):
        return 1
    if options.prepare:
        return 0
    return serve.serve(host=options.host, port=options.port)


def _institution(number: int | None):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from kaname.foundation.access.models import Institution

    rows = Institution._default_manager.order_by("pk")
    found = rows.filter(pk=number).first() if number else rows.first()
    if found is None:
        sys.exit("kaname: there is no such hospital yet; start with ./kaname up")
    return found


def _status(options: argparse.Namespace) -> int:
    _django()
    from kaname.foundation.obligations import terminal

    if options.pending:
        print("\n".join(terminal.pending_lines()))
        return 0
    rows = terminal.read(_institution(options.institution), options.as_of)
    print(
        json.dumps(terminal.as_objects(rows), ensure_ascii=False, indent=1)
        if options.json
        else terminal.table(rows)
    )
    return 0


def _ledger(options: argparse.Namespace) -> int:
    _django()
    from kaname.foundation.ledger import terminal

    return terminal.run(verify=options.what == "verify", export=options.export)


def _token(options: argparse.Namespace) -> int:
    _django()
    from kaname.foundation.access import services
    from kaname.foundation.access.models import Person

    person = Person._default_manager.filter(user__username=options.user).select_related("institution").first()
    if person is None:
        sys.exit(f"kaname: there is no user {options.user!r}")
    _token_row, secret = services.issue_token(
        by=None, person=person, name=options.name, may_write=options.write, days=options.days
    )
    print(secret)
    return 0


def _backup(options: argparse.Namespace) -> int:
    _django()
    from kaname.operation import backup

    print(backup.backup(Path(options.file) if options.file else None))
    return 0


def _restore(options: argparse.Namespace) -> int:
    from kaname.operation import backup

    return backup.restore(Path(options.file))


def _recover(options: argparse.Namespace) -> int:
    _django()
    from kaname.operation import recover

    return recover.recover(options.user, options.witness)


def _worker(options: argparse.Namespace) -> int:
    _django()
    from kaname.operation import worker

    return worker.run(once=options.once)


def _check(name: str) -> Command:
    def run(options: argparse.Namespace) -> int:
        from kaname.operation import checks

        return int(getattr(checks, name)(options))

    return run


def _bench(options: argparse.Namespace) -> int:
    from kaname.operation import bench

    return bench.run()


def _manage(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kaname", *options.arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
