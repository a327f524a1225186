"""Pages of desks, their notices and their posters."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import LastDayForm
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.inquiries import selectors, services
from kaname.rooms.inquiries.forms import DeskForm, NoticeForm
from kaname.rooms.inquiries.lists import desk_badge, desk_listing
from kaname.rooms.inquiries.models import ContactPoint, Inquiry
from kaname.rooms.inquiries.pages import crumbs, form_page
from kaname.rooms.inquiries.poster import desk_poster as paper
from kaname.web.qr import qr_svg

_FIELDS = ("name", "audience", "phone", "email", "place", "hours", "has_public_form")


def _trail() -> tuple[str, str]:
    return _("窓口"), reverse("inquiries:desk_list")


def _desk(request: PersonRequest, pk: int) -> ContactPoint:
    return narrow(selectors.desk_rows(request.person).select_related("institution"), pk=pk)


@require_safe
@page("inquiries.view")
def desk_list(request: PersonRequest) -> HttpResponse:
    """The desks."""
    listing = desk_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "inquiries.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs(request.person)}
    return render(request, "inquiries/desk_list.html", context)


@require_safe
@page("inquiries.view")
def desk_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One desk: how it is reached, who answers for it, when its notice was confirmed."""
    desk, person = _desk(request, pk), request.person
    notices = list(desk.notices.select_related("confirmed_by"))
    files = evidence_of(notices)
    address = request.build_absolute_uri(desk.public_path)
    is_open = desk.is_open_on(clock.today())
    context = {
        "desk": desk,
        "badge": desk_badge(desk),
        "notices": [(notice, files.get(notice.pk, [])) for notice in notices],
        "open_count": Inquiry.objects.visible_to(person).open().filter(desk=desk).count(),
        "address": address if desk.has_public_form and is_open else "",
        "qr": qr_svg(address, _("ウェブの受付のアドレス")) if desk.has_public_form and is_open else "",
        "may_manage": policy.may(person, "inquiries.manage") and desk.ends_on is None,
        "may_confirm": policy.may(person, "inquiries.confirm_notice") and is_open,
        "crumbs": crumbs(person, _trail()),
    }
    return render(request, "inquiries/desk_detail.html", context)


@require_safe
@page("inquiries.view")
def desk_poster(request: PersonRequest, pk: int) -> HttpResponse:
    """The poster to put up."""
    desk = _desk(request, pk)
    return paper(desk, request.build_absolute_uri(desk.public_path))


@require_http_methods(["GET", "POST"])
@page("inquiries.manage")
def desk_new(request: PersonRequest) -> HttpResponse:
    """Open a desk."""
    initial = {"name": _("患者相談窓口"), "has_public_form": True}
    form = DeskForm(request.POST or None, by=request.person, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.open_desk(by=request.person, **form.values()),
        title=_("窓口を設ける"),
        submit=_("設ける"),
        said=_("窓口を設けました。掲示を印刷して貼り、確かめたら記録してください。"),
        cancel=reverse("inquiries:desk_list"),
        trail=[_trail()],
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.manage")
def desk_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what a desk says of itself."""
    desk = _desk(request, pk)
    initial = {name: getattr(desk, name) for name in _FIELDS}
    initial |= {"responsible": desk.responsible_id, "deputy": desk.deputy_id}
    form = DeskForm(request.POST or None, by=request.person, row=desk, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_desk(by=request.person, desk=form.as_read(desk), **form.values()),
        title=_("窓口の情報を変える"),
        submit=_("変える"),
        said=_("窓口の情報を変えました。掲示も貼り替えてください。"),
        cancel=desk.get_absolute_url(),
        trail=[_trail(), (desk.name, desk.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.manage")
def desk_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a desk."""
    desk = _desk(request, pk)
    form = LastDayForm(request.POST or None, row=desk)
    return form_page(
        request,
        form,
        lambda: services.close_desk(by=request.person, desk=form.as_read(desk), **form.values()),
        title=_("「%(name)s」を終える") % {"name": desk.name},
        submit=_("終える"),
        said=_("窓口の最後の日を記録しました。"),
        cancel=desk.get_absolute_url(),
        trail=[_trail(), (desk.name, desk.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.confirm_notice")
def notice_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that the desk is announced."""
    desk = _desk(request, pk)
    form = NoticeForm(request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        lambda: services.confirm_notice(by=request.person, desk=desk, **form.values()),
        title=_("掲示を確かめて記録する"),
        submit=_("記録する"),
        said=_("掲示を確かめたことを記録しました。"),
        cancel=desk.get_absolute_url(),
        to=lambda _made: desk.get_absolute_url(),
        trail=[_trail(), (desk.name, desk.get_absolute_url())],
    )
