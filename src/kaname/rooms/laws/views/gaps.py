"""Pages of shortcomings in keeping the law."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import GapState
from kaname.rooms.laws.forms.laws import DirectForm, GapForm
from kaname.rooms.laws.lists import gap_badge, gap_listing
from kaname.rooms.laws.models import Law, LegalGap
from kaname.rooms.laws.pages import form_page, law_crumbs
from kaname.rooms.laws.selectors import changes


def _trail() -> tuple[str, str]:
    return _("不備と是正"), reverse("laws:gap_list")


def _gap(request: PersonRequest, pk: int) -> LegalGap:
    return narrow(changes.gap_rows(request.person), pk=pk)


@require_safe
@page("laws.view_gaps")
def gap_list(request: PersonRequest) -> HttpResponse:
    """The shortcomings, each with who puts it right and by when."""
    listing = gap_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    today = clock.today()
    states = [gap.state_on(today) for gap in changes.gaps_of(request.person.institution)]
    context = {
        "listing": listing,
        "total": len(states),
        "closed": states.count(GapState.CLOSED),
        "late": states.count(GapState.OVERDUE) + states.count(GapState.WITHOUT_DIRECTIVE),
        "may_manage": policy.may(request.person, "laws.manage"),
        "crumbs": law_crumbs(),
    }
    return render(request, "laws/gap_list.html", context)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def gap_new(request: PersonRequest) -> HttpResponse:
    """Record a shortcoming and tell somebody to put it right, in one step."""
    initial = {name: request.GET.get(name, "") for name in ("law", "found_in")}
    law = Law.objects.visible_to(request.person).filter(pk=_number(initial["law"])).first()
    initial["addressee"] = str(law.owner_id) if law and law.owner_id else ""
    form = GapForm(request.POST or None, by=request.person, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.record_gap(by=request.person, **form.values()),
        title=_("不備を記録して是正を指示する"),
        submit=_("記録して指示する"),
        said=_("不備を記録し、是正を指示しました。"),
        cancel=law.get_absolute_url() if law else reverse("laws:gap_list"),
        crumbs=law_crumbs(_trail()),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_safe
@page("laws.view_gaps")
def gap_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One shortcoming and the directive that puts it right."""
    row = _gap(request, pk)
    state = row.state_on(clock.today())
    context = {
        "gap": row,
        "badge": gap_badge(row),
        "may_direct": policy.may(request.person, "laws.manage") and state == GapState.WITHOUT_DIRECTIVE,
        "may_see_history": policy.may(request.person, "ledger.view"),
        "ref": ref_of(row),
        "crumbs": law_crumbs(_trail()),
    }
    return render(request, "laws/gap_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("laws.manage")
def gap_direct(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a shortcoming whose directive was taken back a new one."""
    row = _gap(request, pk)
    form = DirectForm(
        request.POST or None, by=request.person, row=row, initial={"addressee": row.law.owner_id}
    )
    return form_page(
        request,
        form,
        lambda: services.direct_gap(by=request.person, gap=form.as_read(row), **form.values()),
        title=_("「%(what)s」の是正を指示する") % {"what": row.title},
        submit=_("指示する"),
        said=_("是正を指示しました。"),
        cancel=row.get_absolute_url(),
        crumbs=law_crumbs(_trail(), (row.title, row.get_absolute_url())),
    )
