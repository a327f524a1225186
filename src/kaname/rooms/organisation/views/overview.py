"""The page of the organisation: what does not fit, the reporting line, and where everything is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar import clock
from kaname.rooms.organisation import selectors
from kaname.rooms.organisation.chart import reporting_chart
from kaname.rooms.organisation.gaps import organisation_gaps
from kaname.rooms.organisation.standing import Standing


@require_safe
@page("organisation.view")
def overview(request: PersonRequest) -> HttpResponse:
    """Who answers for what today; those who can mend what is missing see it first."""
    home, today = request.person.institution, clock.today()
    may_manage = policy.may(request.person, "organisation.manage")
    sees_gaps = policy.may(request.person, "access.view_accounts")
    context = {
        "chart": reporting_chart(Standing(home, today), today),
        "gaps": organisation_gaps(home, today) if sees_gaps else [],
        "sees_gaps": sees_gaps,
        "may_manage": may_manage,
        "profile": selectors.profile_of(home),
        "applicability": selectors.applicability_in_force(home),
        "today": today,
    }
    return render(request, "organisation/overview.html", context)
