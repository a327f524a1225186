"""The page of the ISMS cycle."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.obligations.selectors import history
from kaname.rooms.planning.pages import tabs
from kaname.rooms.planning.ring import SIZE, ring_of
from kaname.rooms.planning.selectors.isms import cycle_of


@require_safe
@page("planning.view")
def isms(request: PersonRequest) -> HttpResponse:
    """Plan, Do, Check, Act: what each rests on, whether it is up to date, until when, and since when it is not."""
    institution = request.person.institution
    cycle = cycle_of(request.person)
    context = {
        "cycle": cycle,
        "arcs": ring_of(cycle) if cycle else (),
        "size": SIZE,
        "history": history(institution, cycle.obligation) if cycle else [],
        "tabs": tabs(request.person, "planning:isms"),
    }
    return render(request, "planning/isms.html", context)
