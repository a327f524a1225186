"""The page of figures followed over 36 months, and the same on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaname.foundation.access.pages import PersonRequest, page
from kaname.rooms.planning.pages import tabs
from kaname.rooms.planning.paper import trends_paper
from kaname.rooms.planning.selectors.trends import MONTHS, trends


@require_safe
@page("planning.view")
def metrics(request: PersonRequest) -> HttpResponse:
    """How the figures of each room moved."""
    found = trends(request.person.institution)
    context = {
        "trends": [t for t in found if t.chart],
        "silent": [t for t in found if not t.chart],
        "months": MONTHS,
        "tabs": tabs(request.person, "planning:metrics"),
    }
    return render(request, "planning/metrics.html", context)


@require_safe
@page("planning.view")
def metrics_pdf(request: PersonRequest) -> HttpResponse:
    """The same charts on A4 paper."""
    return trends_paper(request.person.institution, trends(request.person.institution))
