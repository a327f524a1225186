"""Drills afterwards: the evaluation, findings, the report; and the papers."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access.pages import PersonRequest, page
from kaname.rooms.incidents import drill_papers, services
from kaname.rooms.incidents.choices import DrillState
from kaname.rooms.incidents.forms import (
    ApproverForm,
    EvaluationForm,
    FindingForm,
)

from .drills import drill_form, drill_to_run, find_drill


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_evaluate(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what came of it."""
    drill = drill_to_run(request, pk, DrillState.ENDED)
    form = EvaluationForm(request.POST or None, row=drill)
    return drill_form(
        request,
        drill,
        form,
        lambda: services.evaluate_drill(by=request.person, drill=form.as_read(drill), **form.values()),
        title=_("訓練の評価を書く"),
        submit=_("残す"),
        said=_("残しました。"),
        template="incidents/drill_evaluate.html",
        more={"debrief": drill.scenario.debrief},
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_finding_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what was wanting, with the directive to whoever mends it."""
    drill = find_drill(request, pk)
    if drill.state != DrillState.ENDED:
        raise Http404
    form = FindingForm(request.POST or None, by=request.person)
    return drill_form(
        request,
        drill,
        form,
        lambda: services.add_finding(by=request.person, drill=drill, **form.values()),
        title=_("課題を決めて指示する"),
        submit=_("指示を出す"),
        said=_("課題を残し、指示を出しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report to an executive."""
    drill = drill_to_run(request, pk, DrillState.ENDED)
    form = ApproverForm(request.POST or None, by=request.person, row=drill)
    return drill_form(
        request,
        drill,
        form,
        lambda: services.report_drill(by=request.person, drill=form.as_read(drill), **form.values()),
        title=_("訓練の結果を経営層に報告する"),
        submit=_("報告する"),
        said=_("報告しました。"),
    )


@require_safe
@page("drills.run")
def drill_pack_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The whole drill on paper: the facilitator's sheets, one sheet per inject, board and log to write on."""
    return drill_papers.pack(drill_to_run(request, pk))


@require_safe
@page("drills.view")
def drill_report_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """What came of it, on A4."""
    drill = find_drill(request, pk)
    if drill.state != DrillState.ENDED:
        raise Http404
    return drill_papers.report(drill)
