"""Japanese eras: a day as 和暦 or 西暦, and the fiscal year (年度) it belongs to. Pure functions.

Source: 元号法; 昭和54年までの元号は改元の詔書による。明治は、太陽暦になった明治6年（1873年）から扱う。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WEEKDAYS = "月火水木金土日"
_FISCAL_YEAR_STARTS_IN = 4


@dataclass(frozen=True)
class Era:
    """One era: its name, its letter, its year 1 and the days on which it may be written.

    The first days of 大正 and 昭和 were also the last days of the era before; later changes came at midnight.
    """

    name: str
    letter: str
    first_year: int
    starts_on: date
    ends_on: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def year_of(self, day: date) -> int:
        """The year of the era, 1 being 元年; counts on beyond the era's end."""
        return day.year - self.first_year + 1


ERAS = (
    Era("明治", "M", 1868, date(1873, 1, 1), date(1912, 7, 30)),
    Era("大正", "T", 1912, date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", 2019, date(2019, 5, 1)),
)


def era_of(day: date) -> Era | None:
    """The era a day belongs to (the newer one where two meet), or None before 1873."""
    return next((era for era in reversed(ERAS) if day in era), None)


def wareki(day: date) -> str:
    """令和8年11月22日; the first year is 元年; before 1873 the western form."""
    era = era_of(day)
    if era is None:
        return seireki(day)
    return f"{era.name}{_year_text(era.year_of(day))}年{day.month}月{day.day}日"


def wareki_short(day: date) -> str:
    """R8.11.22; before 1873 the ISO form."""
    era = era_of(day)
    return f"{era.letter}{era.year_of(day)}.{day.month}.{day.day}" if era else day.isoformat()


def wareki_weekday(day: date) -> str:
    """令和8年11月22日（日）."""
    return f"{wareki(day)}（{weekday(day)}）"


def seireki(day: date) -> str:
    """2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def seireki_weekday(day: date) -> str:
    """2026年11月22日（日）."""
    return f"{seireki(day)}（{weekday(day)}）"


def weekday(day: date) -> str:
    """The day of the week in one character."""
    return WEEKDAYS[day.weekday()]


def fiscal_year(day: date) -> int:
    """The fiscal year (年度) of a day, named by the year in which it starts on 1 April."""
    return day.year if day.month >= _FISCAL_YEAR_STARTS_IN else day.year - 1


def fiscal_year_starts_on(year: int) -> date:
    """1 April."""
    return date(year, _FISCAL_YEAR_STARTS_IN, 1)


def fiscal_year_ends_on(year: int) -> date:
    """31 March of the year after."""
    return date(year + 1, 3, 31)


def fiscal_year_label(year: int) -> str:
    """令和8年度. A year in which the era changed bears the new name throughout: 令和元年度."""
    starts_on, ends_on = fiscal_year_starts_on(year), fiscal_year_ends_on(year)
    for era in (era_of(ends_on), era_of(starts_on)):
        if era and era.year_of(starts_on) >= 1:
            return f"{era.name}{_year_text(era.year_of(starts_on))}年度"
    return f"{year}年度"


def _year_text(number: int) -> str:
    return "元" if number == 1 else str(number)
