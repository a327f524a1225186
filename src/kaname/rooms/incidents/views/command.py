"""The command page's acts: the text box, the board, tasks, roles, decisions, evidence, and what is printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, apply, get_visible, narrow, page
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision
from kaname.rooms.incidents import papers, selectors, services, shown
from kaname.rooms.incidents.choices import LineKind, Moment, TeamRole
from kaname.rooms.incidents.forms import (
    CorrectionForm,
    DecisionForm,
    EntryForm,
    FunctionForm,
    FunctionNameForm,
    ItemForm,
    LostForm,
    PreserveForm,
    RoleForm,
    TaskDoneForm,
    UndoForm,
)
from kaname.rooms.incidents.models import CareFunction, Incident, IncidentTask, LogLine, PreservedItem
from kaname.rooms.incidents.pages import form_about, incident_of, trail

from .alarm import command_context


@require_POST
@page("incidents.work")
def entry(request: PersonRequest, pk: int) -> HttpResponse:
    """The one text box: a line of the log, something asked, or a decision. What was typed is kept when it is refused."""
    incident = incident_of(request, pk)
    form = EntryForm(request.POST, by=request.person, incident=incident)
    made = apply(form, lambda: _entered(request.person, incident, form.values()))
    if made is None:
        return render(
            request, "incidents/incident_detail.html", command_context(request, incident, form), status=422
        )
    messages.success(request, _("残しました。"))
    return redirect(f"{incident.get_absolute_url()}#log")


def _entered(by: Person, incident: Incident, values: dict[str, Any]) -> object:
    if values["kind"] == LineKind.TASK:
        return services.ask_task(
            by=by, incident=incident, text=values["text"], assignee=values["person"], due_at=values["due_at"]
        )
    if values["kind"] == LineKind.DECISION:
        return services.decide_on_the_spot(
            by=by, incident=incident, moment=Moment.OTHER, text=values["text"], decided_at=values["at"]
        )
    return services.write_line(
        by=by,
        incident=incident,
        text=values["text"],
        kind=values["kind"],
        occurred_at=values["at"],
        source=values["source"],
        item=values["item"],
        unpreserved_reason=values["unpreserved_reason"],
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def line_correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a right line in the place of a wrong one."""
    line = get_visible(LogLine, request.person, pk=pk)
    form = CorrectionForm(request.POST or None, initial={"text": line.text, "occurred_at": line.occurred_at})
    return form_about(
        request,
        line.incident,
        form,
        lambda: services.correct_line(by=request.person, line=line, **form.values()),
        title=_("記録を訂正する"),
        submit=_("訂正する"),
        said=_("訂正しました。もとの行も残ります。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def function(request: PersonRequest, pk: int) -> HttpResponse:
    """How a function of care goes on."""
    row = get_visible(CareFunction, request.person, pk=pk)
    form = FunctionForm(request.POST or None, by=request.person, row=row)
    return form_about(
        request,
        row.incident,
        form,
        lambda: services.set_function(by=request.person, function=form.as_read(row), **form.values()),
        title=_("「%(name)s」の状態") % {"name": row.name},
        submit=_("残す"),
        said=_("残しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def function_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Put another function on the board."""
    incident = incident_of(request, pk)
    form = FunctionNameForm(request.POST or None)
    return form_about(
        request,
        incident,
        form,
        lambda: services.add_function(by=request.person, incident=incident, **form.values()),
        title=_("診療の機能を加える"),
        submit=_("加える"),
        said=_("加えました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def task_done(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that something asked is done."""
    task = get_visible(IncidentTask, request.person, pk=pk)
    form = TaskDoneForm(request.POST or None, row=task)
    return form_about(
        request,
        task.incident,
        form,
        lambda: services.finish_task(by=request.person, task=form.as_read(task), **form.values()),
        title=_("済んだ：%(task)s") % {"task": task.text},
        submit=_("済んだことにする"),
        said=_("残しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def role(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a role to somebody, with the note for the hand-over."""
    incident = incident_of(request, pk)
    asked = request.GET.get("role", "")
    initial = {"role": asked} if asked in TeamRole else {}
    form = RoleForm(request.POST or None, by=request.person, incident=incident, initial=initial)
    return form_about(
        request,
        incident,
        form,
        lambda: services.assign_role(by=request.person, incident=incident, **form.values()),
        title=_("担当を決める"),
        submit=_("決める"),
        said=_("決めました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.request")
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down a decision of the moment."""
    incident = incident_of(request, pk)
    asked = request.GET.get("moment", "")
    initial = {"moment": asked} if asked in Moment else {}
    initial["inject"] = request.GET.get("inject", "")
    form = DecisionForm(request.POST or None, by=request.person, incident=incident, initial=initial)
    return form_about(
        request,
        incident,
        form,
        lambda: services.decide_on_the_spot(by=request.person, incident=incident, **form.values()),
        title=_("判断を記録する"),
        submit=_("記録する"),
        said=_("判断を記録しました。"),
        # Who came from the page of a drill goes back to it.
        to=incident.drill.get_absolute_url() if incident.is_exercise and "inject" in request.GET else "",
    )


@require_http_methods(["GET", "POST"])
@page("incidents.request")
def undo(request: PersonRequest, pk: int, decision: int) -> HttpResponse:
    """Take a decision back by a new one."""
    incident = incident_of(request, pk)
    row = narrow(Decision.objects.visible_to(request.person), pk=decision)
    form = UndoForm(request.POST or None, by=request.person, incident=incident)
    return form_about(
        request,
        incident,
        form,
        lambda: services.undo_decision(by=request.person, incident=incident, decision=row, **form.values()),
        title=_("取り消す：%(what)s") % {"what": row.question},
        submit=_("取り消す"),
        said=_("取り消しました。もとの判断も残ります。"),
    )


@require_safe
@page("incidents.view")
def evidence(request: PersonRequest, pk: int) -> HttpResponse:
    """What is to be saved, and what was."""
    incident = incident_of(request, pk)
    context = {
        "incident": incident,
        "items": incident.items.select_related("system", "preserved_by").order_by("pk"),
        "may_work": incident.is_running and policy.may(request.person, "incidents.work"),
        "crumbs": trail(request.person, incident),
    }
    return render(request, "incidents/evidence.html", context)


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def item_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Name something to be saved."""
    incident = incident_of(request, pk)
    form = ItemForm(request.POST or None, by=request.person)
    return form_about(
        request,
        incident,
        form,
        lambda: services.list_item(by=request.person, incident=incident, **form.values()),
        title=_("保全する証拠を挙げる"),
        submit=_("挙げる"),
        said=_("挙げました。変更や復旧の前に保全してください。"),
        to=reverse("incidents:evidence", args=[incident.pk]),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def item_preserve(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that something was saved."""
    item = get_visible(PreservedItem, request.person, pk=pk)
    form = PreserveForm(request.POST or None, request.FILES or None, row=item)
    return form_about(
        request,
        item.incident,
        form,
        lambda: services.preserve_item(by=request.person, item=form.as_read(item), **form.values()),
        title=_("「%(what)s」の保全を記録する") % {"what": item.name},
        submit=_("記録する"),
        said=_("記録しました。"),
        to=reverse("incidents:evidence", args=[item.incident_id]),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def item_lost(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that nothing was left to save."""
    item = get_visible(PreservedItem, request.person, pk=pk)
    form = LostForm(request.POST or None, row=item)
    return form_about(
        request,
        item.incident,
        form,
        lambda: services.lose_item(by=request.person, item=form.as_read(item), **form.values()),
        title=_("「%(what)s」は残っていなかった") % {"what": item.name},
        submit=_("記録する"),
        said=_("記録しました。"),
        to=reverse("incidents:evidence", args=[item.incident_id]),
    )


@require_safe
@page("incidents.view")
def handover(request: PersonRequest, pk: int) -> HttpResponse:
    """The sheet for whoever takes over: how things stand, on one page."""
    incident = incident_of(request, pk)
    view = selectors.command_view(incident, clock.now())
    context = {
        "incident": incident,
        "view": view,
        "board": shown.shown_board(view),
        "clocks": [c for c in shown.shown_clocks(view) if c.is_open],
        "log": shown.shown_log(view)[:10],
        "crumbs": trail(request.person, incident),
    }
    return render(request, "incidents/handover.html", context)


@require_safe
@page("incidents.view")
def handover_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The same on A4 paper."""
    return papers.handover_paper(incident_of(request, pk))


@require_safe
@page("incidents.view")
def log_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The chronicle of the incident on A4 paper."""
    return papers.chronicle_paper(incident_of(request, pk))
