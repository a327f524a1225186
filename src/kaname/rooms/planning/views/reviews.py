"""Pages of the management review: the list, one review with its conclusions, and the improvements it orders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import form_page
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.calendar import clock
from kaname.foundation.meetings.lists import badge_of
from kaname.foundation.meetings.models import Meeting, MeetingStatus
from kaname.rooms.planning.forms.reviews import ImproveForm, ReviewForm
from kaname.rooms.planning.lists.reviews import review_listing
from kaname.rooms.planning.models import REVIEW
from kaname.rooms.planning.pages import crumbs, tabs
from kaname.rooms.planning.selectors import reviews as selectors
from kaname.rooms.planning.services import reviews as services


@require_safe
@page("planning.view")
def review_list(request: PersonRequest) -> HttpResponse:
    """The reviews, and when the next is due."""
    listing = review_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    due_on = selectors.next_review_by(request.person.institution)
    context = {
        "listing": listing,
        "tabs": tabs(request.person, "planning:review_list"),
        "due_on": due_on,
        "is_overdue": due_on is not None and due_on < clock.today(),
        "new_url": f"{reverse('meetings:meeting_new')}?kind={REVIEW}",
        "may_plan": policy.may(request.person, "meetings.manage"),
    }
    return render(request, "planning/review_list.html", context)


@require_safe
@page("planning.view")
def review_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One review: what is put before it, what it concluded, what came of it, and what to do next."""
    meeting = _review(request, pk)
    person = request.person
    context = {
        "page": selectors.review_page(meeting),
        "meeting": meeting,
        "badge": badge_of(meeting),
        "crumbs": _crumbs(),
        "may_manage": policy.may(person, "meetings.manage"),
        "may_review": policy.may(person, "planning.review"),
        "may_close": meeting.chair_id == person.pk and meeting.status == MeetingStatus.HELD,
        "is_over": meeting.planned_on <= clock.today(),
    }
    return render(request, "planning/review_detail.html", context)


@page("planning.review")
def review_write(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what the review concludes."""
    meeting = _review(request, pk)
    if meeting.status != MeetingStatus.HELD:
        return redirect(meeting)
    found = selectors.review_page(meeting)
    form = ReviewForm(
        request.POST or None, meeting=meeting, review=found.conclusions, sections=found.sections
    )
    saved = apply(
        form,
        lambda: services.write_review(by=request.person, meeting=form.as_read(meeting), **form.values()),
    )
    if saved is not None:
        messages.success(request, _("見直しの結果を保存しました。議事録にも同じことを書いています。"))
        return redirect(meeting)
    context = {"form": form, "meeting": meeting, "crumbs": _crumbs(meeting)}
    return render(request, "planning/review_write.html", context, status=422 if form.errors else 200)


@page("planning.review")
def review_order(request: PersonRequest, pk: int) -> HttpResponse:
    """Order an improvement."""
    meeting = _review(request, pk)
    form = ImproveForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.order_in_review(by=request.person, meeting=meeting, **form.values()),
        title=_("改善を命じる"),
        submit=_("指示を出す"),
        said=_("改善の指示を出しました。続けて別の改善も命じられます。"),
        cancel=meeting.get_absolute_url(),
        crumbs=_crumbs(meeting),
        to=lambda _made: meeting.get_absolute_url(),
    )


def _review(request: PersonRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.person).filter(kind=REVIEW)
    return narrow(rows.select_related("chair", "secretary", "closed_by", "institution"), pk=pk)


def _crumbs(meeting: Meeting | None = None) -> list[dict[str, str]]:
    steps = [(_("経営層による見直し"), reverse("planning:review_list"))]
    return crumbs(*steps, *([(meeting.title, meeting.get_absolute_url())] if meeting else []))
