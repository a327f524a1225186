"""Pages of status reports: the list, writing one, reading one, sending it, what follows from it, and its paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import form_page
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import DecisionStatus
from kaname.rooms.planning.forms.reports import BeginForm, OrderForm, SendForm, WriteForm
from kaname.rooms.planning.lists.reports import report_listing
from kaname.rooms.planning.models import ReportKind, ReportStatus, StatusReport
from kaname.rooms.planning.pages import crumbs, tabs
from kaname.rooms.planning.report_paper import report_paper
from kaname.rooms.planning.selectors import reports as selectors
from kaname.rooms.planning.selectors.sections import shown
from kaname.rooms.planning.services import reports as services


@require_safe
@page("planning.view")
def report_list(request: PersonRequest) -> HttpResponse:
    """The reports, and before them what must be written or judged next."""
    person = request.person
    listing = report_listing(request, person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "tabs": tabs(request.person, "planning:report_list"),
        "desk": selectors.desk(person, clock.today()),
        "may_write": policy.may(person, "planning.report"),
    }
    return render(request, "planning/report_list.html", context)


@page("planning.report")
def report_begin(request: PersonRequest, kind: str) -> HttpResponse:
    """Where a button or an obligation leads: on with the draft of this kind, or begin one."""
    if kind not in ReportKind.values:
        raise Http404
    standing = selectors.report_standing(request.person.institution, kind, clock.today())
    if standing.draft is not None:
        return redirect("planning:report_write", standing.draft.pk)
    starts_on, ends_on = standing.next_period
    form = BeginForm(request.POST or None, initial={"starts_on": starts_on, "ends_on": ends_on})
    return form_page(
        request,
        form,
        lambda: services.begin_report(by=request.person, kind=kind, **form.values()),
        title=_("%(kind)sを書く") % {"kind": ReportKind(kind).label},
        submit=_("次へ：素材を読んで書く"),
        said=_("素材を集めました。読んで所見を書いてください。"),
        cancel=reverse("planning:report_list"),
        crumbs=_crumbs(),
        to=lambda made: reverse("planning:report_write", args=[made.pk]),
    )


@page("planning.report")
def report_write(request: PersonRequest, pk: int) -> HttpResponse:
    """Write a draft: the material as it is now, with a box for the author's words under each section."""
    report = _report(request, pk)
    if not report.is_draft:
        return redirect(report)
    sections = shown(selectors.material(report), report.comments)
    form = WriteForm(request.POST or None, report=report, sections=sections)
    saved = apply(
        form,
        lambda: services.write_report(by=request.person, report=form.as_read(report), **form.values()),
    )
    if saved is not None:
        messages.success(request, _("下書きを保存しました。読む人にはこのように見えます。"))
        return redirect(saved)
    context = {"report": report, "form": form, "crumbs": _crumbs(report)}
    return render(request, "planning/report_write.html", context, status=422 if form.errors else 200)


@require_safe
@page("planning.view")
def report_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One report as its reader sees it, with what to do next."""
    report = _report(request, pk)
    person = request.person
    found = selectors.report_page(report, person)
    decision = report.decision
    waits_for_me = decision is not None and decision.awaiting_id == person.pk
    context = {
        "page": found,
        "report": report,
        "crumbs": _crumbs(),
        "may_write": policy.may(person, "planning.report"),
        "may_judge": policy.may(person, "planning.judge"),
        "waits_for_me": waits_for_me and decision is not None and decision.status == DecisionStatus.PENDING,
        "may_revise": _may_revise(person, found),
    }
    return render(request, "planning/report_detail.html", context)


def _may_revise(person: Any, found: selectors.ReportPage) -> bool:
    report = found.report
    came_back = report.status in (ReportStatus.RETURNED, ReportStatus.WITHDRAWN)
    own = report.status == ReportStatus.SENT and found.is_sent_back and report.author_id == person.pk
    return policy.may(person, "planning.report") and found.successor is None and (came_back or own)


@page("planning.report")
def report_send(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a draft before an executive; from then on it never changes."""
    report = _report(request, pk)
    form = SendForm(request.POST or None, by=request.person, report=report)
    return form_page(
        request,
        form,
        lambda: services.send_report(by=request.person, report=form.as_read(report), **form.values()),
        title=_("「%(title)s」を経営層に送る") % {"title": report.title},
        submit=_("この内容で送る"),
        said=_("経営層に報告しました。内容は固定され、判断を待ちます。"),
        cancel=report.get_absolute_url(),
        crumbs=_crumbs(report),
        template="planning/report_send.html",
        more={"report": report},
    )


@require_POST
@page("planning.report")
def report_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    services.discard_report(by=request.person, report=_report(request, pk))
    messages.success(request, _("下書きを捨てました。捨てたことは証跡に残ります。"))
    return redirect("planning:report_list")


@require_POST
@page("planning.report")
def report_revise(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin the next version of a report that came back."""
    fresh = services.revise_report(by=request.person, report=_report(request, pk))
    messages.success(request, _("次の版を作りました。素材はいまの記録から読み直しています。"))
    return redirect("planning:report_write", fresh.pk)


@page("planning.judge")
def report_order(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell somebody what must be improved, as was decided on the report."""
    report = _report(request, pk)
    reason = report.decision.reason if report.decision else ""
    form = OrderForm(request.POST or None, by=request.person, reason=reason)
    return form_page(
        request,
        form,
        lambda: services.order_improvement(by=request.person, report=report, **form.values()),
        title=_("改善を指示する"),
        submit=_("指示を出す"),
        said=_("改善の指示を出しました。続けて別の人にも指示できます。"),
        cancel=report.get_absolute_url(),
        crumbs=_crumbs(report),
        to=lambda _made: report.get_absolute_url(),
    )


@require_safe
@page("planning.view")
def report_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The report on A4 paper."""
    return report_paper(_report(request, pk), request.person)


def _report(request: PersonRequest, pk: int) -> StatusReport:
    rows = StatusReport.objects.visible_to(request.person).with_people().select_related("institution")
    return narrow(rows, pk=pk)


def _crumbs(report: StatusReport | None = None) -> list[dict[str, str]]:
    steps = [(_("定期報告"), reverse("planning:report_list"))]
    return crumbs(*steps, *([(report.title, report.get_absolute_url())] if report else []))
