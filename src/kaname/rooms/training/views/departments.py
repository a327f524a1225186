"""The page for whoever answers for a department: who of it has courses to take."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar import clock
from kaname.rooms.training.departments import departments_answered_for
from kaname.rooms.training.pages import crumbs


@require_safe
@page("training.view")
def department_training(request: PersonRequest) -> HttpResponse:
    """Who of the departments that this person answers for has courses to take; nobody else's."""
    found = departments_answered_for(request.person, clock.today())
    return render(request, "training/department_training.html", {"departments": found, "crumbs": crumbs()})
