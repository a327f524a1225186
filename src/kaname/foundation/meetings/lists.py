"""The list of meetings."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year, fiscal_year_label
from kaname.web.lists import Badge, Column, Listing

from .kinds import kind_choices
from .models import Meeting, MeetingStatus
from .selectors import meeting_rows

_TONES = {
    MeetingStatus.PLANNED: "info",
    MeetingStatus.HELD: "warn",
    MeetingStatus.CLOSED: "good",
    MeetingStatus.CANCELLED: "neutral",
}


def badge_of(meeting: Meeting) -> Badge:
    """Where a meeting stands, in a word and a tone."""
    return Badge(str(meeting.get_status_display()), _TONES[MeetingStatus(meeting.status)])


COLUMNS = (
    Column("number", _("番号"), "number", sort="pk"),
    Column("title", _("会議名"), "title", sort="title", url=Meeting.get_absolute_url),
    Column("kind", _("種類"), "kind_label", sort="kind"),
    Column("day", _("開催日・予定日"), "day", sort="planned_on", kind="date"),
    Column("chair", _("議長"), "chair.name", sort="chair__kana"),
    Column("status", _("状態"), badge_of, sort="status", kind="status"),
    Column("place", _("場所"), "place", on_page=False),
    Column("result", _("会議の結論"), "result", on_page=False),
)


def meeting_listing(request: HttpRequest, person: Person) -> Listing[Meeting]:
    """The meetings that this person may see, the newest first."""
    rows = meeting_rows(person)
    this_year = fiscal_year(clock.today())
    years = range(this_year + 1, this_year - 6, -1)
    return Listing(
        request,
        rows,
        COLUMNS,
        search=("title", "number", "result"),
        filters={
            "kind": (_("種類"), kind_choices(), "kind"),
            "status": (_("状態"), MeetingStatus.choices, "status"),
            "year": (_("年度"), [(year, fiscal_year_label(year)) for year in years], "fiscal_year"),
        },
        default_sort="-day",
        name="meetings",
    )
