"""Middleware: which person is acting for which hospital, how long a session lives, and what a fault looks like."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import preferring
from kaname.web.typed import bringing_back

from . import drafts
from .models import Person
from .records import StaleRecord
from .writes import AlreadyWritten, request_token

Next = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("kaname.faults")
ERA_COOKIE = "kaname_era"


class PersonMiddleware:
    """Sets `request.person` (None when nobody acts), ends sessions that are idle or too old, and shows days as preferred."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower().replace("-", "") != "utf8":
            # Django refuses such a form only when it is read, which its own page of refusal does again.
            return _plainly_refused()
        request.person = None  # type: ignore[attr-defined]
        typed = None
        if request.user.is_authenticated:
            if _session_ended(request):
                request.ended_user = request.user.pk  # type: ignore[attr-defined]
                logout(request)
            else:
                request.person = acting_person(request)  # type: ignore[attr-defined]
                typed = drafts.find(request)
        request.typed_before = typed  # type: ignore[attr-defined]
        mark = request_token.set(_token_of(request))
        try:
            with bringing_back(typed), preferring(request.COOKIES.get(ERA_COOKIE, "")):
                response = self.get_response(request)
        finally:
            request_token.reset(mark)
        if request.method == "POST" and request.user.is_authenticated and response.status_code < 400:
            drafts.drop(request)
        if request.user.is_authenticated:
            # What one person saw stays out of shared caches and of the next person's back button.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def acting_person(request: HttpRequest) -> Person | None:
    """The person this account stands for: the chosen institution's, else the first one still active."""
    people = Person._default_manager.select_related("institution", "user").prefetch_related("memberships")
    mine = [
        p
        for p in people.filter(user__pk=request.user.pk or 0).order_by("pk")
        if p.is_active_on(clock.today())
    ]
    chosen = request.session.get("institution")
    return next((p for p in mine if p.institution_id == chosen), mine[0] if mine else None)


def _session_ended(request: HttpRequest) -> bool:
    """Idle and absolute ends are measured by the real clock kept in the session itself."""
    now = int(clock.real_now().timestamp())
    began = request.session.setdefault("began", now)
    seen = request.session.get("seen", now)
    if now - began > settings.SESSION_ABSOLUTE_SECONDS or now - seen > settings.SESSION_IDLE_SECONDS:
        return True
    if now - seen > 60 or "seen" not in request.session:
        request.session["seen"] = now
    return False


def _token_of(request: HttpRequest) -> str:
    """The idempotency token of this request: a form's hidden field or the API's Idempotency-Key, and whose it is."""
    if request.method != "POST":
        return ""
    token = request.headers.get("Idempotency-Key", "")
    if not token and not request.path.startswith("/api/"):
        token = request.POST.get("form_token", "")
    return _digest(f"{_caller(request)}\n{token}") if token else ""


def _caller(request: HttpRequest) -> str:
    """Whose request it is, before any API token was looked up: two clients of one address may choose the same key."""
    bearer = request.headers.get("Authorization", "")
    if bearer and request.path.startswith("/api/"):
        return f"token {_digest(bearer)}"
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    return f"address {request.META.get('REMOTE_ADDR', '')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()


class FaultMiddleware:
    """Turns what can go wrong into a page that says what to do, never a 500 (hostile cases 8, 20, 21)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [value for _name, values in request.GET.lists() for value in values]
        if any("\0" in value for value in (request.path, *asked)):
            # No database keeps a NUL, and nobody means one.
            return _plainly_refused()
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        if isinstance(fault, AlreadyWritten):
            return HttpResponseRedirect(fault.url or "/")
        if isinstance(fault, StaleRecord):
            context = {"record": fault.record, "typed": _typed(request)}
            return render(request, "409.html", context, status=409)
        if isinstance(fault, ValidationError):
            return render(request, "400.html", {"messages_list": fault.messages}, status=400)
        if isinstance(fault, (DataError, OverflowError)):  # a number or a day that no database holds
            told = [_("送られた内容に誤りがあります。")]
            return render(request, "400.html", {"messages_list": told}, status=400)
        if isinstance(fault, (OperationalError, OSError)):
            logger.error("storage fault", exc_info=fault)
            return render(
                request, "503.html", {"reason": _reason(fault), "typed": _typed(request)}, status=503
            )
        return None


def _plainly_refused() -> HttpResponse:
    told = _("使えない文字が含まれています。")
    return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")


def _reason(fault: Exception) -> str:
    text = str(fault).lower()
    if "full" in text or "no space" in text:
        return _("保存できません（容量不足）。閲覧はできます。システム担当者に知らせてください。")
    if "readonly" in text or "read-only" in text:
        return _("保存先が読み取り専用になっています。閲覧はできます。システム担当者に知らせてください。")
    return _("混み合っていて保存できませんでした。少し待って、もう一度お試しください。")


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    hidden = {"csrfmiddlewaretoken", "form_token", "password", "password1", "password2", "revision"}
    return [(k, v) for k, v in request.POST.items() if k not in hidden and isinstance(v, str) and v]
