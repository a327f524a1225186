"""Dates as people type them, read tolerantly; what is unclear is asked, never guessed.

Full-width characters, any hyphen, spaces, kanji numerals, 和暦, 西暦, ISO and every form that Kaname
itself prints are read. A month and day alone mean the occurrence nearest to today; if that is more than
150 days away on either side, both are offered. A two-digit year without an era, a year or month without a
day, a day that its era never had and a wrong day of the week are asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from . import clock, display, era
from .holidays import last_day_of_month

_LONGEST = 60
FIRST_YEAR, LAST_YEAR = 1873, 2199
_NEAR_DAYS = 150
_YEARS_BETWEEN_LEAP_DAYS = 8
_MOST_READINGS = 3

_SEP = "[-/.]"
_ERA = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr])\.?"
_FULL = re.compile(
    rf"(?:{_ERA})?(?P<year>元|\d{{1,4}})(?:年|{_SEP})(?P<month>\d{{1,2}})(?:月|{_SEP})(?P<day>\d{{1,2}})日?",
    re.ASCII,
)
_COMPACT = re.compile(rf"(?:{_ERA})?(?P<year>\d{{4}}|\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}})", re.ASCII)
_MONTH_DAY = re.compile(rf"(?P<month>\d{{1,2}})(?:月|{_SEP})(?P<day>\d{{1,2}})日?", re.ASCII)
_YEAR_LAST = re.compile(rf"(?P<first>\d{{1,2}}){_SEP}(?P<second>\d{{1,2}}){_SEP}(?P<year>\d{{4}})", re.ASCII)
_DAY_NAME_YEAR = re.compile(r"(?P<day>\d{1,2})(?P<name>[A-Za-z]{3,9})[.,]{0,2}(?P<year>\d{4})", re.ASCII)
_NAME_DAY_YEAR = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?(?P<day>\d{1,2})[,/](?P<year>\d{4})", re.ASCII)
_PARTIAL = re.compile(
    rf"(?:{_ERA}(?P<number>元|\d{{1,2}})|(?P<year>\d{{4}}))(?:(?:年|{_SEP})(?:(?P<month>\d{{1,2}})月?)?)?",
    re.ASCII,
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_WEEKDAY = re.compile(r"([月火水木金土日])(?:曜日?)?")
_WEEKDAY_AT_END = re.compile(r"(?<=日)[月火水木金土日](?:曜日?)?$|[月火水木金土日]曜日?$")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]0{1,2}:00(?::00(?:\.0+)?)?$", re.ASCII)
_HYPHENS = re.compile("[‐‑‒–—―−ーｰ﹣－─━]")
_KANJI_NUMERAL = re.compile("[〇一二三四五六七八九十]+(?=[年月日])")


class UnreadableDate(ValueError):
    """The text is no date; the message says what to type."""


class AmbiguousDate(ValueError):
    """The text may mean several days: the message asks, and `readings` are those days, likeliest first."""

    def __init__(self, why: str, readings: Iterable[date]) -> None:
        self.readings = tuple(readings)
        super().__init__(why + _ask(self.readings))


_WALL = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|時(?:(?P<spoken>\d{1,2})分|(?P<half>半))?)(?:ごろ|頃)?$",
    re.ASCII,
)
_LAST_HOUR = 23
_LAST_MINUTE = 59


def parse_moment(text: str, *, now: datetime) -> datetime:
    """The instant a person meant: a time of today (14:20, 14時半), or a day before it (11/19 2:40).

    Without a day it is today's. Raises as `parse_date`; UnreadableDate without a time of day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _WALL.search(plain) if len(plain) <= _LONGEST else None
    if match is None:
        raise UnreadableDate(
            _("時刻を読み取れません：%(text)s。14:20、11/19 2:40 のように書いてください。")
            % {"text": text[:_LONGEST]}
        )
    hour = int(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["spoken"] or 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise UnreadableDate(_("時刻は 0:00 から 23:59 までで書いてください：%(text)s") % {"text": text})
    before = plain[: match.start()].strip()
    today = clock.day_of(now)
    day = parse_date(before, today=today) if before else today
    return clock.at_start_of(day) + timedelta(hours=hour, minutes=minute)


def parse_date(text: str, *, today: date) -> date:
    """The day a person meant. `today` is the day in Japan on which they typed it.

    Raises AmbiguousDate if it has to be asked, UnreadableDate if it cannot be read.
    """
    if len(text) > _LONGEST:
        raise _unreadable(text)
    body, asides = _without_asides(_plain(text))
    for pattern, read in _READERS:
        if match := pattern.fullmatch(body):
            found = read(match, today)
            break
    else:
        raise _unreadable(text)
    for aside in asides:
        _must_agree(found, aside, today)
    return found


# Making the text plain ------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """The text in ASCII digits and separators, without spaces: 「令和 ７年４ー１」 becomes 「令和7年4-1」."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    text = _HYPHENS.sub("-", text).replace("・", ".").replace("〔", "(").replace("〕", ")")
    text = _KANJI_NUMERAL.sub(lambda m: str(_kanji_number(m[0])), text)
    text = _MIDNIGHT.sub("", text)
    text = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "/", text)
    return re.sub(r"\s+", "", text)


