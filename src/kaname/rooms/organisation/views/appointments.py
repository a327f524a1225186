"""Pages of appointments: the list, a new one, one with its letter, its end."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.organisation import letters, selectors, services
from kaname.rooms.organisation.forms import AppointmentForm, EndForm, LetterForm, LineForm
from kaname.rooms.organisation.lists import appointment_badge, appointment_listing
from kaname.rooms.organisation.models import Appointment
from kaname.rooms.organisation.pages import crumbs, form_page
from kaname.rooms.organisation.roles import AppointmentRole
from kaname.rooms.organisation.standing import Standing, usual_superior
from kaname.rooms.organisation.wording import usual_wording
from kaname.web.excel import file_response


def _trail() -> tuple[str, str]:
    return _("辞令"), reverse("organisation:appointment_list")


def _appointment(request: PersonRequest, pk: int) -> Appointment:
    return narrow(selectors.appointment_rows(request.person).select_related("institution"), pk=pk)


@require_safe
@page("organisation.view")
def appointment_list(request: PersonRequest) -> HttpResponse:
    """All appointments of the hospital, past ones too."""
    listing = appointment_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    context = {
        "listing": listing,
        "may_propose": policy.may(request.person, "organisation.propose"),
        "crumbs": crumbs(),
    }
    return render(request, "organisation/appointment_list.html", context)


@require_http_methods(["GET", "POST"])
@page("organisation.propose")
def appointment_new(request: PersonRequest) -> HttpResponse:
    """Choose a role, then write the letter; an executive appoints at once, others ask one for approval."""
    role = request.POST.get("role") or request.GET.get("role", "")
    if role not in AppointmentRole:
        return _choose_role(request)
    by = request.person
    is_direct = Role.EXECUTIVE in by.roles
    form = AppointmentForm(request.POST or None, by=by, role=role, initial=_first_values(request, role))
    make = services.appoint if is_direct else services.propose_appointment
    return form_page(
        request,
        form,
        lambda: make(by=by, **form.values()),
        title=_("「%(role)s」を任命する") % {"role": AppointmentRole(role).label},
        submit=_("任命する") if is_direct else _("承認を求める"),
        said=_("任命しました。続けて、任命書を発行して添付してください。")
        if is_direct
        else _("承認を求めました。"),
        cancel=reverse("organisation:appointment_list"),
        trail=[_trail()],
    )


def _choose_role(request: PersonRequest) -> HttpResponse:
    today = clock.today()
    standing = Standing(request.person.institution, today)
    roles = [(role, [a.person for a in standing.holders(role, today)]) for role in AppointmentRole]
    context = {"roles": roles, "crumbs": crumbs(_trail())}
    return render(request, "organisation/appointment_role.html", context)


def _first_values(request: PersonRequest, role: str) -> dict[str, object]:
    duties, authority = usual_wording(role)
    today = clock.today()
    above = usual_superior(Standing(request.person.institution, today), role, today)
    return {
        "role": role,
        "person": request.GET.get("person", ""),
        "replaces": request.GET.get("replaces", ""),
        "duties": duties,
        "authority": authority,
        "starts_on": today,
        "reports_to": above.pk if above else None,
    }


@require_safe
@page("organisation.view")
def appointment_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One appointment: what it says, who approved it, its letter, and what can be done about it."""
    return _show(request, _appointment(request, pk))


def _show(request: PersonRequest, appointment: Appointment, form: LetterForm | None = None) -> HttpResponse:
    person, today = request.person, clock.today()
    is_open = appointment.status == "IN_FORCE" and appointment.holds_on(max(today, appointment.starts_on))
    context = {
        "appointment": appointment,
        "badge": appointment_badge(appointment, today),
        "files": evidence_of(appointment) if policy.may(person, "evidence.view") else [],
        "letter_form": form or LetterForm(row=appointment),
        "may_attach": appointment.is_approved and policy.may(person, "organisation.attach_letter"),
        "may_change": appointment.status == "IN_FORCE" and policy.may(person, "organisation.manage"),
        "may_end": is_open and policy.may(person, "organisation.end_appointment"),
        "may_see_decision": policy.may(person, "decisions.view"),
        "may_see_people": policy.may(person, "access.view_accounts"),
        "crumbs": crumbs(_trail()),
    }
    status = 422 if form is not None else 200
    return render(request, "organisation/appointment_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page("organisation.manage")
def appointment_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change who stands in, and to whom the holder reports."""
    row = _appointment(request, pk)
    initial = {"deputy": row.deputy_id, "reports_to": row.reports_to_id}
    form = LineForm(request.POST or None, row=row, initial=initial)
    return form_page(
        request,
        form,
        lambda: services.change_appointment(
            by=request.person, appointment=form.as_read(row), **form.values()
        ),
        title=_("%(appointment)s さんの代行と報告先") % {"appointment": row},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=row.get_absolute_url(),
        trail=[_trail(), (str(row), row.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("organisation.end_appointment")
def appointment_end(request: PersonRequest, pk: int) -> HttpResponse:
    """End an appointment with its last day and the reason."""
    row = _appointment(request, pk)
    form = EndForm(request.POST or None, row=row, initial={"ends_on": max(clock.today(), row.starts_on)})
    return form_page(
        request,
        form,
        lambda: services.end_appointment(by=request.person, appointment=form.as_read(row), **form.values()),
        title=_("%(appointment)s さんの任命を終える") % {"appointment": row},
        submit=_("この日で終える"),
        said=_("任命の最後の日を記録しました。後任を決めてください。"),
        cancel=row.get_absolute_url(),
        trail=[_trail(), (str(row), row.get_absolute_url())],
    )


@require_safe
@page("organisation.view")
def appointment_letter(request: PersonRequest, pk: int) -> HttpResponse:
    """The letter of appointment as a sheet of A4 paper."""
    row = _appointment(request, pk)
    return render(request, "organisation/letter.html", {"appointment": row, "letter": letters.letter_of(row)})


@require_safe
@page("organisation.view")
def appointment_letter_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """The letter of appointment as a PDF."""
    row = _appointment(request, pk)
    name = f"appointment-{row.number}.pdf"
    return file_response(letters.letter_pdf(row), filename=name, content_type="application/pdf")


@require_POST
@page("organisation.attach_letter")
def appointment_attach(request: PersonRequest, pk: int) -> HttpResponse:
    """Attach the letter: the one that Kaname prints, or a scan of the one with the seal."""
    row = _appointment(request, pk)
    if request.POST.get("issue"):
        name = f"辞令_{row.number}.pdf"
        made = SimpleUploadedFile(name, letters.letter_pdf(row), content_type="application/pdf")
        form = LetterForm(request.POST, {"file": made})
    else:
        form = LetterForm(request.POST, request.FILES)

    def attach() -> Appointment:
        return services.attach_letter(
            by=request.person, appointment=form.as_read(row), file=form.cleaned_data["file"]
        )

    if apply(form, attach) is None:
        return _show(request, _appointment(request, pk), form)
    messages.success(request, _("任命書を添付しました。"))
    return redirect(row)
