"""Reads an Excel file in a process of its own, with little time and memory, and prints its first sheet as JSON.

Run by `workbook.py` with the file on standard input. It imports nothing of Kaname: it starts in some 50 ms, and whatever
a hostile file does to it ends with it (hostile case 51). What it prints is bounded too: one shared text that thousands of
cells point to is small in the file and large in the parent. Exit codes: 0 read, 3 no workbook, 4 too many rows, columns,
cells or characters, 5 a cell too long (its line is printed).
"""

import datetime as dt
import io
import json
import sys
from collections.abc import Iterator

MAX_CELLS = 2_000_000
MAX_CHARACTERS = 20_000_000
MAX_CHARACTERS_OF_CELL = 32_767
MAX_CELLS_WIDE = 256
MEMORY_BYTES = 768 * 1024 * 1024
SECONDS = 20


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit remains
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, SECONDS)):
        _soft, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


def _text(value: object) -> str:
    """A cell as somebody would type it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


class _TooMuch(Exception):
    """More than one import takes: `code` is the exit code, `line` where the cell stands that is too long."""

    def __init__(self, code: int, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


def _used(row: list[object], left: int) -> list[str]:
    """A row's cells up to the last used one; `left` columns before them are empty in the whole sheet."""
    last = len(row)
    if row.count("") == last:
        return []
    while row[last - 1] == "":
        last -= 1
    return [""] * left + [_text(cell) for cell in row[:last]]


def _bounded(rows: Iterator[list[object]], left: int) -> list[list[str]]:
    lines: list[list[str]] = []
    cells = characters = 0
    for number, row in enumerate(rows, start=1):
        line = _used(row, left)
        lengths = [len(cell) for cell in line]
        if max(lengths, default=0) > MAX_CHARACTERS_OF_CELL:
            raise _TooMuch(5, number)
        cells, characters = cells + len(lengths), characters + sum(lengths)
        if cells > MAX_CELLS or characters > MAX_CHARACTERS:
            raise _TooMuch(4)
        lines.append(line)
    return lines


def _first_sheet(data: bytes, most_rows: int) -> list[list[str]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        if sheet.start is None or sheet.end is None:
            continue
        row, column = sheet.end
        if row >= most_rows or column >= MAX_CELLS_WIDE:
            raise _TooMuch(4)
        return _bounded(map(list, sheet.iter_rows()), sheet.start[1])
    return []


def main() -> int:
    from python_calamine import CalamineError

    most_rows = int(sys.argv[1])
    _limit()
    try:
        lines = _first_sheet(sys.stdin.buffer.read(), most_rows)
    except CalamineError:
        return 3
    except MemoryError:
        return 4
    except _TooMuch as refused:
        sys.stdout.write(str(refused.line))
        return refused.code
    sys.stdout.buffer.write(json.dumps(lines, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
