"""The time after: who took part, measures, paper entered again, review, and the list for the end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, get_visible, page
from kaname.foundation.decisions.selectors import decision_of
from kaname.rooms.incidents import services
from kaname.rooms.incidents.closing import closing_checks
from kaname.rooms.incidents.forms import (
    AnnounceForm,
    ApproverForm,
    ClosingForm,
    MeasureForm,
    ParticipantForm,
    ReentryCheckForm,
    ReentryForm,
    ReviewForm,
)
from kaname.rooms.incidents.keys import CLOSE
from kaname.rooms.incidents.models import Incident, Measure, PaperReentry, PostReview
from kaname.rooms.incidents.pages import form_about, incident_of, trail


def _after_url(incident: Incident) -> str:
    return reverse("incidents:aftermath", args=[incident.pk])


@require_safe
@page("incidents.view")
def aftermath(request: PersonRequest, pk: int) -> HttpResponse:
    """Cause, prevention, paper, review."""
    incident = incident_of(request, pk)
    review = PostReview.objects.filter(incident=incident).select_related("decision").first()
    may_work = policy.may(request.person, "incidents.work")
    context = {
        "incident": incident,
        "participants": list(incident.participants.all()),
        "measures": list(incident.measures.select_related("directive__addressee")),
        "reentries": list(incident.reentries.select_related("checked_by")),
        "review": review,
        "may_work": may_work and incident.status == "OPEN",
        "may_review": may_work and incident.status in ("OPEN", "CLOSED"),
        "crumbs": trail(request.person, incident),
    }
    return render(request, "incidents/aftermath.html", context)


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def participant_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Record who took part in finding the cause."""
    incident = incident_of(request, pk)
    form = ParticipantForm(request.POST or None)
    return form_about(
        request,
        incident,
        form,
        lambda: services.add_participant(by=request.person, incident=incident, **form.values()),
        title=_("調査に加わった組織を加える"),
        submit=_("加える"),
        said=_("加えました。"),
        to=_after_url(incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def measure_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Add a measure, with the directive to whoever carries it out."""
    incident = incident_of(request, pk)
    form = MeasureForm(request.POST or None, by=request.person)
    return form_about(
        request,
        incident,
        form,
        lambda: services.add_measure(by=request.person, incident=incident, **form.values()),
        title=_("再発防止策を決めて指示する"),
        submit=_("指示を出す"),
        said=_("再発防止策を加え、指示を出しました。"),
        to=_after_url(incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def measure_announce(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that the staff were told."""
    measure = get_visible(Measure, request.person, pk=pk)
    form = AnnounceForm(request.POST or None, row=measure)
    return form_about(
        request,
        measure.incident,
        form,
        lambda: services.announce_measure(by=request.person, measure=form.as_read(measure), **form.values()),
        title=_("「%(what)s」を職員に知らせたことを記録する") % {"what": measure.title},
        submit=_("記録する"),
        said=_("記録しました。"),
        to=_after_url(measure.incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def reentry_new(request: PersonRequest, pk: int) -> HttpResponse:
    """List paper records to be entered again."""
    incident = incident_of(request, pk)
    form = ReentryForm(request.POST or None)
    return form_about(
        request,
        incident,
        form,
        lambda: services.note_reentry(by=request.person, incident=incident, **form.values()),
        title=_("紙の記録を挙げる"),
        submit=_("挙げる"),
        said=_("挙げました。"),
        to=_after_url(incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def reentry_check(request: PersonRequest, pk: int) -> HttpResponse:
    """Count what was entered against the paper."""
    reentry = get_visible(PaperReentry, request.person, pk=pk)
    form = ReentryCheckForm(request.POST or None, row=reentry)
    return form_about(
        request,
        reentry.incident,
        form,
        lambda: services.check_reentry(by=request.person, reentry=form.as_read(reentry), **form.values()),
        title=_("「%(what)s」を照合する") % {"what": reentry.what},
        submit=_("照合した"),
        said=_("記録しました。"),
        to=_after_url(reentry.incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def review_write(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the review after the incident."""
    incident = incident_of(request, pk)
    form = ReviewForm(request.POST or None, row=PostReview.objects.filter(incident=incident).first())
    return form_about(
        request,
        incident,
        form,
        lambda: services.write_review(by=request.person, incident=incident, **form.values()),
        title=_("事後検証を書く"),
        submit=_("残す"),
        said=_("残しました。経営層に報告してください。"),
        to=_after_url(incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.request")
def review_report(request: PersonRequest, pk: int) -> HttpResponse:
    """Report the review to an executive, who decides on the changes."""
    review = get_visible(PostReview, request.person, incident_id=pk)
    form = ApproverForm(request.POST or None, by=request.person, row=review)
    return form_about(
        request,
        review.incident,
        form,
        lambda: services.report_review(by=request.person, review=form.as_read(review), **form.values()),
        title=_("事後検証を経営層に報告する"),
        submit=_("報告する"),
        said=_("報告しました。"),
        to=_after_url(review.incident),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.view")
def closing(request: PersonRequest, pk: int) -> HttpResponse:
    """The list that has to be complete, and then the request to close."""
    incident = incident_of(request, pk)
    checks = closing_checks(incident)
    may_ask = (
        policy.may(request.person, "incidents.request")
        and incident.status == "OPEN"
        and all(check.is_done for check in checks)
    )
    form = ClosingForm(request.POST or None, by=request.person)
    more = {
        "incident": incident,
        "checks": checks,
        "may_ask": may_ask,
        "decision": decision_of(incident, CLOSE),
    }
    return form_about(
        request,
        incident,
        form,
        lambda: services.ask_closing(by=request.person, incident=incident, **form.values()),
        title=_("終結までの一覧"),
        submit=_("終結の決裁を求める"),
        said=_("終結の決裁を求めました。"),
        template="incidents/closing.html",
        more=more,
    )
