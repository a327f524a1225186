"""Pages of meetings: the list, one meeting, and what is done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import form_page
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock

from . import selectors, services
from .forms import AddendumForm, HoldForm, MeetingForm, MinutesForm, ReasonForm
from .lists import badge_of, meeting_listing
from .models import Meeting, MeetingStatus
from .paper import minutes_paper


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the list down."""
    steps = [(_("会議"), reverse("meetings:meeting_list")), *more]
    return [{"label": label, "url": url} for label, url in steps]


def _meeting(request: PersonRequest, pk: int) -> Meeting:
    row: Meeting = narrow(selectors.meeting_rows(request.person), pk=pk)
    return row


def _page_of(meeting: Meeting) -> str:
    return reverse("meetings:meeting_detail", args=[meeting.pk])


@require_safe
@page("meetings.view")
def meeting_list(request: PersonRequest) -> HttpResponse:
    """The meetings this person may see."""
    listing = meeting_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "meetings.manage")
    return render(request, "meetings/meeting_list.html", {"listing": listing, "may_manage": may_manage})


@require_safe
@page("meetings.view")
def meeting_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One meeting: what is to be done next, who came, what was said, what came of it."""
    meeting = _meeting(request, pk)
    person = request.person
    context = {
        "meeting": meeting,
        "view": selectors.meeting_view(meeting),
        "badge": badge_of(meeting),
        "may_manage": policy.may(person, "meetings.manage"),
        "may_confirm": meeting.chair_id == person.pk and meeting.status == MeetingStatus.HELD,
        "may_issue": policy.may(person, "directives.issue"),
        "may_see_history": policy.may(person, "ledger.view"),
        "ref": ref_of(meeting),
        "is_over": meeting.planned_on <= clock.today(),
        "crumbs": crumbs(),
    }
    return render(request, "meetings/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_new(request: PersonRequest) -> HttpResponse:
    """Plan a meeting; a link may say of what kind and about what."""
    subject = request.POST.get("subject") or request.GET.get("subject", "")
    initial = {
        "kind": request.GET.get("kind", ""),
        "title": request.GET.get("title", ""),
        "planned_on": clock.today(),
        "secretary": request.person.pk,
        "chair": request.GET.get("chair", ""),
        "people": request.GET.getlist("person"),
    }
    form = MeetingForm(request.POST or None, by=request.person, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.plan_meeting(by=request.person, subject=subject[:100], **form.values()),
        title=_("会議を予定する"),
        submit=_("予定する"),
        said=_("会議を予定しました。"),
        cancel=reverse("meetings:meeting_list"),
        crumbs=crumbs(),
        template="meetings/meeting_form.html",
        more={"subject": subject[:100]},
    )


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is planned."""
    meeting = _meeting(request, pk)
    initial = {
        "title": meeting.title,
        "planned_on": meeting.planned_on,
        "begins": meeting.begins,
        "ends": meeting.ends,
        "place": meeting.place,
        "chair": meeting.chair_id,
        "secretary": meeting.secretary_id,
        "people": [a.person_id for a in meeting.attendances.all()],
        "topics": "\n".join(i.topic for i in meeting.items.all()),
    }
    form = MeetingForm(request.POST or None, by=request.person, meeting=meeting, initial=initial)
    return _about(
        request,
        meeting,
        form,
        lambda: services.change_meeting(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("会議の予定を変える"),
        submit=_("保存する"),
        said=_("保存しました。"),
    )


def _about(request: PersonRequest, meeting: Meeting, form: Any, service: Any, **words: Any) -> HttpResponse:
    """A form about one meeting, from its page and back to it."""
    here = _page_of(meeting)
    return form_page(
        request,
        form,
        service,
        cancel=here,
        crumbs=crumbs((meeting.title, here)),
        to=lambda _made: meeting.get_absolute_url(),
        **words,
    )


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_hold(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that it took place, and who came."""
    meeting = _meeting(request, pk)
    initial = {
        "held_on": min(meeting.planned_on, clock.today()),
        "begins": meeting.begins,
        "ends": meeting.ends,
        "present": [a.person_id for a in meeting.attendances.all()],
    }
    form = HoldForm(request.POST or None, meeting=meeting, initial=initial)
    return _about(
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
    meeting = _meeting(request, pk)
    form = MinutesForm(request.POST or None, meeting=meeting)
    return _about(
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
    """The chair confirms the minutes."""
    meeting = _meeting(request, pk)
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
def meeting_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Call it off."""
    meeting = _meeting(request, pk)
    form = ReasonForm(request.POST or None, row=meeting)
    return _about(
        request,
        meeting,
        form,
        lambda: services.cancel_meeting(by=request.person, meeting=form.as_read(meeting), **form.values()),
        title=_("会議を取りやめる"),
        submit=_("取りやめる"),
        said=_("会議を取りやめました。"),
    )


@require_http_methods(["GET", "POST"])
@page("meetings.manage")
def meeting_addendum(request: PersonRequest, pk: int) -> HttpResponse:
    """Add to confirmed minutes."""
    meeting = _meeting(request, pk)
    form = AddendumForm(request.POST or None, row=meeting)
    return _about(
        request,
        meeting,
        form,
        lambda: services.add_addendum(by=request.person, meeting=meeting, **form.values()),
        title=_("議事録に追記する"),
        submit=_("追記する"),
        said=_("追記しました。"),
    )


@require_safe
@page("meetings.view")
def meeting_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The minutes on A4 paper."""
    return minutes_paper(selectors.meeting_view(_meeting(request, pk)))
