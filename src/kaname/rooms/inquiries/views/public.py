"""The public form: no navigation, no sign-in, no cookie, no script; Japanese and English.

The view stands outside Django's CSRF protection on purpose: that protection guards what a signed-in browser may do, and
this page acts for nobody. `tickets` says what takes its place. Nothing of the sender's network address is kept beyond an
hour, and then only as a keyed hash.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access.writes import request_token
from kaname.rooms.inquiries import services, tickets
from kaname.rooms.inquiries.classes import rules_of
from kaname.rooms.inquiries.forms import PublicForm
from kaname.rooms.inquiries.forms.public import TRAP
from kaname.rooms.inquiries.models import ContactPoint, Inquiry
from kaname.rooms.inquiries.selectors import desk_by_slug

LANGUAGES = ("ja", "en")
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Open to everybody: finds the desk by its slug, speaks the language asked for, leaves no trace of the sender."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str) -> HttpResponse:
        desk = desk_by_slug(slug)
        if desk is None:
            raise Http404
        mark = request_token.set("")  # it would hold the sender's address
        try:
            with translation.override(_language(request)):
                response = view(request, desk)
        finally:
            request_token.reset(mark)
        response.headers["Content-Language"] = _language(request)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("lang", "") or request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return "en" if translation.get_language() == "en" else "ja"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def public_form(request: HttpRequest, desk: ContactPoint) -> HttpResponse:
    """The form of one desk."""
    rules = rules_of(desk.institution)
    if request.method != "POST":
        return _page(request, desk, PublicForm(rules=rules))
    form = PublicForm(request.POST, rules=rules)
    if form.is_trapped:
        return _page(request, desk, form, status=422, said=_("送れませんでした。もう一度送ってください。"))
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    ticket = tickets.read(request.POST.get("ticket", ""), desk.pk)
    if ticket is None or ticket.is_too_old or ticket.is_too_fresh:
        said = _("確かめのため、もう一度「送る」を押してください。入力した内容は残っています。")
        return _page(request, desk, form, status=422, said=said)
    return _receive(request, desk, form, ticket)


def _receive(
    request: HttpRequest, desk: ContactPoint, form: PublicForm, ticket: tickets.Ticket
) -> HttpResponse:
    values = {name: form.cleaned_data[name] for name in ("kind", "body", "sender", "contact")}
    try:
        made = services.receive_public(
            desk=desk, nonce=ticket.nonce, language=_language(request), address=_address(request), **values
        )
    except services.TooManyPosts:
        return _page(request, desk, form, status=429, is_too_many=True)
    except ValidationError as refused:
        for message in refused.messages:
            form.add_error(None, message)
        return _page(request, desk, form, status=422)
    return redirect(_receipt_address(desk, made, _language(request)))


def _receipt_address(desk: ContactPoint, made: Inquiry, language: str) -> str:
    address = reverse("inquiries:public_received", args=[desk.slug])
    return f"{address}?lang={language}&receipt={tickets.receipt(made.number)}"


def _address(request: HttpRequest) -> str:
    """From where it comes, behind a trusted proxy too; the sign-in page finds it in the same way."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def _page(
    request: HttpRequest, desk: ContactPoint, form: PublicForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "desk": desk,
        "form": form,
        "trap": TRAP,
        "ticket": tickets.issue(desk.pk),
        "lang": translation.get_language(),
        "path": desk.public_path,
        **more,
    }
    response = render(request, "inquiries/public_form.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = "600"
    return response


@never_cache
@require_safe
@public
def public_received(request: HttpRequest, desk: ContactPoint) -> HttpResponse:
    """The receipt number, for who sent something just now."""
    number = tickets.number_on(request.GET.get("receipt", ""))
    if not number:
        return redirect(desk.public_path)
    context = {"desk": desk, "number": number, "lang": translation.get_language(), "path": desk.public_path}
    return render(request, "inquiries/public_received.html", context)
