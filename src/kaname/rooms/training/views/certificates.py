"""Certificates: issued and taken away as PDF, and checked by their number."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.rooms.training import services
from kaname.rooms.training.forms.sessions import CertificateForm
from kaname.rooms.training.limits import may_check_certificate
from kaname.rooms.training.models import Completion
from kaname.rooms.training.papers import certificates_pdf
from kaname.rooms.training.selectors import sessions as selectors
from kaname.rooms.training.session_pages import certificate_address, session_named
from kaname.web.excel import file_response


@require_POST
@page("training.take")
def certificate_issue(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a completion its number; then the certificate can be taken away."""
    completion = _completion(request, pk)
    services.issue_certificate(by=request.person, completion=completion)
    messages.success(request, _("修了証に番号を付けました。PDFを開けます。"))
    return redirect(completion)


@require_safe
@page("training.take")
def certificate_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """A completion's certificate."""
    completion = _completion(request, pk)
    if not completion.certificate_number or completion.withdrawn_on is not None:
        raise Http404
    paper = certificates_pdf([completion], certificate_address(request))
    name = f"{completion.certificate_number}-{_('修了証')}.pdf"
    return file_response(paper, filename=name, content_type="application/pdf")


@require_safe
@page("training.manage")
def session_certificates_pdf(request: PersonRequest, pk: int) -> HttpResponse:
    """All certificates of a session in one file."""
    session = session_named(request, pk)
    rows = selectors.certificates_of(session)
    if not rows:
        raise Http404
    paper = certificates_pdf(rows, certificate_address(request))
    name = f"{session.course.code}-{session.held_on.isoformat()}-{_('修了証')}.pdf"
    return file_response(paper, filename=name, content_type="application/pdf")


@require_safe
@page("training.view")
def certificate_check(request: PersonRequest) -> HttpResponse:
    """Whether a number belongs to a certificate that is good."""
    form = CertificateForm(request.GET if request.GET.get("number") else None)
    context = {"form": form, "asked": False}
    if form.is_valid():
        if not may_check_certificate(request, request.person):
            context["must_wait"] = True
            return render(request, "training/certificate_check.html", context, status=429)
        number = form.cleaned_data["number"]
        found = selectors.certificate_numbered(request.person, number)
        context |= {"asked": True, "number": number, "completion": found}
    return render(request, "training/certificate_check.html", context)


def _completion(request: PersonRequest, pk: int) -> Completion:
    return narrow(selectors.with_paper(Completion.objects.visible_to(request.person)), pk=pk)
