"""Pages of committees."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.record_forms import LastDayForm
from kaname.foundation.calendar import clock
from kaname.rooms.organisation import selectors, services
from kaname.rooms.organisation.committee_year import committee_year
from kaname.rooms.organisation.forms import CommitteeForm, MemberForm
from kaname.rooms.organisation.lists import committee_listing
from kaname.rooms.organisation.models import Committee, CommitteeMember
from kaname.rooms.organisation.pages import crumbs, form_page

_FIELDS = ("name", "purpose", "charter_review_on", "meetings_per_year")


def _trail() -> tuple[str, str]:
    return _("委員会"), reverse("organisation:committee_list")


def _committee(request: PersonRequest, pk: int) -> Committee:
    return narrow(selectors.committee_rows(request.person), pk=pk)


@require_safe
@page("organisation.view")
def committee_list(request: PersonRequest) -> HttpResponse:
    """The committees; having one is optional."""
    listing = committee_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "organisation.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs()}
    return render(request, "organisation/committee_list.html", context)


@require_safe
@page("organisation.view")
def committee_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One committee and its charter."""
    return _show(request, _committee(request, pk))


def _show(request: PersonRequest, committee: Committee, tried: MemberForm | None = None) -> HttpResponse:
    today = clock.today()
    year = committee_year(committee, today)
    context = {
        "committee": committee,
        "year": year,
        "is_late": year.is_late(today),
        "may_manage": policy.may(request.person, "organisation.manage"),
        "may_meet": policy.may(request.person, "meetings.manage") and not committee.ends_on,
        "member_form": tried
        or MemberForm(institution=committee.institution, row=committee, initial={"starts_on": today}),
        "crumbs": crumbs(_trail()),
    }
    return render(request, "organisation/committee_detail.html", context, status=422 if tried else 200)


@require_POST
@page("organisation.manage")
def committee_member(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody joins the committee."""
    committee = _committee(request, pk)
    form = MemberForm(request.POST, institution=committee.institution, row=committee)
    if (
        apply(form, lambda: services.seat_member(by=request.person, committee=committee, **form.values()))
        is None
    ):
        return _show(request, committee, form)
    messages.success(request, _("委員に加えました。"))
    return redirect(committee)


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def member_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a member's last day."""
    rows = CommitteeMember.objects.visible_to(request.person).select_related("committee", "person")
    member = narrow(rows, pk=pk)
    form = LastDayForm(request.POST or None, row=member, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.unseat_member(by=request.person, member=form.as_read(member), **form.values()),
        title=_("%(name)s さんの委員を終える") % {"name": member.person.name},
        submit=_("この日で終える"),
        said=_("委員の最後の日を記録しました。"),
        cancel=member.get_absolute_url(),
        trail=[_trail(), (member.committee.name, member.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def committee_new(request: PersonRequest) -> HttpResponse:
    """Register a committee."""
    form = CommitteeForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.found_committee(by=request.person, **form.values()),
        title=_("委員会を登録する"),
        submit=_("登録する"),
        said=_("委員会を登録しました。"),
        cancel=reverse("organisation:committee_list"),
        trail=[_trail()],
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def committee_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a committee."""
    row = _committee(request, pk)
    initial = {
        **{name: getattr(row, name) for name in _FIELDS},
        "chair": row.chair_id,
        "charter": row.charter_id,
    }
    form = CommitteeForm(request.POST or None, by=request.person, row=row, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_committee(by=request.person, committee=form.as_read(row), **form.values()),
        title=_("「%(name)s」を変える") % {"name": row.name},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=row.get_absolute_url(),
        trail=[_trail(), (row.name, row.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def committee_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Record a committee's last day."""
    row = _committee(request, pk)
    form = LastDayForm(request.POST or None, row=row, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.dissolve_committee(by=request.person, committee=form.as_read(row), **form.values()),
        title=_("「%(name)s」を終える") % {"name": row.name},
        submit=_("この日で終える"),
        said=_("委員会の最後の日を記録しました。"),
        cancel=row.get_absolute_url(),
        trail=[_trail(), (row.name, row.get_absolute_url())],
    )
