"""Verification of everything: each ledger by itself, the living rows against it, the files of evidence.

`./kaname ledger verify` and the tests call `verify_all`. Higher storeys add what they keep outside the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution

from . import living, triggers
from .sealed import Ledger, Newest, Problem, verify_ledger

FileCheck = Callable[[Institution], Iterator[Problem]]
file_checks: list[FileCheck] = []


def verify_all(
    institutions: Iterable[Institution] | None = None, *, notes: Sequence[str] = ()
) -> list[Problem]:
    """Verify ledgers and living rows of these institutions (None: all, and the rows of no institution).

    `notes` are signed checkpoints kept elsewhere: only they reveal a ledger that was cut and rewritten.
    """
    chosen = (
        list(institutions) if institutions is not None else list(Institution._default_manager.order_by("pk"))
    )
    problems = [
        Problem(
            "—",
            name,
            _("証跡を守るトリガーがデータベースにありません。マイグレーションをやり直してください。"),
        )
        for name in triggers.missing()
    ]
    shared: dict[str, Newest] = {}
    for institution in chosen:
        ledger = verify_ledger(institution, notes=notes)
        problems += ledger.problems
        problems += living.verify_records(ledger)
        for check in file_checks:
            problems += check(institution)
        _keep_shared(shared, ledger)
    if institutions is None:
        problems += living.verify_shared(shared)
    return problems


def _keep_shared(shared: dict[str, Newest], ledger: Ledger) -> None:
    """Rows of no institution may stand in several ledgers: the highest revision is the newest."""
    kinds = living.shared_kinds()
    for ref, state in ledger.newest.items():
        if ref.partition(":")[0] in kinds and (ref not in shared or state.revision > shared[ref].revision):
            shared[ref] = state