def _kanji_number(text: str) -> int:
    """七 is 7, 三十一 is 31, 二〇二五 is 2025."""
    digits = "〇一二三四五六七八九"
    if "十" not in text:
        return int("".join(str(digits.index(c)) for c in text))
    tens, _ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)


def _without_asides(text: str) -> tuple[str, list[str]]:
    """The date itself, and what stands in brackets or is a day of the week at the end."""
    asides = [a for a in _ASIDE.findall(text) if a]
    body = _ASIDE.sub("", text)
    if weekday := _WEEKDAY_AT_END.search(body):
        return body[: weekday.start()], [*asides, weekday[0]]
    return body, asides


# Reading --------------------------------------------------------------------------------------------------


def _full(match: re.Match[str], today: date) -> date:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    if match["era"]:
        return _in_era(_era_named(match["era"]), year, month, day)
    if len(year) == 4:
        return _existing(int(year), month, day)
    raise _which_year(match[0], year, month, day, today)


def _in_era(named: era.Era, number: str, month: int, day: int) -> date:
    if len(number) > 2 or _number(number) == 0:
        raise _unreadable(f"{named.name}{number}年")
    found = _existing(named.first_year + _number(number) - 1, month, day)
    if found in named:
        return found
    raise AmbiguousDate(
        _("%(typed)sという日はありません。") % {"typed": f"{named.name}{number}年{month}月{day}日"},
        [found, *_same_number_in_neighbour(named, _number(number), found)],
    )


def _same_number_in_neighbour(named: era.Era, number: int, found: date) -> list[date]:
    """The day if the era was mistyped rather than the year counted on: 令和31年 for 平成31年."""
    place = era.ERAS.index(named) + (1 if found > named.ends_on else -1)
    if not 0 <= place < len(era.ERAS):
        return []
    neighbour = era.ERAS[place]
    day = _maybe(neighbour.first_year + number - 1, found.month, found.day)
    return [day] if day and day in neighbour else []


def _which_year(typed: str, year: str, month: int, day: int, today: date) -> ValueError:
    """The question to ask about 7/4/1: nearest readings first."""
    number = _number(year)
    eras = [d for e in era.ERAS if (d := _maybe(e.first_year + number - 1, month, day)) and d in e and number]
    western = [] if year == "元" else [d for c in (1900, 2000) if (d := _maybe(c + number, month, day))]
    readings = sorted({*eras, *western}, key=lambda d: abs((d - today).days))[:_MOST_READINGS]
    if len(year) > 2 or not readings:
        return _unreadable(typed)
    return AmbiguousDate(_("「%(typed)s」の年がはっきりしません。") % {"typed": typed}, readings)


def _month_day(match: re.Match[str], today: date) -> date:
    """The occurrence nearest to today, or a question when neither is near."""
    month, day = int(match["month"]), int(match["day"])
    years = range(today.year - _YEARS_BETWEEN_LEAP_DAYS, today.year + _YEARS_BETWEEN_LEAP_DAYS + 1)
    days = [d for year in years if (d := _maybe(year, month, day))]
    nearest = sorted(days, key=lambda d: abs((d - today).days))[:2]
    if not nearest:
        raise _unreadable(match[0])
    if abs((nearest[0] - today).days) <= _NEAR_DAYS:
        return nearest[0]
    raise AmbiguousDate(_("「%(typed)s」は何年のことか、はっきりしません。") % {"typed": match[0]}, nearest)


