"""Pages of inquiries: the list, one of them, entering one, and the small acts about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import AlreadyWritten
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import stages_of
from kaname.foundation.directives.rules import may_issue_freely
from kaname.rooms.inquiries import selectors, services
from kaname.rooms.inquiries.access import personal_text_for
from kaname.rooms.inquiries.files import personal_file
from kaname.rooms.inquiries.forms import (
    AssignForm,
    CloseForm,
    EnterForm,
    IdentityForm,
    KindForm,
    LookupForm,
    TitleForm,
)
from kaname.rooms.inquiries.lists import InquiryListing
from kaname.rooms.inquiries.models import Inquiry
from kaname.rooms.inquiries.pages import crumbs, form_page
from kaname.rooms.inquiries.steps import next_step, other_moves
from kaname.rooms.inquiries.story import story_of


def inquiry_of(request: PersonRequest, pk: int) -> Inquiry:
    """The inquiry, if the person may see it."""
    rows = selectors.inquiry_rows(request.person).select_related("institution", "decision__awaiting")
    return narrow(rows, pk=pk)


@require_safe
@page("inquiries.view")
def inquiry_list(request: PersonRequest) -> HttpResponse:
    """What is late first, then what falls due."""
    person = request.person
    listing = InquiryListing(request, person)
    if listing.wants_file:
        return listing.file_response()
    rows = Inquiry.objects.visible_to(person)
    context = {
        "listing": listing,
        "open_count": rows.open().count(),
        "late_count": rows.overdue_on(clock.today()).count(),
        "has_desk": selectors.desks_open(person.institution, clock.today()).exists(),
        "lookup": LookupForm() if policy.may(person, "inquiries.view_personal") else None,
        "may": _may(request),
    }
    return render(request, "inquiries/inquiry_list.html", context)


def _may(request: PersonRequest) -> dict[str, bool]:
    names = ("enter", "manage", "work", "view_all", "export_personal", "request", "import")
    return {name: policy.may(request.person, f"inquiries.{name}") for name in names}


@require_POST
@page("inquiries.view_personal")
def inquiry_lookup(request: PersonRequest) -> HttpResponse:
    """Find the open inquiries of somebody on the telephone; by POST, so that no name enters an address."""
    form = LookupForm(request.POST)
    found = selectors.found_by_person(request.person, form.cleaned_data["words"]) if form.is_valid() else []
    context = {"form": form, "found": found, "limit": selectors.LOOKUP_ROWS, "crumbs": crumbs(request.person)}
    return render(request, "inquiries/lookup.html", context, status=422 if form.errors else 200)


@require_POST
@page("inquiries.export_personal")
def personal_export(request: PersonRequest) -> HttpResponse:
    """The list with names, addresses and texts, by somebody's own choice; the ledger keeps that it was taken."""
    rows = list(selectors.inquiry_rows(request.person).order_by("received_on", "pk"))
    services.note_personal_export(by=request.person, count=len(rows))
    return personal_file(rows)


@require_http_methods(["GET", "POST"])
@page("inquiries.enter")
def inquiry_new(request: PersonRequest) -> HttpResponse:
    """Enter an inquiry that somebody took."""
    person = request.person
    sees = policy.may(person, "inquiries.view_all")
    form = EnterForm(request.POST or None, by=person)
    back = reverse("inquiries:inquiry_list" if policy.may(person, "inquiries.view") else "overview:home")
    try:
        return form_page(
            request,
            form,
            lambda: services.enter_inquiry(by=person, **form.values()),
            title=_("問合せを受け付ける"),
            submit=_("受け付ける"),
            said=_("受け付けました。"),
            cancel=back,
            to=lambda made: made.get_absolute_url() if sees else _entered(made.number),
        )
    except AlreadyWritten:
        if sees:
            raise
        return redirect("inquiries:inquiry_entered")


def _entered(number: str) -> str:
    return f"{reverse('inquiries:inquiry_entered')}?number={number}"


@require_safe
@page("inquiries.enter")
def inquiry_entered(request: PersonRequest) -> HttpResponse:
    """For who took an inquiry and does not work at the desk: the number to tell, and nothing more."""
    context = {"number": request.GET.get("number", "")[:16], "crumbs": crumbs(request.person)}
    return render(request, "inquiries/inquiry_entered.html", context)


