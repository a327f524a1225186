"""The alarm, the list, and one incident: the command page for who answers for it, a receipt for who reported it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import form_pages, policy
from kaname.foundation.access.pages import PersonRequest, page
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.choices import Party
from kaname.foundation.contacts.models import Contact
from kaname.foundation.contacts.selectors import contacts_for
from kaname.rooms.incidents import selectors, services, shown
from kaname.rooms.incidents.choices import WRITTEN, IncidentStatus
from kaname.rooms.incidents.forms import AlarmForm, DeclareForm, DismissForm, EntryForm, OccurredForm
from kaname.rooms.incidents.lists import incident_listing
from kaname.rooms.incidents.models import Incident
from kaname.rooms.incidents.pages import form_about, incident_of, trail


@require_http_methods(["GET", "POST"])
@page("incidents.alarm")
def alarm(request: PersonRequest) -> HttpResponse:
    """Say that something is wrong: one step, from any page."""
    form = AlarmForm(request.POST or None)
    return form_pages.form_page(
        request,
        form,
        lambda: services.raise_alarm(by=request.person, **form.values()),
        title=_("異常を知らせる"),
        submit=_("知らせる"),
        said=_("知らせました。担当の人にすぐ届きます。"),
        cancel=reverse("overview:home"),
        crumbs=[],
        template="incidents/alarm.html",
        more={"first_call": _first_call(request)},
    )


def _first_call(request: PersonRequest) -> Contact | None:
    """Who inside is called first, where the contact chart says so and this person may see it."""
    if not policy.may(request.person, "contacts.view"):
        return None
    inside = contacts_for(request.person.institution, Party.INSIDE, on=clock.today())
    return next((row for row in inside if row.person and row.person.is_active_on(clock.today())), None)


@require_safe
@page("incidents.view")
def incident_list(request: PersonRequest) -> HttpResponse:
    """Every incident: what runs now in sentences, then the list."""
    listing = incident_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    running = list(selectors.incident_rows(request.person).running())
    return render(request, "incidents/incident_list.html", {"listing": listing, "running": running})


@require_safe
@page("incidents.alarm")
def incident_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One incident."""
    incident = incident_of(request, pk)
    if not policy.may(request.person, "incidents.view"):
        received = {"incident": incident, "first_call": _first_call(request)}
        return render(request, "incidents/incident_received.html", received)
    if incident.status in (IncidentStatus.ALARM, IncidentStatus.DISMISSED):
        return render(request, "incidents/incident_alarm.html", _alarm_context(request, incident))
    return render(request, "incidents/incident_detail.html", command_context(request, incident))


def _alarm_context(request: PersonRequest, incident: Incident) -> dict[str, object]:
    view = selectors.command_view(incident, clock.now())
    return {
        "incident": incident,
        "crumbs": trail(request.person, incident)[:-1],
        "may_work": policy.may(request.person, "incidents.work"),
        "clocks": [c for c in shown.shown_clocks(view) if c.is_open and c.deadline],
        "log": shown.shown_log(view),
    }


def command_context(
    request: PersonRequest, incident: Incident, entry_form: EntryForm | None = None
) -> dict[str, object]:
    """What the command page shows; `entry_form` is the text box as it was filled in wrongly."""
    view = selectors.command_view(incident, clock.now())
    may_work = policy.may(request.person, "incidents.work") and incident.is_running
    return {
        "incident": incident,
        "view": view,
        "crumbs": trail(request.person, incident)[:-1],
        "may_work": may_work,
        "may_see_history": policy.may(request.person, "ledger.view"),
        "next": shown.next_step(view) if may_work else None,
        "board": shown.shown_board(view),
        "clocks": shown.shown_clocks(view),
        "log": shown.shown_log(view),
        "undone": selectors.undone(view.decisions),
        "correctable": WRITTEN,
        "entry_form": (entry_form or EntryForm(by=request.person, incident=incident)) if may_work else None,
        "ref": ref_of(incident),
    }


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def declare(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an alarm up as an incident."""
    incident = incident_of(request, pk)
    form = DeclareForm(request.POST or None, row=incident)
    return form_about(
        request,
        incident,
        form,
        lambda: services.declare(by=request.person, incident=form.as_read(incident), **form.values()),
        title=_("事故として対応を始める"),
        submit=_("対応を始める"),
        said=_("対応を始めました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the name of an incident and how grave it is."""
    incident = incident_of(request, pk)
    form = DeclareForm(request.POST or None, row=incident)
    return form_about(
        request,
        incident,
        form,
        lambda: services.rename(by=request.person, incident=form.as_read(incident), **form.values()),
        title=_("件名と重大さを改める"),
        submit=_("改める"),
        said=_("改めました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def dismiss(request: PersonRequest, pk: int) -> HttpResponse:
    """Say why an alarm was no incident."""
    incident = incident_of(request, pk)
    form = DismissForm(request.POST or None, row=incident)
    return form_about(
        request,
        incident,
        form,
        lambda: services.dismiss(by=request.person, incident=form.as_read(incident), **form.values()),
        title=_("事故ではないと記録する"),
        submit=_("記録する"),
        said=_("記録しました。"),
    )


@require_http_methods(["GET", "POST"])
@page("incidents.work")
def occurred(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct when it began."""
    incident = incident_of(request, pk)
    form = OccurredForm(request.POST or None, row=incident)
    return form_about(
        request,
        incident,
        form,
        lambda: services.set_occurred(by=request.person, incident=form.as_read(incident), **form.values()),
        title=_("起きた時刻を改める"),
        submit=_("改める"),
        said=_("改めました。前の時刻は記録に残ります。"),
    )
