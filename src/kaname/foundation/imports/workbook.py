"""An Excel file as rows of text, read by a child process after its archive was looked at (hostile cases 51 to 54)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.evidence.archives import inspect_zip
from kaname.web.excel import XLSX

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_SECONDS = 30
_CHILD = Path(__file__).with_name("workbook_child.py")
_TOO_LARGE = 4
_CELL_TOO_LONG = 5


def read_workbook(data: bytes, name: str, *, most_rows: int) -> list[list[str]]:
    """The first visible sheet that holds anything. Raises ValidationError in words."""
    file = io.BytesIO(data)
    if inspect_zip(file, name) != XLSX:
        raise ValidationError(
            _(
                "「%(name)s」はExcelのブック（.xlsx）ではありません。Excelで .xlsx か CSV に保存し直してください。"
            )
            % {"name": name}
        )
    with zipfile.ZipFile(file) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise too_large(name)
    return _read_in_child(data, name, most_rows)


def _read_in_child(data: bytes, name: str, most_rows: int) -> list[list[str]]:
    command = [sys.executable, "-I", str(_CHILD), str(most_rows)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as endless:
        raise too_large(name) from endless
    if done.returncode == 0:
        rows: list[list[str]] = json.loads(done.stdout)
        return rows
    if done.returncode < 0 or done.returncode == _TOO_LARGE:
        raise too_large(name)
    if done.returncode == _CELL_TOO_LONG:
        raise cell_too_long(name, int(done.stdout))
    raise ValidationError(
        _(
            "「%(name)s」は壊れているか、パスワードが掛かっているため読めません。Excelで開いて、保存し直してください。"
        )
        % {"name": name}
    )


def too_large(name: str) -> ValidationError:
    """The file holds more than one import takes."""
    return ValidationError(
        _(
            "「%(name)s」は大きすぎます。20,000行、256列、セル200万個、合わせて2,000万字までに分けて取り込んでください。"
        )
        % {"name": name}
    )


def cell_too_long(name: str, line: int) -> ValidationError:
    """A cell holds more than a cell of Excel can."""
    return ValidationError(
        _(
            "「%(name)s」の %(line)s 行目に、32,767字を超えるセルがあります。文を短くするか、いくつかのセルに分けてください。"
        )
        % {"name": name, "line": line}
    )
