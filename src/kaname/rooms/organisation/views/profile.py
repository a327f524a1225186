"""Pages of the hospital's profile and of how the guideline is applied to it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.calendar import clock
from kaname.rooms.organisation import selectors, services
from kaname.rooms.organisation.forms import ApplicabilityForm, ProfileForm
from kaname.rooms.organisation.models import Applicability, ApplicabilityPattern, Hosting, Profile
from kaname.rooms.organisation.pages import crumbs, form_page

_FIELDS = ("beds", "sites", "founder", "emergency_level", "notes")


def _trail() -> tuple[str, str]:
    return _("病院の特性"), reverse("organisation:profile")


@require_safe
@page("organisation.view")
def profile(request: PersonRequest) -> HttpResponse:
    """What kind of hospital this is, and what was decided about it."""
    home = request.person.institution
    decided = selectors.applicability_in_force(home)
    context = {
        "profile": selectors.profile_of(home),
        "decided": decided,
        "is_stale": decided is not None and decided.profile_digest != selectors.profile_digest(home),
        "proposed": selectors.applicability_proposed(home),
        "may_manage": policy.may(request.person, "organisation.manage"),
        "may_propose": policy.may(request.person, "organisation.propose"),
        "may_see_decision": policy.may(request.person, "decisions.view"),
        "crumbs": crumbs(),
    }
    return render(request, "organisation/profile.html", context)


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def profile_change(request: PersonRequest) -> HttpResponse:
    """Record or change the profile."""
    row = selectors.profile_of(request.person.institution)
    initial = {name: getattr(row, name) for name in _FIELDS} if row else {}
    if row:
        initial["has_own_operator"] = "yes" if row.has_own_operator else "no"
    form = ProfileForm(request.POST or None, row=row, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_profile(
            by=request.person, profile=form.as_read(row) if row else None, **form.values()
        ),
        title=_("病院の特性を記録する"),
        submit=_("保存する"),
        said=_("病院の特性を記録しました。"),
        cancel=reverse("organisation:profile"),
        trail=[_trail()],
        template="organisation/profile_form.html",
    )


@require_http_methods(["GET", "POST"])
@page("organisation.propose")
def applicability_new(request: PersonRequest) -> HttpResponse:
    """Propose how the guideline applies; an executive decides."""
    row = selectors.profile_of(request.person.institution)
    initial = {"pattern": _fitting(row), "review_on": _next_year(clock.today())}
    form = ApplicabilityForm(request.POST or None, by=request.person, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.propose_applicability(by=request.person, **form.values()),
        title=_("適用パターンの案を作る"),
        submit=_("決裁を求める"),
        said=_("決裁を求めました。"),
        cancel=reverse("organisation:profile"),
        trail=[_trail()],
    )


def _fitting(row: Profile | None) -> str:
    """The pattern that the profile suggests: own operator or not, mostly on-premises or mostly in the cloud."""
    if row is None:
        return ""
    hostings = [system.hosting for system in row.systems.all()]
    is_cloud = hostings.count(Hosting.CLOUD) > hostings.count(Hosting.ON_PREMISES)
    pair = (
        (ApplicabilityPattern.I, ApplicabilityPattern.II)
        if row.has_own_operator
        else (ApplicabilityPattern.III, ApplicabilityPattern.IV)
    )
    return pair[is_cloud]


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@require_safe
@page("organisation.view")
def applicability_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One decision or proposal about the pattern."""
    rows = Applicability.objects.visible_to(request.person).select_related("decision", "proposed_by")
    context = {
        "row": narrow(rows, pk=pk),
        "may_see_decision": policy.may(request.person, "decisions.view"),
        "crumbs": crumbs(_trail()),
    }
    return render(request, "organisation/applicability_detail.html", context)
