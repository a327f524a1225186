"""The list of incidents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .choices import DrillState, Gravity, IncidentStatus
from .drill_reads import drill_rows
from .models import Drill, Incident
from .selectors import incident_rows

_TONES = {
    IncidentStatus.ALARM: "warn",
    IncidentStatus.OPEN: "bad",
    IncidentStatus.CLOSED: "good",
    IncidentStatus.DISMISSED: "neutral",
}


def status_badge(incident: Incident) -> Badge:
    """Where it stands, in a word."""
    return Badge(str(incident.get_status_display()), _TONES[IncidentStatus(incident.status)])


COLUMNS = (
    Column("number", gettext_lazy("番号"), "number", sort="number"),
    Column("title", gettext_lazy("件名"), "title", url=Incident.get_absolute_url),
    Column("status", gettext_lazy("状態"), status_badge, kind="status", export="get_status_display"),
    Column("severity", gettext_lazy("重大さ"), "get_severity_display", sort="severity"),
    Column("occurred_at", gettext_lazy("いつから"), "occurred_at", kind="date", sort="occurred_at"),
    Column("alarm_at", gettext_lazy("知らせた時刻"), "alarm_at", kind="date", sort="alarm_at"),
    Column("closed_on", gettext_lazy("終結した日"), "closed_on", kind="date", sort="closed_on"),
    Column("alarm_by", gettext_lazy("知らせた人"), "alarm_by.name", on_page=False),
    Column("place", gettext_lazy("どこで"), "place", on_page=False),
)


def incident_listing(request: HttpRequest, person: Person) -> Listing[Incident]:
    """The incidents this person may see, newest first."""
    filters: dict[str, FilterSpec] = {
        "status": (gettext_lazy("状態"), IncidentStatus.choices, "status"),
        "severity": (gettext_lazy("重大さ"), Gravity.choices, "severity"),
    }
    rows: Any = incident_rows(person).real()
    return Listing(
        request,
        rows,
        COLUMNS,
        search=("title", "number", "what", "place"),
        filters=filters,
        default_sort="-alarm_at",
        name="incidents",
    )


_DRILL_TONES = {
    DrillState.PLANNED: "info",
    DrillState.RUNNING: "warn",
    DrillState.ENDED: "good",
    DrillState.CANCELLED: "neutral",
}


def drill_badge(drill: Drill) -> Badge:
    """Where a drill stands, in a word."""
    return Badge(str(drill.get_state_display()), _DRILL_TONES[DrillState(drill.state)])


DRILL_COLUMNS = (
    Column("planned_on", gettext_lazy("実施する日"), "planned_on", kind="date", sort="planned_on"),
    Column("title", gettext_lazy("訓練"), "title", url=Drill.get_absolute_url),
    Column("state", gettext_lazy("状態"), drill_badge, kind="status", export="get_state_display"),
    Column("people", gettext_lazy("加わる人"), lambda drill: len(drill.people.all())),
    Column("evaluated_on", gettext_lazy("評価した日"), "evaluated_on", kind="date", sort="evaluated_on"),
    Column("plan", gettext_lazy("使ったBCP"), "plan", on_page=False),
)


def drill_listing(request: HttpRequest, person: Person) -> Listing[Drill]:
    """The drills this person may see, newest first."""
    filters: dict[str, FilterSpec] = {"state": (gettext_lazy("状態"), DrillState.choices, "state")}
    return Listing(
        request,
        drill_rows(person),
        DRILL_COLUMNS,
        search=("title", "purpose", "place"),
        filters=filters,
        default_sort="-planned_on",
        name="drills",
    )
