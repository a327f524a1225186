"""Reads an Excel file in a process of its own, with little time and memory, and prints its first sheet as JSON.

Run by `workbook.py` with the file on standard input. It imports nothing of Kaname: it starts in some 50 ms, and whatever
a hostile file does to it ends with it (hostile case 51). Exit codes: 0 read, 3 no workbook, 4 too many rows or columns.
"""

import datetime as dt
import io
import json
import sys

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


def main() -> int:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    most_rows = int(sys.argv[1])
    _limit()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets = [
            s
            for s in book.sheets_metadata
            if s.typ == SheetTypeEnum.WorkSheet and s.visible == SheetVisibleEnum.Visible
        ]
        for meta in sheets:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.end is None:
                continue
            row, column = sheet.end
            if row >= most_rows or column >= MAX_CELLS_WIDE:
                return 4
            rows = sheet.to_python(skip_empty_area=False)
            json.dump([[_text(cell) for cell in row] for row in rows], sys.stdout, ensure_ascii=True)
            return 0
    except CalamineError:
        return 3
    sys.stdout.write("[]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
