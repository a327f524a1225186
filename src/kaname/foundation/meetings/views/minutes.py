"""Pages on which a meeting is recorded as held, and its minutes are written, confirmed and added to."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar import clock
from kaname.foundation.meetings import services
from kaname.foundation.meetings.forms import AddendumForm, HoldForm, MinutesForm

from .pages import about, find


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_hold(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that it took place, and who came."""
    meeting = find(request, pk)
    initial = {
        "held_on": min(meeting.planned_on, clock.today()),
        "begins": meeting.begins,
        "ends": meeting.ends,
        "present": [a.person_id for a in meeting.attendances.all()],
    }
    form = HoldForm(request.POST or None, meeting=meeting, initial=initial)
    return about(
        request,
        meeting,
        form,
        lambda: services.hold_meeting(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("会議を開いたことを記録する"),
        submit=_("記録する"),
        said=_("記録しました。続けて、議事録を書けます。"),
    )


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_minutes(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the minutes."""
    meeting = find(request, pk)
    form = MinutesForm(request.POST or None, meeting=meeting)
    return about(
        request,
        meeting,
        form,
        lambda: services.write_minutes(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("議事録を書く"),
        submit=_("保存する"),
        said=_("議事録を保存しました。"),
        template="meetings/minutes_form.html",
    )


@require_POST
@page("meetings.confirm")
def meeting_close(request: PersonRequest, pk: int) -> HttpResponse:
    """The chair confirms the minutes as they were read: a change in between is noticed."""
    meeting = find(request, pk)
    read = request.POST.get("revision", "")
    meeting.revision = int(read) if read.isdecimal() and len(read) < len("9999999999") else meeting.revision
    try:
        services.close_minutes(by=request.person, meeting=meeting)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    except PermissionDenied as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("議事録を確定しました。"))
    return redirect(meeting.get_absolute_url())


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_addendum(request: PersonRequest, pk: int) -> HttpResponse:
    """Add to confirmed minutes."""
    meeting = find(request, pk)
    form = AddendumForm(request.POST or None, row=meeting)
    return about(
        request,
        meeting,
        form,
        lambda: services.add_addendum(by=request.person, meeting=meeting, **form.values()),
        title=_("議事録に追記する"),
        submit=_("追記する"),
        said=_("追記しました。"),
    )
