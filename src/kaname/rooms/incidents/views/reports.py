"""Duties to report: how each stands, its drafts, what was sent; and duties that do not apply."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.calendar import clock as house_clock
from kaname.foundation.contacts.selectors import contacts_for_clock
from kaname.foundation.decisions.selectors import decision_of
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.incidents import papers, selectors, services, shown
from kaname.rooms.incidents.clocks.rules import Rule, shipped_rules
from kaname.rooms.incidents.forms import ApproverForm, BeginForm, DraftForm, SentForm, WaiverForm
from kaname.rooms.incidents.keys import ANNOUNCE
from kaname.rooms.incidents.models import Incident, IncidentReport
from kaname.rooms.incidents.pages import ROOM, form_about, incident_of, trail
from kaname.rooms.incidents.prepared import prepared_texts, unfilled
from kaname.rooms.incidents.services.reporting import NEEDS_APPROVAL, digest_of


def _rule(name: str) -> Rule:
    found = shipped_rules().rules.get(name)
    if found is None:
        raise Http404
    return found


def _clock_url(incident: Incident, clock_id: str) -> str:
    return reverse("incidents:clock", args=[incident.pk, clock_id])


@require_safe
@page("incidents.view")
def clock(request: PersonRequest, pk: int, clock_id: str) -> HttpResponse:
    """One duty: to whom, by when and why, what to send, and what was sent."""
    incident, rule = incident_of(request, pk), _rule(clock_id)
    view = selectors.command_view(incident, house_clock.now())
    found = next((c for c in view.clocks if c.rule.id == clock_id), None)
    if found is None:
        raise Http404
    reports = tuple(r for r in view.reports if r.clock == clock_id)
    items = shipped_rules().items
    context = {
        "incident": incident,
        "rule": rule,
        "clock": shown.show_clock(found, view.now, reports),
        "contents": [str(items[n]) for n in rule.items] or [str(text) for text in rule.contents],
        "stale": [r.pk for r in reports if r.sheet_id != view.sheet.pk],
        "draft": next((r for r in reports if not r.is_sent), None),
        "contacts": contacts_for_clock(incident.institution, clock_id, on=house_clock.today()),
        "suggested": [str(shipped_rules().exemptions[name].name) for name in found.exemptions_suggested],
        "may_work": incident.status == "OPEN" and policy.may(request.person, "incidents.work"),
        "has_texts": prepared_texts(incident.institution, clock_id).exists(),
        "crumbs": trail(request.person, incident),
    }
    return render(request, "incidents/clock.html", context)


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def clock_draft(request: PersonRequest, pk: int, clock_id: str) -> HttpResponse:
    """Draft the next report of a duty from the newest facts, or from a text that was prepared for it."""
    incident, rule = incident_of(request, pk), _rule(clock_id)
    form = _begin_form(request, incident, rule)
    return ROOM.form_page(
        request,
        form,
        lambda: services.draft_report(
            by=request.person, incident=incident, clock_id=rule.id, **form.values()
        ),
        trail=(
            (incident.number, incident.get_absolute_url()),
            (str(rule.recipient), _clock_url(incident, rule.id)),
        ),
        title=_("「%(to)s」の下書きを作る") % {"to": rule.recipient},
        submit=_("下書きを作る"),
        said=_("下書きを作りました。"),
        cancel=_clock_url(incident, rule.id),
    )


def _begin_form(request: PersonRequest, incident: Incident, rule: Rule) -> BeginForm:
    sent = request.POST if request.method == "POST" else None
    return BeginForm(sent, texts=prepared_texts(incident.institution, rule.id))


@require_http_methods(["GET", "POST"])
@page("incidents.request")
def clock_waive(request: PersonRequest, pk: int, clock_id: str) -> HttpResponse:
    """Ask an executive to decide that a duty does not apply."""
    incident, rule = incident_of(request, pk), _rule(clock_id)
    form = WaiverForm(request.POST or None, by=request.person, rule=rule)
    return form_about(
        request,
        incident,
        form,
        lambda: services.ask_waiver(by=request.person, incident=incident, clock_id=rule.id, **form.values()),
        title=_("「%(to)s」への届け出を非該当とする決裁を求める") % {"to": rule.recipient},
        submit=_("決裁を求める"),
        said=_("決裁を求めました。決まるまで期限は続きます。"),
        to=_clock_url(incident, rule.id),
        way=((str(rule.recipient), _clock_url(incident, rule.id)),),
    )


def _report(person: Person, pk: int) -> IncidentReport:
    rows = IncidentReport.objects.visible_to(person).select_related(
        "incident", "sheet", "sent_by", "drafted_by"
    )
    return narrow(rows, pk=pk)


def _way(report: IncidentReport) -> tuple[tuple[str, str], ...]:
    return ((str(report.rule.recipient), _clock_url(report.incident, report.clock)),)


@require_safe
@page("incidents.view")
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """A report: its text, which facts it rests on, whether those are still what is known, and how it went out."""
    row = _report(request.person, pk)
    newest = selectors.newest_sheet(row.incident)
    decision = decision_of(row, ANNOUNCE)
    is_approved = (
        decision is not None
        and decision.is_approved
        and decision.material.get("body_sha256") == digest_of(row.body)
    )
    needs_approval = row.clock in NEEDS_APPROVAL and not row.is_sent
    context = {
        "report": row,
        "incident": row.incident,
        "is_stale": row.sheet.version < newest.version,
        "newest": newest,
        "decision": decision,
        "waits_for_approval": needs_approval
        and not is_approved
        and decision is not None
        and decision.is_open,
        "needs_approval": needs_approval and not is_approved,
        "files": evidence_of(row),
        "unfilled": [] if row.is_sent else unfilled(f"{row.title}\n{row.body}"),
        "has_texts": not row.is_sent and prepared_texts(row.institution, row.clock).exists(),
        "may_work": row.incident.status == "OPEN"
        and not row.is_sent
        and policy.may(request.person, "incidents.work"),
        "crumbs": trail(request.person, row.incident, *_way(row)),
    }
    return render(request, "incidents/report.html", context)


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def report_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the text of a draft."""
    row = _report(request.person, pk)
    form = DraftForm(request.POST or None, row=row)
    return form_about(
        request,
        row.incident,
        form,
        lambda: services.change_draft(by=request.person, report=form.as_read(row), **form.values()),
        title=_("下書きを直す"),
        submit=_("残す"),
        said=_("残しました。"),
        to=row.get_absolute_url(),
        way=_way(row),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def report_renew(request: PersonRequest, pk: int) -> HttpResponse:
    """Draft it anew from the newest facts, or from a text that was prepared for it."""
    row = _report(request.person, pk)
    form = _begin_form(request, row.incident, row.rule)
    return form_about(
        request,
        row.incident,
        form,
        lambda: services.renew_draft(by=request.person, report=row, **form.values()),
        title=_("下書きを作り直す"),
        submit=_("作り直す"),
        said=_("作り直しました。"),
        to=row.get_absolute_url(),
        way=_way(row),
        more={"lead": _("いまの下書きの文は消えます。")},
    )


@require_POST
@page("incidents.work")
def report_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row = _report(request.person, pk)
    address = _clock_url(row.incident, row.clock)
    services.discard_draft(by=request.person, report=row)
    return redirect(address)


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def report_sent(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that it went out."""
    row = _report(request.person, pk)
    form = SentForm(request.POST or None, request.FILES or None, row=row)
    return form_about(
        request,
        row.incident,
        form,
        lambda: services.record_sent(by=request.person, report=form.as_read(row), **form.values()),
        title=_("送ったことを記録する"),
        submit=_("記録する"),
        said=_("記録しました。この文はもう変わりません。"),
        to=row.get_absolute_url(),
        way=_way(row),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.request")
def report_announce(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the text of an announcement before an executive."""
    row = _report(request.person, pk)
    form = ApproverForm(request.POST or None, by=request.person)
    return form_about(
        request,
        row.incident,
        form,
        lambda: services.ask_announcement(by=request.person, report=row, **form.values()),
        title=_("公表の決裁を求める"),
        submit=_("決裁を求める"),
        said=_("決裁を求めました。"),
        to=row.get_absolute_url(),
        way=_way(row),
    )


@require_safe
@page("incidents.view")
def report_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """A report on A4 paper."""
    return papers.report_paper(_report(request.person, pk))


@require_safe
@page("incidents.view")
def report_docx(request: PersonRequest, pk: int) -> HttpResponse:
    """A report as a Word file."""
    return papers.report_word(_report(request.person, pk))
