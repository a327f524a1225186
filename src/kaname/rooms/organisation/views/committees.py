"""Pages of committees."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.calendar import clock
from kaname.rooms.organisation import selectors, services
from kaname.rooms.organisation.forms import CommitteeForm, LastDayForm
from kaname.rooms.organisation.lists import committee_listing
from kaname.rooms.organisation.models import Committee
from kaname.rooms.organisation.pages import crumbs, form_page

_FIELDS = ("name", "purpose", "charter_review_on")


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
    context = {
        "committee": _committee(request, pk),
        "may_manage": policy.may(request.person, "organisation.manage"),
        "crumbs": crumbs(_trail()),
    }
    return render(request, "organisation/committee_detail.html", context)


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
