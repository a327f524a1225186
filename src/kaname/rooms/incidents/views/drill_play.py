"""Drills while they are played: the clock, what players answer, the facilitator's word on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kaname.foundation.access.form_pages import press
from kaname.foundation.access.pages import PersonRequest, apply, page
from kaname.foundation.access.record_forms import RecordForm
from kaname.rooms.incidents import drill_reads, services
from kaname.rooms.incidents.choices import DrillState
from kaname.rooms.incidents.forms import (
    AnswerForm,
    DrillMarkForm,
    PaperDrillForm,
)

from .drills import drill_context, drill_form, drill_to_run, find_drill


@require_POST
@page("drills.run")
def drill_start(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin to play."""
    drill = drill_to_run(request, pk)
    return press(
        request,
        lambda: services.start_drill(by=request.person, drill=drill),
        _("訓練を始めました。加わる人に知らせました。"),
        drill,
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it was played on paper."""
    drill = drill_to_run(request, pk, DrillState.PLANNED)
    form = PaperDrillForm(request.POST or None, row=drill)
    return drill_form(
        request,
        drill,
        form,
        lambda: services.enter_paper_drill(by=request.person, drill=form.as_read(drill), **form.values()),
        title=_("紙で行った訓練を記録する"),
        submit=_("記録を始める"),
        said=_("紙に書いたことを、一つずつ入れてください。"),
    )


@require_POST
@page("drills.run")
def drill_pause(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop the scenario's clock."""
    drill = drill_to_run(request, pk)
    return press(
        request, lambda: services.pause_drill(by=request.person, drill=drill), _("一時停止しました。"), drill
    )


@require_POST
@page("drills.run")
def drill_resume(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the scenario's clock run on, in real time or ten times as fast."""
    drill = drill_to_run(request, pk)
    speed = 10 if request.POST.get("speed") == "10" else 1
    return press(
        request,
        lambda: services.resume_drill(by=request.person, drill=drill, speed=speed),
        _("進めています。"),
        drill,
    )


@require_POST
@page("drills.run")
def drill_jump(request: PersonRequest, pk: int) -> HttpResponse:
    """Set the scenario's clock forward to an inject."""
    drill = drill_to_run(request, pk)
    return press(
        request,
        lambda: services.jump_drill(by=request.person, drill=drill, to=request.POST.get("to", "")),
        _("次の想定を出しました。"),
        drill,
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End the play, after a look at what was not given out yet."""
    drill = drill_to_run(request, pk, DrillState.RUNNING)
    left = len(drill_reads.standing_of(drill).to_come)
    lead = _("終えると、記録は閉じられ、参加者はもう書き込めません。")
    if left:
        lead += _("まだ出していない想定が%(n)s件あります。") % {"n": left}
    return drill_form(
        request,
        drill,
        RecordForm(request.POST if request.method == "POST" else None, row=drill),
        lambda: services.end_drill(by=request.person, drill=drill),
        title=_("訓練を終える"),
        submit=_("訓練を終える"),
        said=_("訓練を終えました。振り返って、評価を書いてください。"),
        more={"lead": lead},
    )


@require_POST
@page("incidents.work")
def drill_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """What the players did. What was typed is kept when it is refused."""
    drill = find_drill(request, pk)
    if drill.incident is None:
        raise Http404
    incident = drill.incident
    form = AnswerForm(request.POST, standing=drill_reads.standing_of(drill))
    made = apply(form, lambda: services.write_line(by=request.person, incident=incident, **form.values()))
    if made is None:
        return render(
            request, "incidents/drill_playing.html", drill_context(request, drill, form), status=422
        )
    messages.success(request, _("残しました。"))
    return redirect(drill)


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_mark(request: PersonRequest, pk: int, expectation: str) -> HttpResponse:
    """The facilitator's word on something expected."""
    drill = drill_to_run(request, pk, DrillState.RUNNING, DrillState.ENDED)
    wanted = next((e for i in drill.scenario.injects for e in i.expects if e.key == expectation), None)
    if wanted is None:
        raise Http404
    form = DrillMarkForm(request.POST or None, row=drill.marks.filter(expectation=expectation).first())
    return drill_form(
        request,
        drill,
        form,
        lambda: services.mark_expectation(
            by=request.person, drill=drill, expectation=expectation, **form.values()
        ),
        title=_("できたか：%(what)s") % {"what": wanted.what},
        submit=_("残す"),
        said=_("残しました。"),
    )


@require_POST
@page("drills.run")
def drill_skip(request: PersonRequest, pk: int, inject: str) -> HttpResponse:
    """Say that an inject was left out."""
    drill = drill_to_run(request, pk)
    return press(
        request,
        lambda: services.skip_inject(by=request.person, drill=drill, inject=inject),
        _("行わなかったことにしました。できたかどうかの数には入れません。"),
        drill,
    )
