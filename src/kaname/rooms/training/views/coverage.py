"""Pages on how far training has come: the overview, the coverage, who is missing, one person's record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.calendar import clock
from kaname.rooms.training.coverage_file import coverage_file
from kaname.rooms.training.lists import missing_listing
from kaname.rooms.training.models import Course, CourseStatus
from kaname.rooms.training.pages import crumbs
from kaname.rooms.training.selectors import learning
from kaname.rooms.training.selectors.courses import stale_materials
from kaname.rooms.training.selectors.coverage import coverage as coverage_of


@require_safe
@page("training.take")
def overview(request: PersonRequest) -> HttpResponse:
    """教育: how far it has come and what to do; whoever only learns goes to their own courses."""
    if not policy.may(request.person, "training.view_all"):
        return redirect("training:my_courses")
    today = clock.today()
    drafts = Course.objects.visible_to(request.person).filter(status=CourseStatus.DRAFT)
    context = {
        "coverage": coverage_of(request.person.institution, today),
        "stale": stale_materials(request.person.institution, today),
        "drafts": drafts.order_by("code"),
        "may_manage": policy.may(request.person, "training.manage"),
    }
    return render(request, "training/overview.html", context)


@require_safe
@page("training.view_all")
def coverage(request: PersonRequest) -> HttpResponse:
    """Coverage by course, department and kind of person."""
    found = coverage_of(request.person.institution, clock.today())
    if request.GET.get("format") == "xlsx":
        return coverage_file(found)
    return render(request, "training/coverage.html", {"coverage": found, "crumbs": crumbs()})


@require_safe
@page("training.view_all")
def missing_list(request: PersonRequest) -> HttpResponse:
    """Who is not through with a required course."""
    listing = missing_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "may_manage": policy.may(request.person, "training.manage"),
        "crumbs": crumbs(),
    }
    return render(request, "training/missing_list.html", context)


@require_safe
@page("training.view_all")
def person_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """What one person has to learn, and has learned."""
    person: Person = get_visible(Person, request.person, pk=pk)
    rows = learning.my_courses(person, clock.today())
    context = {
        "learner": person,
        "rows": rows,
        "history": learning.completions_of(person).order_by("-completed_on", "-pk"),
        "crumbs": crumbs((_("受けていない人"), reverse("training:missing_list"))),
    }
    return render(request, "training/person_detail.html", context)
