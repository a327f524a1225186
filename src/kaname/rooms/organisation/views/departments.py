"""Pages of departments."""

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
from kaname.rooms.organisation import selectors, services
from kaname.rooms.organisation.forms import DepartmentForm
from kaname.rooms.organisation.lists import department_listing
from kaname.rooms.organisation.models import Department
from kaname.rooms.organisation.pages import crumbs, form_page


def _trail() -> tuple[str, str]:
    return _("部門"), reverse("organisation:department_list")


def _department(request: PersonRequest, pk: int) -> Department:
    return narrow(selectors.department_rows(request.person), pk=pk)


@require_safe
@page("organisation.view")
def department_list(request: PersonRequest) -> HttpResponse:
    """The departments, and which lack a contact."""
    listing = department_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "organisation.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs()}
    return render(request, "organisation/department_list.html", context)


@require_safe
@page("organisation.view")
def department_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One department: its contacts over time, who works there, what it was called."""
    department, today = _department(request, pk), clock.today()
    postings = [
        p for p in department.postings.select_related("person").order_by("person__kana") if p.holds_on(today)
    ]
    context = {
        "department": department,
        "contact": selectors.contact_on(department, today),
        "contacts": list(department.contacts.all())[::-1],
        "postings": postings,
        "children": Department.objects.visible_to(request.person).filter(parent=department).order_by("name"),
        "may_manage": policy.may(request.person, "organisation.manage") and department.ends_on is None,
        "crumbs": crumbs(_trail()),
    }
    return render(request, "organisation/department_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def department_new(request: PersonRequest) -> HttpResponse:
    """Register a department."""
    form = DepartmentForm(request.POST or None, institution=request.person.institution)
    return form_page(
        request,
        form,
        lambda: services.open_department(by=request.person, **form.values()),
        title=_("部門を登録する"),
        submit=_("登録する"),
        said=_("部門を登録しました。"),
        cancel=reverse("organisation:department_list"),
        trail=[_trail()],
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def department_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename or move a department, or name another contact."""
    department = _department(request, pk)
    now = selectors.contact_on(department, clock.today())
    initial = {"name": department.name, "parent": department.parent_id, "contact": now.pk if now else None}
    form = DepartmentForm(
        request.POST or None, institution=request.person.institution, row=department, initial=initial
    )
    return form_page(
        request,
        form,
        lambda: services.revise_department(
            by=request.person, department=form.as_read(department), **form.values()
        ),
        title=_("「%(name)s」を変える") % {"name": department.name},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=department.get_absolute_url(),
        trail=[_trail(), (department.name, department.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def department_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a department with its last day."""
    department = _department(request, pk)
    form = LastDayForm(request.POST or None, row=department, initial={"ends_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.close_department(
            by=request.person, department=form.as_read(department), **form.values()
        ),
        title=_("「%(name)s」を閉じる") % {"name": department.name},
        submit=_("この日で閉じる"),
        said=_("部門の最後の日を記録しました。"),
        cancel=department.get_absolute_url(),
        trail=[_trail(), (department.name, department.get_absolute_url())],
    )
