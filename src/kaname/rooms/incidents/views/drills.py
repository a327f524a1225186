"""Drills: the plan, the facilitator's and the players' view while it is played, what came of it, and its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import RoomPages, press
from kaname.foundation.access.pages import PersonRequest, apply, get_visible, narrow, page
from kaname.foundation.access.record_forms import ReasonForm, RecordForm
from kaname.rooms.incidents import drill_papers, drill_reads, services
from kaname.rooms.incidents.choices import DrillState
from kaname.rooms.incidents.drill_shown import next_drill_step, shown_course, tally, tally_in_words
from kaname.rooms.incidents.drills.scenario import shipped_scenarios
from kaname.rooms.incidents.forms import (
    AnswerForm,
    ApproverForm,
    DrillForm,
    DrillMarkForm,
    DrillPersonForm,
    DrillPlanForm,
    EvaluationForm,
    FindingForm,
    PaperDrillForm,
)
from kaname.rooms.incidents.lists import drill_listing
from kaname.rooms.incidents.models import Drill, DrillPerson
from kaname.rooms.incidents.pages import show_exercise

ROOM = RoomPages(_("訓練"), "incidents:drill_list")


def _drill(request: PersonRequest, pk: int) -> Drill:
    drill: Drill = narrow(drill_reads.drill_rows(request.person), pk=pk)
    if drill.incident is not None and drill.state == DrillState.RUNNING:
        show_exercise(request, drill.incident)
    return drill


def _form(
    request: PersonRequest,
    drill: Drill,
    form: RecordForm,
    service: Callable[[], Any],
    **words: Any,
) -> HttpResponse:
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


def _run(request: PersonRequest, pk: int, *states: DrillState) -> Drill:
    """A drill, for whoever runs it. Raises PermissionDenied for anybody else; Http404 unless it is in one of these states."""
    drill = _drill(request, pk)
    services.require_facilitator(request.person, drill)
    if states and drill.state not in states:
        raise Http404
    return drill


def _press(request: PersonRequest, drill: Drill, service: Callable[[], object], said: str) -> HttpResponse:
    return press(request, service, said, drill)


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


@require_http_methods(["GET", "POST"])
@page("drills.plan")
def drill_new(request: PersonRequest) -> HttpResponse:
    """Plan a drill."""
    form = DrillPlanForm(request.POST or None, request.FILES or None, by=request.person)
    return ROOM.form_page(
        request,
        form,
        lambda: services.plan_drill(by=request.person, **form.values()),
        title=_("訓練を計画する"),
        submit=_("計画する"),
        said=_("計画しました。加わる人を決めてください。"),
        cancel=reverse("incidents:drill_list"),
        template="incidents/drill_form.html",
        more={"files": sorted(shipped_scenarios().keys() - drill_reads.scenarios_kept_from(request.person))},
    )


@require_safe
@page("drills.plan")
def scenario_file(request: PersonRequest, scenario: str) -> HttpResponse:
    """One of Kaname's scenarios as a file, for a hospital to write its own after."""
    raw = shipped_scenarios().get(scenario)
    if raw is None:
        raise Http404
    if scenario in drill_reads.scenarios_kept_from(request.person):
        raise PermissionDenied(
            _(
                "このシナリオの訓練に加わる予定があります。想定を先に知らないよう、訓練が終わるまで開けません。"
            )
        )
    text = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=100)
    return HttpResponse(
        text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{scenario}.yaml"'},
    )


@require_safe
@page("drills.view")
def drill_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One drill: planned, as its facilitator sees it, as its players see it, or what came of it."""
    drill = _drill(request, pk)
    template = {
        DrillState.PLANNED: "incidents/drill_planned.html",
        DrillState.CANCELLED: "incidents/drill_planned.html",
        DrillState.RUNNING: "incidents/drill_playing.html",
        DrillState.ENDED: "incidents/drill_ended.html",
    }[DrillState(drill.state)]
    return render(request, template, _context(request, drill))


def _context(request: PersonRequest, drill: Drill, form: AnswerForm | None = None) -> dict[str, object]:
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


@require_http_methods(["GET", "POST"])
@page("drills.plan")
def drill_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is planned."""
    drill = _drill(request, pk)
    form = DrillForm(request.POST or None, row=drill)
    return _form(
        request,
        drill,
        form,
        lambda: services.change_drill(by=request.person, drill=form.as_read(drill), **form.values()),
        title=_("訓練の予定を変える"),
        submit=_("変える"),
        said=_("変えました。"),
    )


