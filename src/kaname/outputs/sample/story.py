"""The story of fourteen months: its chapters in order of telling, and the clock that ticks through them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from kaname.foundation.calendar import clock
from kaname.foundation.notices.clockwork import tick_institution
from kaname.foundation.notices.services import mark_all_read

from .chapters import (
    accounts,
    assets,
    contacts,
    continuity,
    decisions,
    directives,
    documents,
    drills,
    incidents,
    inquiries,
    kit,
    laws,
    meetings,
    organisation,
    people,
    planning,
    reviews,
    training,
    training_sessions,
)
from .stage import Stage, read

DAILY_FROM = -7
CHAPTERS = (
    people,
    organisation,
    documents,
    directives,
    decisions,
    accounts,
    assets,
    incidents,
    drills,
    contacts,
    continuity,
    kit,
    laws,
    training,
    training_sessions,
    inquiries,
    planning,
    meetings,
    reviews,
)
READERS = ("saeki", "takagi", "miura")


def tell(stage: Stage) -> None:
    """Put everything on the stage and let it happen; today the clock ticks once more."""
    stage.rows["staff"] = [k for k, f in read("people.yaml")["people"].items() if "STAFF" in f["roles"]]
    for chapter in CHAPTERS:
        chapter.tell(stage)
    _tell_clock(stage)
    stage.play()
    tick_institution(stage.institution)


def _tell_clock(stage: Stage) -> None:
    """Every Monday, at the end of each month, and in the last week every day."""
    for offset in range(people.FIRST + 1, 0):
        day = stage.day(offset)
        if day.weekday() == 0 or (day + timedelta(days=1)).day == 1 or offset >= DAILY_FROM:
            stage.on_day(day, partial(_tick, stage))


def _tick(stage: Stage) -> None:
    """The clock ticks; on Mondays the leaders read what they were told the week before."""
    if clock.today().weekday() == 0:
        for reader in READERS:
            mark_all_read(by=stage.person(reader))
    tick_institution(stage.institution)
