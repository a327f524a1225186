"""The stage on which the story is told: a calendar of events in order of time, the people, and their files.

Every event happens at its own moment (`clock.at`) and does what a person of the hospital does, through a service.
"""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import wareki
from kaname.foundation.calendar.holidays import Holidays
from kaname.foundation.calendar.selectors import holidays

HERE = Path(__file__).parent
LAST = -1
"""Everything that people do is done by yesterday; today only the clock ticks."""

_DAY = re.compile(r"\{(-?\d+)\}")

M = TypeVar("M", bound=Model)
Act = Callable[[], None]


def read(name: str) -> Any:
    """One of the data files beside this module."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def fresh(row: M) -> M:
    """The row as it is now: what an earlier chapter holds may have changed since."""
    return type(row)._default_manager.get(pk=row.pk)


@dataclass
class Stage:
    """The hospital, who is who, and what will happen next."""

    today: date = field(default_factory=clock.today)
    ids: dict[str, int] = field(default_factory=dict)
    rows: dict[Any, Any] = field(default_factory=dict)
    _events: list[tuple[date, int, Act]] = field(default_factory=list)
    _turn: itertools.count[int] = field(default_factory=itertools.count)
    _closed: Holidays = field(default_factory=holidays)

    @property
    def institution(self) -> Institution:
        """The hospital itself."""
        row: Institution = self.rows["institution"]
        return row

    def day(self, offset: int) -> date:
        """The calendar day so many days from today."""
        return self.today + timedelta(days=offset)

    def working_day(self, offset: int) -> date:
        """The same, or the last working day before it."""
        day, closed = self.day(offset), self._closed
        while day.weekday() >= 5 or day in closed:
            day -= timedelta(days=1)
        return day

    def person(self, key: str) -> Person:
        """Somebody as the register knows them at this moment."""
        people = Person._default_manager.select_related("institution", "user").prefetch_related("memberships")
        return people.get(pk=self.ids[key])

    def on(self, offset: int, act: Act) -> None:
        """Let something happen on a working day at the latest so many days from today (at most yesterday)."""
        self.on_day(self.working_day(min(offset, LAST)), act)

    def on_day(self, day: date, act: Act) -> None:
        """Let something happen on a certain day."""
        heapq.heappush(self._events, (day, next(self._turn), act))

    def play(self) -> None:
        """Let everything happen in order, each at a later minute of its day than the one before."""
        last, minutes = date.min, 0
        while self._events:
            day, _turn, act = heapq.heappop(self._events)
            minutes = minutes + 3 if day == last else 0
            last = day
            with clock.at(datetime.combine(day, time(8, 40), clock.JST) + timedelta(minutes=minutes)):
                act()

    def text(self, text: str) -> str:
        """A text in which `{-30}` stands for the day thirty days before today, as Japanese write it."""
        return _DAY.sub(lambda found: wareki(self.day(int(found[1]))), text)


def files(names: Sequence[str]) -> list[SimpleUploadedFile]:
    """Evidence as people attach it, by name: what a file says follows from its name."""
    return [_file(name) for name in names]


def _file(name: str) -> SimpleUploadedFile:
    title, _dot, kind = name.rpartition(".")
    today = clock.today()
    if kind == "csv":
        rows = [f"{today - timedelta(days=n)},{title},正常,{240 + 7 * n}分" for n in range(5)]
        return SimpleUploadedFile(name, "\n".join(["日付,項目,結果,所要", *rows, ""]).encode("utf-8-sig"))
    if kind == "pdf":
        return SimpleUploadedFile(name, pdf([title, today.isoformat(), "みなと総合病院"]))
    return SimpleUploadedFile(name, f"{title}\n{today.isoformat()}\nみなと総合病院 情報システム課\n".encode())


def pdf(lines: Sequence[str]) -> bytes:
    """A page with a few lines of Japanese, in a font that every reader brings along; the same lines, the same bytes."""
    shown = " ".join(
        f"1 0 0 1 72 {760 - 30 * n} Tm <{line.encode('utf-16-be').hex()}> Tj" for n, line in enumerate(lines)
    )
    stream = f"BT /F1 14 Tf {shown} ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>",
        (
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /FontDescriptor 7 0 R "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 4 >> >>"
        ),
        (
            "<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [0 -145 1000 880] /ItalicAngle 0 "
            "/Ascent 880 /Descent -145 /CapHeight 880 /StemV 80 >>"
        ),
    ]
    out, places = "%PDF-1.5\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + tail).encode("ascii")
