"""The ledger in a terminal: `ledger verify` names the first thing that differs, `ledger export` takes it away."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from kaname.foundation.access.models import Institution

from . import export as exporting
from .models import LedgerHead
from .verification import verify_all


def run(*, verify: bool, export: str | None) -> int:
    """Verify all ledgers (and export them when a folder is named). The exit code says whether all agrees."""
    code = _verify() if verify else 0
    if export:
        for institution in Institution._default_manager.order_by("pk"):
            folder = Path(export) / str(institution.code)
            print(f"{folder}  {exporting.export_to(folder, institution=institution).fingerprint}")
    elif not verify:
        print("kaname: name a folder with --export DIR", file=sys.stderr)
        return 2
    return code


def _verify() -> int:
    started = time.perf_counter()
    problems = verify_all()
    entries = sum(LedgerHead._default_manager.values_list("seq", flat=True))
    for problem in problems[:50]:
        print(problem)
    if problems:
        print(f"✕ {len(problems)} 件の相違があります。最初の相違：{problems[0]}")
        return 1
    print(
        f"✓ 証跡 {entries:,} 件、記録、証拠ファイルに相違はありません（{time.perf_counter() - started:.1f} 秒）。"
    )
    return 0