def _year_last(match: re.Match[str], _today: date) -> date:
    """1/4/2025: month and day, or day and month, unless only one of them exists."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    readings = sorted({d for d in (_maybe(year, first, second), _maybe(year, second, first)) if d})
    if not readings:
        raise _unreadable(match[0])
    if len(readings) == 1:
        return readings[0]
    raise AmbiguousDate(_("「%(typed)s」は月と日の順がはっきりしません。") % {"typed": match[0]}, readings)


def _english(match: re.Match[str], _today: date) -> date:
    month = display.month_number(match["name"])
    if not month:
        raise _unreadable(match[0])
    return _existing(int(match["year"]), month, int(match["day"]))


def _partial(match: re.Match[str], _today: date) -> date:
    """A year or a month alone is no day: offer its first and last day, and 1 April of a year."""
    named = _era_named(match["era"]) if match["era"] else None
    year = named.first_year + _number(match["number"]) - 1 if named else int(match["year"])
    month = int(match["month"] or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR or month > 12:
        raise _unreadable(match[0])
    days = _ends_of(year, month, named)
    raise AmbiguousDate(_("「%(typed)s」だけでは日が決まりません。") % {"typed": match[0]}, days)


def _ends_of(year: int, month: int, named: era.Era | None) -> list[date]:
    first, last = date(year, month or 1, 1), date(year, month or 12, last_day_of_month(year, month or 12))
    days = {first, last} if month else {first, era.fiscal_year_starts_on(year), last}
    if named is None:
        return sorted(days)
    edges = {d for d in (named.starts_on, named.ends_on) if first <= d <= last}
    return sorted(d for d in days | edges if d in named) or sorted(days)


def _must_agree(found: date, aside: str, today: date) -> None:
    """What stands in brackets must say the same: a day of the week, a year, or the whole day."""
    if weekday := _WEEKDAY.fullmatch(aside):
        if weekday[1] == era.weekday(found):
            return
        params = {"day": display.show_both(found), "right": era.weekday(found), "typed": weekday[1]}
        why = _("%(day)sは%(right)s曜日ですが、%(typed)s曜日と入力されています。") % params
        raise AmbiguousDate(why, [found])
    other = _year_moved(found, aside) or parse_date(aside, today=today)
    if other != found:
        raise AmbiguousDate(_("括弧の中の日付が食い違っています。"), [found, other])


def _year_moved(found: date, aside: str) -> date | None:
    """The day found, in the year that 「(2026年)」 or 「(令和8年)」 names; None if more than a year."""
    match = _PARTIAL.fullmatch(aside)
    if match is None or match["month"]:
        return None
    if match["era"]:
        year = _era_named(match["era"]).first_year + _number(match["number"]) - 1
    else:
        year = int(match["year"])
    return _existing(year, found.month, found.day)


# Small parts ----------------------------------------------------------------------------------------------


def _existing(year: int, month: int, day: int) -> date:
    """The day, or UnreadableDate saying why there is none."""
    if found := _maybe(year, month, day):
        return found
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnreadableDate(_("%(year)s年は扱えません。年を確かめてください。") % {"year": year})
    if not 1 <= month <= 12:
        raise UnreadableDate(_("%(month)s月はありません。月は1から12で入力してください。") % {"month": month})
    params = {"year": year, "month": month, "day": day, "last": last_day_of_month(year, month)}
    raise UnreadableDate(
        _("%(year)s年%(month)s月%(day)s日はありません。この月は1日から%(last)s日までです。") % params
    )


def _maybe(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _era_named(text: str) -> era.Era:
    return next(e for e in era.ERAS if e.name[0] == text[0] or e.letter == text.upper())


def _number(text: str) -> int:
    return 1 if text == "元" else int(text)


def _ask(readings: tuple[date, ...]) -> str:
    listed = " / ".join(display.show_both(day) for day in readings)
    if len(readings) == 1:
        return _("%(reading)sのことでしたら、そのように入力してください。") % {"reading": listed}
    return _("次のどれかを入力してください：%(readings)s") % {"readings": listed}


def _unreadable(text: str) -> UnreadableDate:
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return UnreadableDate(
        _(
            "「%(text)s」を日付として読み取れません。"
            "「令和8年11月22日」「2026-11-22」「R8.11.22」のように入力してください。"
        )
        % {"text": shown}
    )


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (_FULL, _full),
    (_COMPACT, _full),
    (_MONTH_DAY, _month_day),
    (_YEAR_LAST, _year_last),
    (_DAY_NAME_YEAR, _english),
    (_NAME_DAY_YEAR, _english),
    (_PARTIAL, _partial),
)
