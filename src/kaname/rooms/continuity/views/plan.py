"""The overview, the criteria for everybody, the plan's parts, the five phases, and the plan on paper."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.calendar import clock
from kaname.rooms.continuity import services
from kaname.rooms.continuity.badges import item_badge
from kaname.rooms.continuity.choices import Band, PartKey
from kaname.rooms.continuity.forms.plan import ItemForm, PartForm
from kaname.rooms.continuity.models import PhaseCheck
from kaname.rooms.continuity.needs import needs
from kaname.rooms.continuity.pages import form_page, tabs
from kaname.rooms.continuity.paper import plan_paper
from kaname.rooms.continuity.phases import items
from kaname.rooms.continuity.selectors.checks import findings_of
from kaname.rooms.continuity.selectors.impact import functions_of, impact_rows
from kaname.rooms.continuity.selectors.plan import criteria_of, parts_on
from kaname.rooms.continuity.selectors.standing import continuity_standing


@require_safe
@page("continuity.view")
def overview(request: PersonRequest) -> HttpResponse:
    """What is missing and the next step; then plan, impact, order of recovery, backups and the last tests."""
    person, today = request.person, clock.today()
    standing = continuity_standing(person.institution, today)
    found = needs(standing, findings_of(person.institution, today))
    context = {
        "tabs": tabs("continuity:overview"),
        "standing": standing,
        "needs": [(need, policy.may(person, need.action)) for need in found],
        "impact": impact_rows(standing.functions),
        "bands": [band.label for band in Band],
        "may_plan": policy.may(person, "continuity.plan"),
        "may_manage": policy.may(person, "continuity.manage"),
    }
    return render(request, "continuity/overview.html", context)


@require_safe
@page("continuity.view_criteria")
def criteria(request: PersonRequest) -> HttpResponse:
    """For everybody in the house: when care goes on, is limited, stopped or diverted, who decides, and how on paper."""
    person, today = request.person, clock.today()
    parts = parts_on(person.institution, today)
    people = [
        (str(PartKey(key).label), parts[key].person, parts[key].text)
        for key in (PartKey.TRIGGER, PartKey.DECISION_MAKER, PartKey.DEPUTY_DECISION_MAKER)
        if key in parts and parts[key].person
    ]
    context = {
        "criteria": criteria_of(person.institution, today),
        "people": people,
        "leakage": parts.get(PartKey.LEAKAGE_WITHOUT_STOP),
        "functions": _on_paper(request),
        "may_view": policy.may(person, "continuity.view"),
    }
    return render(request, "continuity/criteria.html", context)


def _on_paper(request: PersonRequest) -> list[tuple[str, str]]:
    """Each service with how it goes on without its systems, the first to resume at the head."""
    rows = functions_of(request.person.institution, clock.today())
    return [(row.name, row.fallback) for row in rows if row.fallback]


@require_safe
@page("continuity.view")
def plan(request: PersonRequest) -> HttpResponse:
    """The plan's structured part: each part with since when it is as it is, and the five phases."""
    person, today = request.person, clock.today()
    standing = continuity_standing(person.institution, today)
    context = {
        "tabs": tabs("continuity:plan"),
        "standing": standing,
        "phases": [
            (lines, [(line, item_badge(line.status)) for line in lines.lines]) for lines in standing.phases
        ],
        "may_plan": policy.may(person, "continuity.plan"),
        "may_manage": policy.may(person, "continuity.manage"),
        "may_see_history": policy.may(person, "ledger.view"),
    }
    return render(request, "continuity/plan.html", context)


@require_http_methods(["GET", "POST"])
@page("continuity.plan")
def part_change(request: PersonRequest, part: str) -> HttpResponse:
    """Write one part of the plan."""
    if part not in PartKey.values:
        raise Http404
    key = PartKey(part)
    present = parts_on(request.person.institution, clock.today()).get(part)
    form = PartForm(request.POST or None, by=request.person, key=key, row=present)
    return form_page(
        request,
        form,
        lambda: services.write_part(
            by=request.person, key=part, revision=form.cleaned_data.get("revision"), **form.values()
        ),
        title=_("「%(part)s」を書く") % {"part": key.label},
        submit=_("保存する"),
        said=_("今日からの内容として保存しました。"),
        cancel=reverse("continuity:plan"),
        trail=[(_("BCPの項目"), reverse("continuity:plan"))],
    )


@require_http_methods(["GET", "POST"])
@page("continuity.manage")
def item_change(request: PersonRequest, item: str) -> HttpResponse:
    """Say whether the plan settles an item of the five phases."""
    if item not in items():
        raise Http404
    row = PhaseCheck.objects.visible_to(request.person).filter(item=item).first()
    form = ItemForm(request.POST or None, by=request.person, row=row)
    return form_page(
        request,
        form,
        lambda: services.check_item(
            by=request.person, item=item, revision=form.cleaned_data.get("revision"), **form.values()
        ),
        title=str(items()[item].words),
        submit=_("保存する"),
        said=_("確かめた結果を保存しました。"),
        cancel=reverse("continuity:plan"),
        trail=[(_("BCPの項目"), reverse("continuity:plan"))],
    )


@require_safe
@page("continuity.view")
def plan_pdf(request: PersonRequest) -> HttpResponse:
    """The plan's structured part on A4 paper."""
    return plan_paper(request.person)
