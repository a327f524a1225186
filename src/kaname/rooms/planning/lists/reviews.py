"""The list of management reviews."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.meetings.lists import badge_of
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.rooms.planning.models import Control
from kaname.rooms.planning.selectors.reviews import review_rows
from kaname.web.lists import Badge, Column, FilterSpec, Listing

_TONES = {Control.EFFECTIVE: "good", Control.PARTLY: "warn", Control.NOT_EFFECTIVE: "bad"}


def control_badge(meeting: Meeting) -> Badge | str:
    """What the review concluded on control, in a word and a tone."""
    try:
        review = meeting.review
    except ObjectDoesNotExist:
        return ""
    if not review.control:
        return ""
    return Badge(str(review.get_control_display()), _TONES[Control(review.control)])


def _outcome(meeting: Meeting) -> str:
    try:
        return str(meeting.review.get_outcome_display())
    except ObjectDoesNotExist:
        return ""


COLUMNS = (
    Column("title", _("会議名"), "title", sort="title", url=Meeting.get_absolute_url),
    Column("number", _("番号"), "number", sort="number", on_page=False),
    Column("day", _("開催日（予定日）"), "day", sort="planned_on", kind="date"),
    Column("chair", _("議長"), "chair.name", sort="chair__kana"),
    Column("status", _("状態"), badge_of, sort="status", kind="status"),
    Column("control", _("統制"), control_badge, sort="review__control", kind="status"),
    Column("outcome", _("結果"), _outcome, sort="review__outcome"),
)
_FILTERS: dict[str, FilterSpec] = {
    "status": (_("状態"), MeetingStatus.choices, "status"),
    "control": (_("統制"), Control.choices, "review__control"),
}


def review_listing(request: HttpRequest, person: Person) -> Listing[Meeting]:
    """The reviews this person may see, the newest first."""
    return Listing(
        request,
        review_rows(person),
        COLUMNS,
        search=("title", "number"),
        filters=_FILTERS,
        default_sort="-day",
        name="management-reviews",
    )
