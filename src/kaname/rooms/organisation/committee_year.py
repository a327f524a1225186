"""A committee's year: who sits on it, how often it met, and when it should meet next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.foundation.meetings.selectors import meetings_of

from .meetings import COMMITTEE
from .models import Committee, CommitteeMember

MONTHS = 12


@dataclass(frozen=True)
class CommitteeYear:
    """What the charter asks of this fiscal year and what was done; `next_due_on` counts from the last meeting."""

    members: list[CommitteeMember]
    meetings: list[Meeting]
    held: int
    wanted: int
    next_due_on: date
    planned: Meeting | None
    plan_url: str

    def is_late(self, on: date) -> bool:
        """Whether the committee should have met by this day and no meeting is planned."""
        return self.planned is None and self.next_due_on < on


def committee_year(committee: Committee, on: date) -> CommitteeYear:
    """The committee's year as it stands on a day."""
    members = [
        m
        for m in committee.members.select_related("person")
        if m.starts_on <= on and (m.ends_on is None or m.ends_on >= on)
    ]
    meetings = list(meetings_of(committee.institution, ref_of(committee)).select_related("chair"))
    held = [m for m in meetings if m.held_on and m.held_on <= on]
    planned = [m for m in meetings if m.status == MeetingStatus.PLANNED]
    last = max((m.day for m in held), default=committee.starts_on)
    return CommitteeYear(
        members=members,
        meetings=meetings,
        held=sum(fiscal_year(m.day) == fiscal_year(on) for m in held),
        wanted=committee.meetings_per_year,
        next_due_on=add_months(last, max(1, MONTHS // committee.meetings_per_year)),
        planned=min(planned, key=lambda m: m.planned_on, default=None),
        plan_url=_plan_url(committee, members),
    )


def _plan_url(committee: Committee, members: list[CommitteeMember]) -> str:
    """The form for a new meeting, filled in with whom the committee is."""
    query = [
        ("kind", COMMITTEE),
        ("subject", ref_of(committee)),
        ("title", committee.name),
        ("chair", str(committee.chair_id)),
        *(("person", str(m.person_id)) for m in members),
    ]
    return f"{reverse('meetings:meeting_new')}?{urlencode(query)}"
