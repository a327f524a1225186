"""Pages of the register of information systems."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import RecordForm
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock

from . import selectors, services
from .forms import RetireForm, SystemForm
from .lists import criticality_badge, system_listing
from .models import InformationSystem
from .pages import crumbs, form_page
from .selectors import RegisterStanding


def _system(request: PersonRequest, pk: int) -> InformationSystem:
    return narrow(selectors.system_rows(request.person), pk=pk)


@require_safe
@page("assets.view")
def system_list(request: PersonRequest) -> HttpResponse:
    """The systems the hospital runs on: how the register stands in sentences, then the list."""
    listing = system_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    standing = selectors.register_standing(request.person.institution, clock.today())
    context = {
        "listing": listing,
        "standing": standing,
        "sentences": _sentences(standing),
        "may_manage": policy.may(request.person, "assets.manage"),
    }
    return render(request, "assets/system_list.html", context)


def _sentences(standing: RegisterStanding) -> list[str]:
    if not standing.in_use:
        return []
    found = [_("使っている情報システムは%(n)s件です。") % {"n": standing.in_use}]
    if standing.vital:
        found.append(_("止まると診療が続けられないものが%(n)s件あります。") % {"n": standing.vital})
    if standing.without_owner:
        found.append(_("管理者のいないものが%(n)s件あります。") % {"n": standing.without_owner})
    if standing.unknown_maintenance:
        found.append(
            _("リモート保守を確かめていないものが%(n)s件あります。") % {"n": standing.unknown_maintenance}
        )
    return found


@require_safe
@page("assets.view")
def system_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One system: what it is for, who answers for it, how it is reached from outside."""
    system, today = _system(request, pk), clock.today()
    context = {
        "system": system,
        "badge": criticality_badge(system),
        "owner_left": system.owner is not None and not system.owner.is_active_on(today),
        "may_manage": policy.may(request.person, "assets.manage"),
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(system),
        "crumbs": crumbs(),
    }
    return render(request, "assets/system_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("assets.manage")
def system_new(request: PersonRequest) -> HttpResponse:
    """Enter a system."""
    form = SystemForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.register_system(by=request.person, **form.values()),
        title=_("情報システムを登録する"),
        submit=_("登録する"),
        said=_("登録しました。"),
        cancel=reverse("assets:system_list"),
    )


@require_http_methods(["GET", "POST"])
@page("assets.manage")
def system_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct what the register says."""
    system = _system(request, pk)
    form = SystemForm(request.POST or None, by=request.person, row=system)
    return form_page(
        request,
        form,
        lambda: services.change_system(by=request.person, system=form.as_read(system), **form.values()),
        title=_("「%(name)s」を変える") % {"name": system.name},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=system.get_absolute_url(),
        trail=[(system.name, system.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("assets.manage")
def system_retire(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a system out of use."""
    system = _system(request, pk)
    form = RetireForm(request.POST or None, row=system, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.retire_system(by=request.person, system=form.as_read(system), **form.values()),
        title=_("「%(name)s」を使うのをやめる") % {"name": system.name},
        submit=_("使うのをやめる"),
        said=_("最後の日を記録しました。"),
        cancel=system.get_absolute_url(),
        trail=[(system.name, system.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("assets.manage")
def system_restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a system back that was taken out of use by mistake."""
    system = _system(request, pk)
    form = RecordForm(request.POST or None, row=system)
    return form_page(
        request,
        form,
        lambda: services.restore_system(by=request.person, system=form.as_read(system)),
        title=_("「%(name)s」を使っているものに戻す") % {"name": system.name},
        submit=_("戻す"),
        said=_("使っているものに戻しました。"),
        cancel=system.get_absolute_url(),
        trail=[(system.name, system.get_absolute_url())],
    )
