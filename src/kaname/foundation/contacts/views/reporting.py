"""Pages of the routes of reporting and of the texts of announcements."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.access.record_forms import RecordForm
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import selectors, services
from kaname.foundation.contacts.choices import PARTY_OF_RECIPIENT, PLACES, AnnouncementAudience, Recipient
from kaname.foundation.contacts.conditions import FIELDS
from kaname.foundation.contacts.forms import RouteForm, TemplateForm
from kaname.foundation.contacts.models import AnnouncementTemplate, ReportingRoute
from kaname.foundation.contacts.pages import crumbs, form_page, routes_step, templates_step
from kaname.foundation.contacts.selectors import RouteView


@require_safe
@page("contacts.view")
def route_list(request: PersonRequest) -> HttpResponse:
    """To whom the hospital reports, by which way, by when, and who answers for it."""
    today, house = clock.today(), request.person.institution
    rows = selectors.routes(house, on=today)
    entries = [e.contact for e in selectors.entries(house, today)]
    context = {
        "rows": [(row, _missing(row), _contacts(row, entries)) for row in rows],
        "open": sum(bool(row.missing) for row in rows),
        "may_manage": policy.may(request.person, "contacts.manage"),
        "crumbs": crumbs(),
    }
    return render(request, "contacts/route_list.html", context)


def _missing(row: RouteView) -> str:
    return "、".join(str(FIELDS[name]) for name in row.missing)


def _contacts(row: RouteView, entries: list[Any]) -> list[Any]:
    party = PARTY_OF_RECIPIENT.get(row.recipient)
    return [contact for contact in entries if contact.party == party]


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def route_change(request: PersonRequest, recipient: str) -> HttpResponse:
    """Say how one recipient is told."""
    if recipient not in Recipient:
        raise Http404
    rows = ReportingRoute.objects.visible_to(request.person).filter(recipient=recipient)
    route = rows.select_related("institution").first()
    form = RouteForm(request.POST or None, by=request.person, recipient=recipient, row=route)
    return form_page(
        request,
        form,
        lambda: services.set_route(
            by=request.person,
            recipient=recipient,
            route=form.as_read(route) if route else None,
            **form.values(),
        ),
        title=_("報告の経路：%(recipient)s") % {"recipient": Recipient(recipient).label},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=reverse("contacts:route_list"),
        trail=[routes_step()],
    )


@require_safe
@page("contacts.view")
def template_list(request: PersonRequest) -> HttpResponse:
    """The texts that are ready, by audience."""
    house = request.person.institution
    rows = selectors.announcement_templates(house)
    retired = AnnouncementTemplate.objects.visible_to(request.person).filter(retired_on__isnull=False)
    context = {
        "groups": [
            (a.label, of) for a in AnnouncementAudience if (of := [r for r in rows if r.audience == a])
        ],
        "retired": list(retired),
        "may_manage": policy.may(request.person, "contacts.manage"),
        "crumbs": crumbs(),
    }
    return render(request, "contacts/template_list.html", context)


def _template(request: PersonRequest, pk: int) -> AnnouncementTemplate:
    return get_visible(AnnouncementTemplate, request.person, pk=pk)


@require_safe
@page("contacts.view")
def template_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One text, and the places that are filled in when it goes out."""
    template = _template(request, pk)
    context = {
        "template": template,
        "places": [(f"{{{{{name}}}}}", PLACES.get(name, name)) for name in template.places],
        "may_manage": policy.may(request.person, "contacts.manage"),
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(template),
        "crumbs": crumbs(templates_step()),
    }
    return render(request, "contacts/template_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def template_new(request: PersonRequest) -> HttpResponse:
    """Write a text."""
    form = TemplateForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: services.write_template(by=request.person, **form.values()),
        title=_("文案を書く"),
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=reverse("contacts:template_list"),
        trail=[templates_step()],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def template_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Make another version of a text."""
    template = _template(request, pk)
    form = TemplateForm(request.POST or None, row=template)
    return form_page(
        request,
        form,
        lambda: services.change_template(by=request.person, template=form.as_read(template), **form.values()),
        title=_("「%(name)s」を変える") % {"name": template.title},
        submit=_("新しい版を保存する"),
        said=_("新しい版を保存しました。"),
        cancel=template.get_absolute_url(),
        trail=[templates_step(), (template.title, template.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def template_retire(request: PersonRequest, pk: int) -> HttpResponse:
    """Use a text no more."""
    template = _template(request, pk)
    form = RecordForm(request.POST or None, row=template)
    return form_page(
        request,
        form,
        lambda: services.retire_template(by=request.person, template=form.as_read(template)),
        title=_("「%(name)s」を使うのをやめる") % {"name": template.title},
        submit=_("使うのをやめる"),
        said=_("使うのをやめました。"),
        cancel=template.get_absolute_url(),
        trail=[templates_step(), (template.title, template.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("contacts.manage")
def template_restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Use a text again."""
    template = _template(request, pk)
    form = RecordForm(request.POST or None, row=template)
    return form_page(
        request,
        form,
        lambda: services.restore_template(by=request.person, template=form.as_read(template)),
        title=_("「%(name)s」を使えるように戻す") % {"name": template.title},
        submit=_("戻す"),
        said=_("使えるように戻しました。"),
        cancel=template.get_absolute_url(),
        trail=[templates_step(), (template.title, template.get_absolute_url())],
    )
