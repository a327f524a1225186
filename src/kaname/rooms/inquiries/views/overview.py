"""Pages about all inquiries: figures, the rules of the classes, what is past its retention."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, page
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.rooms.inquiries import figures, selectors, services
from kaname.rooms.inquiries.choices import InquiryKind
from kaname.rooms.inquiries.classes import rules_of
from kaname.rooms.inquiries.decisions import LEADERS
from kaname.rooms.inquiries.forms import ClassForm, ErasureForm
from kaname.rooms.inquiries.models import ErasureRequest
from kaname.rooms.inquiries.pages import crumbs, form_page

_CLASS_FIELDS = (
    "due_days",
    "in_working_days",
    "needs_approval",
    "needs_identity",
    "on_public_form",
    "retention_years",
)


@require_safe
@page("inquiries.view")
def statistics(request: PersonRequest) -> HttpResponse:
    """The last twelve months: how many, of which class, how many in time. No text is opened for it."""
    today = clock.today()
    first = add_months(today.replace(day=1), -11)
    lines = figures.lines_of(request.person.institution, first, today)
    context = {
        "first": first,
        "total": len(lines),
        "rate": figures.rate(lines, today),
        "classes": figures.by_class(lines, today),
        "months": figures.by_month(lines, today),
        "crumbs": crumbs(request.person),
    }
    return render(request, "inquiries/statistics.html", context)


@require_safe
@page("inquiries.view")
def settings_page(request: PersonRequest) -> HttpResponse:
    """The rules of each class."""
    context = {
        "rules": list(rules_of(request.person.institution).values()),
        "may_manage": policy.may(request.person, "inquiries.manage"),
        "crumbs": crumbs(request.person),
    }
    return render(request, "inquiries/settings.html", context)


@require_http_methods(["GET", "POST"])
@page("inquiries.manage")
def class_change(request: PersonRequest, inquiry_kind: str) -> HttpResponse:
    """Decide the rules of one class."""
    if inquiry_kind not in InquiryKind:
        raise Http404
    rules = rules_of(request.person.institution)[inquiry_kind]
    form = ClassForm(
        request.POST or None, row=rules.setting, initial={n: getattr(rules, n) for n in _CLASS_FIELDS}
    )
    setting = rules.setting
    return form_page(
        request,
        form,
        lambda: services.change_class(
            by=request.person,
            kind=inquiry_kind,
            setting=form.as_read(setting) if setting else None,
            **form.values(),
        ),
        title=_("「%(kind)s」の決まりを変える") % {"kind": rules.label},
        submit=_("変える"),
        said=_("決まりを変えました。回答の期限は、これから受け付けるものに当てはまります。"),
        cancel=reverse("inquiries:settings"),
        trail=[(_("区分の決まり"), reverse("inquiries:settings"))],
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.view_all")
def retention(request: PersonRequest) -> HttpResponse:
    """What is past its retention, and the one request to erase it."""
    person = request.person
    may_request = policy.may(person, "inquiries.request")
    people = selectors.people_who_may_approve(person, LEADERS)
    form = ErasureForm(request.POST or None, people=people)
    if request.method == "POST" and may_request:
        made = apply(form, lambda: services.propose_erasure(by=person, **form.values()))
        if made is not None:
            messages.success(request, _("消去の決裁を求めました。"))
            return redirect("inquiries:retention")
    context = {
        "rows": selectors.past_retention(person.institution, clock.today()),
        "waiting": selectors.waiting_erasure(person.institution),
        "past": list(ErasureRequest.objects.visible_to(person).exclude(status="WAITING")[:20]),
        "form": form,
        "may_request": may_request,
        "may_see_decision": policy.may(person, "decisions.view"),
        "crumbs": crumbs(person),
    }
    return render(request, "inquiries/retention.html", context, status=422 if form.errors else 200)
