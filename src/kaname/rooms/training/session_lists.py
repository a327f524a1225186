"""The list of in-person sessions."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, Listing

from .models import Session, SessionStatus
from .selectors.sessions import session_rows


def session_badge(session: Session) -> Badge:
    """Where a session stands, in a word and a tone."""
    if session.is_running and session.held_on < clock.today():
        return Badge(_("締切り待ち"), "warn")
    if session.sign_in_open and session.held_on == clock.today():
        return Badge(_("受付中"), "good")
    tones = {SessionStatus.PLANNED: "info", SessionStatus.HELD: "info", SessionStatus.CLOSED: "good"}
    label = _("実施中") if session.status == SessionStatus.HELD else session.get_status_display()
    return Badge(label, tones.get(SessionStatus(session.status), "neutral"))


def session_listing(request: HttpRequest, person: Person) -> Listing[Session]:
    """The sessions that a person may see, the newest first."""
    columns = (
        Column("course", _("講座"), "course.title", sort="course__title", url=Session.get_absolute_url),
        Column("code", _("講座番号"), "course.code", sort="course__code", on_page=False),
        Column("held_on", _("実施日"), "held_on", sort="held_on", kind="date"),
        Column("starts", _("開始"), lambda s: f"{s.starts:%H:%M}"),
        Column("ends", _("終了"), lambda s: f"{s.ends:%H:%M}", on_page=False),
        Column("place", _("場所"), "place", sort="place"),
        Column("teacher", _("講師"), "teacher", sort="teacher", on_page=False),
        Column("note", _("備考"), "note", on_page=False),
        Column("status", _("状態"), session_badge, sort="status", kind="status", export="get_status_display"),
        Column("present", _("出席"), "present_count", sort="present_count", kind="number"),
    )
    return Listing(
        request,
        session_rows(person),
        columns,
        search=("course__search_key", "place", "teacher"),
        filters={"status": (_("状態"), SessionStatus.choices, "status")},
        default_sort="-held_on",
        name="sessions",
    )
