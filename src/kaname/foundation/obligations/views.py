"""Pages of obligations: how all 49 stand, one with the records that prove it, any day in the past, the intervals."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, page
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

from . import selectors, services
from .catalogue import Obligation, current
from .engine import parameters_of
from .forms import AsOfForm, ExemptionForm, ParameterForm
from .models import ParameterChange, VerdictStatus
from .paper import obligations_workbook


@require_safe
@page("obligations.view")
def obligation_list(request: PersonRequest) -> HttpResponse:
    """All obligations by chapter, now or at the end of a past day; by status, or by words."""
    form, as_of = _as_of(request)
    rows = selectors.standings(request.person.institution, as_of=as_of)
    if request.GET.get("format") == "xlsx":
        return obligations_workbook(rows, as_of or clock.today())
    status, words = request.GET.get("status", ""), request.GET.get("q", "").strip()
    shown = [r for r in rows if (not status or r.status == status) and selectors.mentions(r, words)]
    context = {
        "overview": selectors.overview(rows),
        "chapters": selectors.overview(shown).chapters,
        "form": form,
        "as_of": as_of,
        "status": status,
        "q": words,
        "statuses": VerdictStatus.choices,
        "shown": len(shown),
        "pending": len(current().pending()),
    }
    return render(request, "obligations/obligation_list.html", context)


@require_safe
@page("obligations.view")
def obligation_detail(request: PersonRequest, obligation_id: str) -> HttpResponse:
    """One obligation: each condition with its finding, proofs, end and next step; its history; any past day."""
    obligation = _obligation(obligation_id)
    form, as_of = _as_of(request)
    institution = request.person.institution
    standing = selectors.standing(institution, obligation, as_of=as_of)
    context = {
        "standing": standing,
        "obligation": obligation,
        "addressees": "、".join(str(Role(r).label) for r in obligation.addressees),
        "findings": selectors.linked_findings(standing, request.person),
        "history": selectors.history(institution, obligation),
        "directives": selectors.directives_about(request.person, obligation),
        "exemptions": selectors.exemptions_of(institution, obligation),
        "form": form,
        "as_of": as_of,
        "may_direct": policy.may(request.person, "directives.issue"),
        "may_request": policy.may(request.person, "decisions.request"),
    }
    return render(request, "obligations/obligation_detail.html", context)


@page("decisions.request")
def exemption_new(request: PersonRequest, obligation_id: str) -> HttpResponse:
    """Ask that an obligation be excepted for a time, or be decided not to apply."""
    obligation = _obligation(obligation_id)
    form = ExemptionForm(request.POST or None, by=request.person)
    if request.method == "POST":
        made = apply(
            form,
            lambda: services.propose_exemption(
                by=request.person, obligation_id=obligation.id, **form.cleaned_data
            ),
        )
        if made:
            messages.success(request, _("決裁を求めました（%(number)s）。") % {"number": made.number})
            return redirect(made)
    return render(request, "obligations/exemption_form.html", {"form": form, "obligation": obligation})


@page("obligations.view")
def parameter_list(request: PersonRequest) -> HttpResponse:
    """The intervals in force, and who decided those that differ from the catalogue's."""
    institution = request.person.institution
    values = parameters_of(institution, current())
    changes = ParameterChange.objects.of(institution).select_related("decision").order_by("-pk")
    rows = [(p, values[p.name]) for p in current().parameters.values()]
    context = {
        "rows": rows,
        "changes": changes,
        "may_request": policy.may(request.person, "decisions.request"),
    }
    return render(request, "obligations/parameter_list.html", context)


@page("decisions.request")
def parameter_new(request: PersonRequest) -> HttpResponse:
    """Ask that an interval be changed."""
    form = ParameterForm(request.POST or None, by=request.person, initial={"name": request.GET.get("name")})
    if request.method == "POST":
        made = apply(form, lambda: services.propose_parameter(by=request.person, **form.cleaned_data))
        if made:
            messages.success(request, _("決裁を求めました（%(number)s）。") % {"number": made.number})
            return redirect(made)
    return render(request, "obligations/parameter_form.html", {"form": form})


def _as_of(request: PersonRequest) -> tuple[AsOfForm, date | None]:
    form = AsOfForm(request.GET if request.GET.get("as_of") else None)
    return form, (form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else None)


def _obligation(obligation_id: str) -> Obligation:
    obligation = selectors.find(obligation_id)
    if obligation is None:
        raise Http404
    return obligation
