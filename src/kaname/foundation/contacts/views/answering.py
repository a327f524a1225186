"""The page behind the link of a mail: no sign-in, no cookie, no script; one entry, one answer.

A GET changes nothing, so that programs that look into mails answer nobody's question. The view stands outside Django's CSRF
protection on purpose: the secret in the address is the whole permission, and no signed-in browser has more. Nothing of the
sender's network address is kept beyond an hour, and then only as a keyed hash.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.flood import TooManyUses, count_use
from kaname.foundation.access.pages import apply
from kaname.foundation.access.writes import request_token
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import services
from kaname.foundation.contacts.forms import AnswerForm
from kaname.foundation.contacts.forms.answering import TRAP
from kaname.foundation.contacts.models import ConfirmationRequest
from kaname.foundation.contacts.services.answering import LinkClosed
from kaname.foundation.contacts.services.confirming import token_digest

LANGUAGES = ("ja", "en")
GUESSES_PER_SENDER, GUESSES_IN_ALL = 10, 300


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the contact's own entry, and take the answer."""
    mark = request_token.set("")  # it would hold the sender's address
    try:
        with translation.override(_language(request)):
            response = _answer(request, token)
    finally:
        request_token.reset(mark)
    response.headers["Content-Language"] = _language(request)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("lang", "") or request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return "en" if translation.get_language() == "en" else "ja"


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    rows = ConfirmationRequest._default_manager.select_related("contact__person", "institution")
    row = rows.filter(digest=token_digest(token)).first()
    if row is None:
        return _unknown(request)
    if not row.is_open_on(clock.today()) or row.contact.removed_on is not None:
        return _closed(request, 410)
    if request.method != "POST":
        return _page(request, row, AnswerForm(contact=row.contact))
    form = AnswerForm(request.POST, contact=row.contact)
    if form.is_valid() and form.is_trapped:
        form.add_error(None, _("送れませんでした。もう一度送ってください。"))
    try:
        made = apply(form, lambda: _take(request, row, form))
    except TooManyUses:
        return _too_many(request)
    if made is None:
        gone = form.has_error("__all__", "closed")
        return _closed(request, 410) if gone else _page(request, row, form, status=422)
    context = {**_common(request), "institution": row.institution, "is_confirmed": made.status == "CONFIRMED"}
    return render(request, "contacts/answered.html", context)


def _take(request: HttpRequest, row: ConfirmationRequest, form: AnswerForm) -> ConfirmationRequest:
    try:
        return services.answer_link(
            request=row,
            name=form.cleaned_data["name"],
            seen=request.POST.get("seen", ""),
            correction=form.correction,
            message=form.cleaned_data["message"],
            address=_address(request),
        )
    except LinkClosed as closed:
        raise ValidationError(closed.messages[0], code="closed") from closed


def _unknown(request: HttpRequest) -> HttpResponse:
    """A link that is none of ours; whoever tries many is held up."""
    try:
        count_use("contacts:guesses", _address(request), per_sender=GUESSES_PER_SENDER, in_all=GUESSES_IN_ALL)
    except TooManyUses:
        return _too_many(request)
    return _closed(request, 404)


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "contacts/answer_closed.html", _common(request), status=status)


def _too_many(request: HttpRequest) -> HttpResponse:
    context = {**_common(request), "is_too_many": True}
    response = render(request, "contacts/answer_closed.html", context, status=429)
    response.headers["Retry-After"] = "600"
    return response


def _page(
    request: HttpRequest, row: ConfirmationRequest, form: AnswerForm, status: int = 200
) -> HttpResponse:
    context = {**_common(request), "row": row, "contact": row.contact, "institution": row.institution}
    context |= {"form": form, "trap": TRAP, "seen": row.contact.reach_print}
    return render(request, "contacts/answer.html", context, status=status)


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"lang": translation.get_language(), "path": request.path}


def _address(request: HttpRequest) -> str:
    """From where it comes, behind a trusted proxy too; the sign-in page finds it in the same way."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
