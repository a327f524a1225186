"""Drills: the list, and one of them as it stands, for whoever runs it and for its players."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import RoomPages
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.access.record_forms import RecordForm
from kaname.rooms.incidents import drill_reads, services
from kaname.rooms.incidents.choices import DrillState
from kaname.rooms.incidents.drill_shown import next_drill_step, shown_course, tally, tally_in_words
from kaname.rooms.incidents.forms import (
    AnswerForm,
)
from kaname.rooms.incidents.lists import drill_listing
from kaname.rooms.incidents.models import Drill
from kaname.rooms.incidents.pages import show_exercise

ROOM = RoomPages(_("訓練"), "incidents:drill_list")


def find_drill(request: PersonRequest, pk: int) -> Drill:
    """A drill that this person may see; while it is played the page says that it is an exercise. Raises Http404."""
    drill: Drill = narrow(drill_reads.drill_rows(request.person), pk=pk)
    if drill.incident is not None and drill.state == DrillState.RUNNING:
        show_exercise(request, drill.incident)
    return drill


def drill_form(
    request: PersonRequest,
    drill: Drill,
    form: RecordForm,
    service: Callable[[], Any],
    **words: Any,
) -> HttpResponse:
    """A form about a drill; afterwards one is back at the drill."""
    back = drill.get_absolute_url()
    return ROOM.form_page(
        request,
        form,
        service,
        trail=((drill.title, back),),
        cancel=back,
        to=lambda _made: back,
        **words,
    )


def drill_to_run(request: PersonRequest, pk: int, *states: DrillState) -> Drill:
    """A drill, for whoever runs it. Raises PermissionDenied for anybody else; Http404 unless it is in one of these states."""
    drill = find_drill(request, pk)
    services.require_facilitator(request.person, drill)
    if states and drill.state not in states:
        raise Http404
    return drill


@require_safe
@page("drills.view")
def drill_list(request: PersonRequest) -> HttpResponse:
    """Every drill: what comes next in a sentence, then the list."""
    listing = drill_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    rows = drill_reads.drill_rows(request.person).filter(state__in=(DrillState.PLANNED, DrillState.RUNNING))
    context = {
        "listing": listing,
        "open": list(rows.order_by("planned_on", "pk")),
        "may_plan": policy.may(request.person, "drills.plan"),
    }
    return render(request, "incidents/drill_list.html", context)


@require_safe
@page("drills.view")
def drill_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One drill: planned, as its facilitator sees it, as its players see it, or what came of it."""
    drill = find_drill(request, pk)
    template = {
        DrillState.PLANNED: "incidents/drill_planned.html",
        DrillState.CANCELLED: "incidents/drill_planned.html",
        DrillState.RUNNING: "incidents/drill_playing.html",
        DrillState.ENDED: "incidents/drill_ended.html",
    }[DrillState(drill.state)]
    return render(request, template, drill_context(request, drill))


def drill_context(request: PersonRequest, drill: Drill, form: AnswerForm | None = None) -> dict[str, object]:
    """What the page of a drill shows this person; `form` is an answer that was refused, with what was typed."""
    runs = drill.is_run_by(request.person) and policy.may(request.person, "drills.run")
    people = list(drill.people.all())
    context: dict[str, object] = {
        "drill": drill,
        "scenario": drill.scenario,
        "people": people,
        "runs": runs,
        "may_plan": policy.may(request.person, "drills.plan"),
        "parts": drill_reads.parts_to_give(request.person, drill),
        "may_find": policy.may(request.person, "drills.run")
        and policy.may(request.person, "directives.issue"),
        "has_executive": drill_reads.has_executive(people),
        "crumbs": ROOM.crumbs(),
    }
    if drill.state in (DrillState.RUNNING, DrillState.ENDED):
        context |= _played(drill, runs=runs)
    if drill.state == DrillState.RUNNING:
        plays = any(row.person_id == request.person.pk for row in people)
        may_answer = plays and policy.may(request.person, "incidents.work")
        standing = context["standing"]
        assert isinstance(standing, drill_reads.DrillStanding)
        context["form"] = (form or AnswerForm(standing=standing)) if may_answer else None
    return context


def _played(drill: Drill, *, runs: bool) -> dict[str, object]:
    standing = drill_reads.standing_of(drill)
    ended = drill.state == DrillState.ENDED
    course = drill_reads.course(standing)
    knows = ended or runs
    seen = course if knows else [row for row in course if row.inject in standing.met]
    shown = shown_course(standing, seen, expected=knows)
    return {
        "standing": standing,
        "course": shown,
        "met": [row for row in reversed(shown) if row.is_met],
        "next": standing.to_come[0] if standing.to_come and runs else None,
        "findings": list(drill.findings.select_related("directive", "directive__addressee").order_by("pk")),
        "result": tally_in_words(tally(course)),
        "step": next_drill_step(drill) if runs and ended else None,
    }