@require_http_methods(["GET", "POST"])
@page("drills.plan")
def drill_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it does not take place."""
    drill = _drill(request, pk)
    form = ReasonForm(request.POST or None, row=drill)
    return _form(
        request,
        drill,
        form,
        lambda: services.cancel_drill(by=request.person, drill=form.as_read(drill), **form.values()),
        title=_("訓練を取りやめる"),
        submit=_("取りやめる"),
        said=_("取りやめました。"),
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_person_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Let somebody take part."""
    drill = _drill(request, pk)
    parts = drill_reads.parts_to_give(request.person, drill)
    if not parts:
        raise PermissionDenied(_("加わる人を決めるのは、進行役と計画した人です。"))
    form = DrillPersonForm(request.POST or None, by=request.person, parts=parts)
    return _form(
        request,
        drill,
        form,
        lambda: services.add_to_drill(by=request.person, drill=drill, **form.values()),
        title=_("加わる人を足す"),
        submit=_("足す"),
        said=_("足しました。"),
    )


@require_POST
@page("drills.run")
def drill_person_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take out somebody who was added by mistake."""
    row = get_visible(DrillPerson, request.person, pk=pk)
    return _press(
        request,
        row.drill,
        lambda: services.remove_from_drill(by=request.person, row=row),
        _("%(name)s を外しました。") % {"name": row},
    )


@require_POST
@page("drills.run")
def drill_attendance(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that somebody does not take part after all, or does."""
    row = get_visible(DrillPerson, request.person, pk=pk)
    return _press(
        request,
        row.drill,
        lambda: services.set_attendance(by=request.person, row=row, attended=not row.attended),
        _("残しました。"),
    )


@require_POST
@page("drills.run")
def drill_start(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin to play."""
    drill = _run(request, pk)
    return _press(
        request,
        drill,
        lambda: services.start_drill(by=request.person, drill=drill),
        _("訓練を始めました。加わる人に知らせました。"),
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_paper(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it was played on paper."""
    drill = _run(request, pk, DrillState.PLANNED)
    form = PaperDrillForm(request.POST or None, row=drill)
    return _form(
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
    drill = _run(request, pk)
    return _press(
        request, drill, lambda: services.pause_drill(by=request.person, drill=drill), _("一時停止しました。")
    )


@require_POST
@page("drills.run")
def drill_resume(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the scenario's clock run on, in real time or ten times as fast."""
    drill = _run(request, pk)
    speed = 10 if request.POST.get("speed") == "10" else 1
    return _press(
        request,
        drill,
        lambda: services.resume_drill(by=request.person, drill=drill, speed=speed),
        _("進めています。"),
    )


@require_POST
@page("drills.run")
def drill_jump(request: PersonRequest, pk: int) -> HttpResponse:
    """Set the scenario's clock forward to an inject."""
    drill = _run(request, pk)
    return _press(
        request,
        drill,
        lambda: services.jump_drill(by=request.person, drill=drill, to=request.POST.get("to", "")),
        _("次の想定を出しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End the play, after a look at what was not given out yet."""
    drill = _run(request, pk, DrillState.RUNNING)
    left = len(drill_reads.standing_of(drill).to_come)
    lead = _("終えると、記録は閉じられ、参加者はもう書き込めません。")
    if left:
        lead += _("まだ出していない想定が%(n)s件あります。") % {"n": left}
    return _form(
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
    drill = _drill(request, pk)
    if drill.incident is None:
        raise Http404
    incident = drill.incident
    form = AnswerForm(request.POST, standing=drill_reads.standing_of(drill))
    made = apply(form, lambda: services.write_line(by=request.person, incident=incident, **form.values()))
    if made is None:
        return render(request, "incidents/drill_playing.html", _context(request, drill, form), status=422)
    messages.success(request, _("残しました。"))
    return redirect(drill)


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_mark(request: PersonRequest, pk: int, expectation: str) -> HttpResponse:
    """The facilitator's word on something expected."""
    drill = _run(request, pk, DrillState.RUNNING, DrillState.ENDED)
    wanted = next((e for i in drill.scenario.injects for e in i.expects if e.key == expectation), None)
    if wanted is None:
        raise Http404
    form = DrillMarkForm(request.POST or None, row=drill.marks.filter(expectation=expectation).first())
    return _form(
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
    drill = _run(request, pk)
    return _press(
        request,
        drill,
        lambda: services.skip_inject(by=request.person, drill=drill, inject=inject),
        _("行わなかったことにしました。できたかどうかの数には入れません。"),
    )


@require_http_methods(["GET", "POST"])
@page("drills.run")
def drill_evaluate(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what came of it."""
    drill = _run(request, pk, DrillState.ENDED)
    form = EvaluationForm(request.POST or None, row=drill)
    return _form(
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
    drill = _drill(request, pk)
    if drill.state != DrillState.ENDED:
        raise Http404
    form = FindingForm(request.POST or None, by=request.person)
    return _form(
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
    drill = _run(request, pk, DrillState.ENDED)
    form = ApproverForm(request.POST or None, by=request.person, row=drill)
    return _form(
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
    return drill_papers.pack(_run(request, pk))


@require_safe
@page("drills.view")
def drill_report_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """What came of it, on A4."""
    drill = _drill(request, pk)
    if drill.state != DrillState.ENDED:
        raise Http404
    return drill_papers.report(drill)
