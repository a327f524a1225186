"""The list of meetings, one meeting, and its minutes on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.access.records import ref_of, resolve_visible
from kaname.foundation.calendar import clock
from kaname.foundation.directives.rules import may_issue_freely
from kaname.foundation.meetings import selectors
from kaname.foundation.meetings.kinds import get_kind
from kaname.foundation.meetings.lists import badge_of, meeting_listing
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.foundation.meetings.paper import minutes_paper

from .pages import crumbs, find


@require_safe
@page("meetings.view")
def meeting_list(request: PersonRequest) -> HttpResponse:
    """The meetings this person may see, those first that wait for them."""
    listing = meeting_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "unconfirmed": selectors.minutes_to_confirm(request.person),
        "may_manage": policy.may(request.person, "meetings.manage"),
    }
    return render(request, "meetings/meeting_list.html", context)


@require_safe
@page("meetings.view")
def meeting_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One meeting: what is to be done next, who came, what was said, what came of it."""
    meeting = find(request, pk)
    context = {
        "meeting": meeting,
        "view": selectors.meeting_view(meeting),
        "materials": get_kind(meeting.kind).annex(meeting),
        "subject": resolve_visible(meeting.subject, person=request.person),
        "badge": badge_of(meeting),
        "is_intact": meeting.status == MeetingStatus.CLOSED and selectors.is_intact(meeting),
        "is_over": meeting.planned_on <= clock.today(),
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(meeting),
        "crumbs": crumbs(),
        **_rights(request, meeting),
    }
    return render(request, "meetings/meeting_detail.html", context)


def _rights(request: PersonRequest, meeting: Meeting) -> dict[str, bool]:
    """What this person may do about the meeting now."""
    person, is_held = request.person, meeting.status == MeetingStatus.HELD
    may_confirm = policy.may(person, "meetings.confirm")
    return {
        "may_manage": policy.may(person, "meetings.manage"),
        "may_confirm": is_held and may_confirm and meeting.chair_id == person.pk,
        "may_order": is_held and may_issue_freely(person),
        "may_ask": is_held and policy.may(person, "decisions.request"),
    }


@require_safe
@page("meetings.view")
def meeting_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The minutes on A4 paper."""
    return minutes_paper(selectors.meeting_view(find(request, pk)))