@require_safe
@page("inquiries.view")
def inquiry_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One inquiry: what was said, what to do next, what happened so far."""
    inquiry, person = inquiry_of(request, pk), request.person
    waiting = inquiry.decision if inquiry.decision and inquiry.decision.is_open else None
    context = {
        "inquiry": inquiry,
        "is_personal": personal_text_for(person, inquiry),
        "step": next_step(inquiry, person),
        "take": _take_form(inquiry, person),
        "moves": other_moves(inquiry, person),
        "story": story_of(inquiry, person),
        "stages": stages_of(waiting) if waiting else [],
        "decision": waiting,
        "may_see_decision": policy.may(person, "decisions.view"),
        "may_direct": policy.may(person, "directives.issue") and may_issue_freely(person),
        "may_see_ledger": policy.may(person, "ledger.view"),
        "ledger_ref": ref_of(inquiry),
        "crumbs": crumbs(person),
    }
    return render(request, "inquiries/inquiry_detail.html", context)


def _take_form(inquiry: Inquiry, person: Person) -> AssignForm | None:
    """The one step for somebody of the desk who answers it themselves: nobody works on it yet."""
    if not inquiry.is_open or inquiry.assignee_id is not None or not policy.may(person, "inquiries.work"):
        return None
    people = selectors.people_who_may_work(person.institution)
    form = AssignForm(row=inquiry, people=people, initial={"assignee": person.pk})
    form.fields["assignee"].widget = HiddenInput()
    return form


def act(
    request: PersonRequest,
    inquiry: Inquiry,
    form: Any,
    service: Callable[..., Model],
    **words: Any,
) -> HttpResponse:
    """A form about one inquiry that leads back to it."""
    return form_page(
        request,
        form,
        lambda: service(by=request.person, inquiry=form.as_read(inquiry), **form.values()),
        cancel=inquiry.get_absolute_url(),
        to=lambda _made: inquiry.get_absolute_url(),
        trail=[(str(inquiry), inquiry.get_absolute_url())],
        **words,
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def inquiry_title(request: PersonRequest, pk: int) -> HttpResponse:
    """Name it for lists."""
    inquiry = inquiry_of(request, pk)
    form = TitleForm(request.POST or None, row=inquiry, initial={"subject": inquiry.subject})
    words = {"title": _("件名を付ける"), "submit": _("付ける"), "said": _("件名を付けました。")}
    return act(
        request,
        inquiry,
        form,
        services.retitle,
        template="inquiries/act_form.html",
        more=_shown(inquiry),
        **words,
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def inquiry_assign(request: PersonRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    inquiry = inquiry_of(request, pk)
    people = selectors.people_who_may_work(request.person.institution)
    initial = {"assignee": inquiry.assignee_id or request.person.pk}
    form = AssignForm(request.POST or None, row=inquiry, people=people, initial=initial)
    words = {"title": _("担当を決める"), "submit": _("決める"), "said": _("担当を決めました。")}
    return act(request, inquiry, form, services.assign, **words)


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def inquiry_kind(request: PersonRequest, pk: int) -> HttpResponse:
    """Put it into another class."""
    inquiry = inquiry_of(request, pk)
    form = KindForm(request.POST or None, row=inquiry, initial={"kind": inquiry.kind})
    words = {"title": _("区分を変える"), "submit": _("変える"), "said": _("区分を変えました。")}
    return act(request, inquiry, form, services.change_kind, **words)


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def inquiry_identity(request: PersonRequest, pk: int) -> HttpResponse:
    """Record how it was made sure who asks."""
    inquiry = inquiry_of(request, pk)
    form = IdentityForm(request.POST or None, row=inquiry)
    words = {"title": _("本人確認を記録する"), "submit": _("記録する"), "said": _("本人確認を記録しました。")}
    return act(request, inquiry, form, services.confirm_identity, **words)


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def inquiry_close(request: PersonRequest, pk: int) -> HttpResponse:
    """End it."""
    inquiry = inquiry_of(request, pk)
    form = CloseForm(request.POST or None, row=inquiry, was_answered=inquiry.answered_on is not None)
    words = {
        "title": _("終わりにする"),
        "submit": _("終わりにする"),
        "said": _("終わりにしました。記録は残ります。"),
    }
    return act(request, inquiry, form, services.close_inquiry, **words)


def _shown(inquiry: Inquiry) -> dict[str, Any]:
    return {"inquiry": inquiry}
