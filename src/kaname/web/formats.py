"""How a day or an instant is shown: the calendar, which knows eras and preferences, hands its functions in.

Once, in its AppConfig.ready: `formats.use(date=show_date, datetime=show_datetime)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.timezone import is_aware, localtime

ShowDate = Callable[[dt.date], str]
ShowDatetime = Callable[[dt.datetime], str]


def local(instant: dt.datetime) -> dt.datetime:
    """The instant on Japan's clock."""
    return localtime(instant) if is_aware(instant) else instant


def _plain_date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _plain_datetime(instant: dt.datetime) -> str:
    moment = local(instant)
    return f"{_plain_date(moment.date())} {moment:%H:%M}"


_shown: dict[str, Callable[..., str]] = {"date": _plain_date, "datetime": _plain_datetime}


def use(*, date: ShowDate, datetime: ShowDatetime) -> None:
    """Show days and instants with these functions from now on."""
    _shown.update(date=date, datetime=datetime)


def show(moment: dt.date | dt.datetime) -> str:
    """令和8年11月22日, with the time of day for an instant."""
    return _shown["datetime" if isinstance(moment, dt.datetime) else "date"](moment)


def machine_readable(moment: dt.date | dt.datetime) -> str:
    """The value of a `<time datetime>` attribute."""
    if isinstance(moment, dt.datetime):
        return local(moment).isoformat(timespec="minutes")
    return moment.isoformat()
