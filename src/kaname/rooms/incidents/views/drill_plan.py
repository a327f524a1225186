"""Drills before they begin: the plan, its scenario, who takes part."""

from __future__ import annotations

import yaml
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access.form_pages import press
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.access.record_forms import ReasonForm
from kaname.rooms.incidents import drill_reads, services
from kaname.rooms.incidents.drills.scenario import shipped_scenarios
from kaname.rooms.incidents.forms import (
    DrillForm,
    DrillPersonForm,
    DrillPlanForm,
)
from kaname.rooms.incidents.models import DrillPerson

from .drills import ROOM, drill_form, find_drill


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


@require_http_methods(["GET", "POST"])
@page("drills.plan")
def drill_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is planned."""
    drill = find_drill(request, pk)
    form = DrillForm(request.POST or None, row=drill)
    return drill_form(
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
    drill = find_drill(request, pk)
    form = ReasonForm(request.POST or None, row=drill)
    return drill_form(
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
    drill = find_drill(request, pk)
    parts = drill_reads.parts_to_give(request.person, drill)
    if not parts:
        raise PermissionDenied(_("加わる人を決めるのは、進行役と計画した人です。"))
    form = DrillPersonForm(request.POST or None, by=request.person, parts=parts)
    return drill_form(
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
    return press(
        request,
        lambda: services.remove_from_drill(by=request.person, row=row),
        _("%(name)s を外しました。") % {"name": row},
        row.drill,
    )


@require_POST
@page("drills.run")
def drill_attendance(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that somebody does not take part after all, or does."""
    row = get_visible(DrillPerson, request.person, pk=pk)
    return press(
        request,
        lambda: services.set_attendance(by=request.person, row=row, attended=not row.attended),
        _("残しました。"),
        row.drill,
    )
