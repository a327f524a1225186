"""The page of the reporting line beside the line of personnel, and the same on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar import clock
from kaname.rooms.organisation.line_paper import line_paper
from kaname.rooms.organisation.pages import crumbs
from kaname.rooms.organisation.reporting import reporting_line


@require_safe
@page("organisation.view")
def reporting(request: PersonRequest) -> HttpResponse:
    """Rung by rung who reports to whom, what the personnel chart says of them, and what is vacant."""
    context = {
        "line": reporting_line(request.person.institution, clock.today()),
        "may_manage": policy.may(request.person, "organisation.manage"),
        "crumbs": crumbs(),
    }
    return render(request, "organisation/reporting_line.html", context)


@require_safe
@page("organisation.view")
def reporting_pdf(request: PersonRequest) -> HttpResponse:
    """The line on one A4 page."""
    home = request.person.institution
    return line_paper(home, reporting_line(home, clock.today()))
