"""Pages on which a meeting is planned, changed, and called off, and its people are named."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.form_pages import form_page
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.access.records import resolve_visible
from kaname.foundation.calendar import clock
from kaname.foundation.meetings import services
from kaname.foundation.meetings.forms import MeetingForm, ReasonForm, RollForm
from kaname.foundation.meetings.kinds import GeneralMeeting, kind_choices
from kaname.foundation.meetings.models import Meeting

from .pages import about, crumbs, find

_SAME = ("title", "planned_on", "begins", "ends", "place")


def _usual_title(kind: str) -> str:
    """What a meeting of this kind is called unless somebody says otherwise; nothing for one of no kind."""
    return str(dict(kind_choices()).get(kind, "")) if kind != GeneralMeeting.key else ""


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_new(request: PersonRequest) -> HttpResponse:
    """Plan a meeting; a link may say of what kind, about what, and with whom."""
    subject = _subject(request)
    form = MeetingForm(request.POST or None, by=request.person, subject=subject, initial=_first(request))
    return form_page(
        request,
        form,
        lambda: services.plan_meeting(by=request.person, subject=subject, **form.values()),
        title=_("会議を予定する"),
        submit=_("予定する"),
        said=_("会議を予定しました。"),
        cancel=reverse("meetings:meeting_list"),
        crumbs=crumbs(),
        template="meetings/meeting_form.html",
        more={"subject": subject},
    )


def _subject(request: PersonRequest) -> str:
    """The record that meets, if this person can see it."""
    named = (request.POST.get("subject") or request.GET.get("subject", ""))[:100]
    return named if resolve_visible(named, person=request.person) is not None else ""


def _first(request: PersonRequest) -> dict[str, object]:
    """What the form starts from: ?kind=&title=&chair=&person=&person=."""
    return {
        "kind": request.GET.get("kind", ""),
        "title": request.GET.get("title") or _usual_title(request.GET.get("kind", "")),
        "planned_on": clock.today(),
        "secretary": request.person.pk,
        "chair": request.GET.get("chair", ""),
        "people": request.GET.getlist("person"),
    }


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is planned, or what the minutes say at their head."""
    meeting = find(request, pk)
    form = MeetingForm(request.POST or None, by=request.person, meeting=meeting, initial=_as_planned(meeting))
    return about(
        request,
        meeting,
        form,
        lambda: services.change_meeting(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("会議の予定を変える"),
        submit=_("保存する"),
        said=_("保存しました。"),
    )


def _as_planned(meeting: Meeting) -> dict[str, object]:
    return {
        **{name: getattr(meeting, name) for name in _SAME},
        "chair": meeting.chair_id,
        "secretary": meeting.secretary_id,
        "people": [a.person_id for a in meeting.attendances.all()],
        "topics": "\n".join(i.topic for i in meeting.items.all()),
    }


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_roll(request: PersonRequest, pk: int) -> HttpResponse:
    """Who belongs to the meeting, in what capacity, and who came."""
    meeting = find(request, pk)
    form = RollForm(request.POST or None, meeting=meeting)
    return about(
        request,
        meeting,
        form,
        lambda: services.change_roll(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("出席と立場を直す") if meeting.held_on else _("出席を求める人と立場を直す"),
        submit=_("保存する"),
        said=_("保存しました。"),
        template="meetings/roll_form.html",
        more={"meeting": meeting},
    )


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Call it off."""
    meeting = find(request, pk)
    form = ReasonForm(request.POST or None, row=meeting)
    return about(
        request,
        meeting,
        form,
        lambda: services.cancel_meeting(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("会議を取りやめる"),
        submit=_("取りやめる"),
        said=_("会議を取りやめました。"),
    )
