"""Pages of the business impact analysis."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.foundation.access.records import ref_of
from kaname.rooms.continuity import services
from kaname.rooms.continuity.forms.plan import FunctionForm, PlaceForm
from kaname.rooms.continuity.lists import function_listing
from kaname.rooms.continuity.models import CareFunction
from kaname.rooms.continuity.pages import crumbs, form_page, tabs
from kaname.rooms.continuity.selectors.impact import function_rows, impact_row
from kaname.rooms.continuity.selectors.systems import system_model

_WAY = "continuity:function_list"


def _function(request: PersonRequest, pk: int) -> CareFunction:
    row: CareFunction = narrow(function_rows(request.person), pk=pk)
    return row


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("業務影響分析"), reverse(_WAY)), *more]


@require_safe
@page("continuity.view")
def function_list(request: PersonRequest) -> HttpResponse:
    """The services, the first to resume at the head."""
    listing = function_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "tabs": tabs(_WAY),
        "may_plan": policy.may(request.person, "continuity.plan"),
    }
    return render(request, "continuity/function_list.html", context)


@require_safe
@page("continuity.view")
def function_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One service: what happens to patients as time passes, and how it goes on."""
    function = _function(request, pk)
    context = {
        "function": function,
        "row": impact_row(function),
        "crumbs": crumbs(*_trail()),
        "may_plan": policy.may(request.person, "continuity.plan") and function.ends_on is None,
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(function),
    }
    return render(request, "continuity/function_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("continuity.plan")
def function_new(request: PersonRequest) -> HttpResponse:
    """Enter a service."""
    form = FunctionForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.add_function(by=request.person, **form.values()),
        title=_("業務を加える"),
        submit=_("加える"),
        said=_("業務影響分析に加えました。"),
        cancel=reverse(_WAY),
        trail=_trail(),
        template="continuity/function_form.html",
    )


@require_http_methods(["GET", "POST"])
@page("continuity.plan")
def function_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what has changed of a service."""
    function = _function(request, pk)
    form = FunctionForm(request.POST or None, by=request.person, row=function)
    return form_page(
        request,
        form,
        lambda: services.change_function(by=request.person, function=form.as_read(function), **form.values()),
        title=_("「%(name)s」を変える") % {"name": function.name},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=function.get_absolute_url(),
        trail=_trail((function.name, function.get_absolute_url())),
        template="continuity/function_form.html",
    )


@require_http_methods(["GET", "POST"])
@page("continuity.plan")
def function_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a service out of the analysis."""
    function = _function(request, pk)
    form = ReasonForm(request.POST or None, row=function)
    return form_page(
        request,
        form,
        lambda: services.end_function(by=request.person, function=form.as_read(function), **form.values()),
        title=_("「%(name)s」を分析から外す") % {"name": function.name},
        submit=_("外す"),
        said=_("分析から外しました。記録は残ります。"),
        cancel=function.get_absolute_url(),
        trail=_trail((function.name, function.get_absolute_url())),
        to=lambda _made: reverse(_WAY),
    )


@require_http_methods(["GET", "POST"])
@page("continuity.plan")
def system_place(request: PersonRequest, pk: int) -> HttpResponse:
    """Say which services rest on an information system."""
    system = narrow(system_model().objects.visible_to(request.person), pk=pk)
    form = PlaceForm(request.POST or None, by=request.person, system=system)
    return form_page(
        request,
        form,
        lambda: services.place_system(by=request.person, system=system, **form.values()),
        title=_("「%(name)s」が支える業務") % {"name": system},
        submit=_("保存する"),
        said=_("支える業務を保存しました。"),
        cancel=reverse("continuity:overview"),
        trail=_trail(),
        to=lambda _made: reverse(_WAY),
    )
