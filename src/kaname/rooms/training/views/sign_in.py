"""Signing in to a session on a phone, with an account in one tap or without one: nobody learns here who works at the hospital.

Every code that opens nothing gets the same answer, and so does every number and name that is typed; what a browser may try
is limited by its address, whatever it tries.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import apply
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.forms.sessions import CodeForm, SignInForm
from kaname.rooms.training.limits import may_sign_in, may_try_codes
from kaname.rooms.training.models import Session
from kaname.rooms.training.selectors.sessions import as_code, attendance_of, session_by_code


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Where the code is typed."""
    form = CodeForm(request.POST or None)
    if form.is_valid() and (code := as_code(form.cleaned_data["code"])):
        return redirect("training:sign_in", code[:40])
    return render(request, "training/sign_in_code.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """One session's sign-in."""
    session, person = session_by_code(code), _person(request)
    if session is None or (person is not None and person.institution_id != session.institution_id):
        return _unknown(request)
    if not session.takes_sign_ins_on(clock.today()):
        return _page(request, session, "not_open")
    if person is not None:
        return _as_oneself(request, session, person)
    return _by_name(request, session)


def _as_oneself(request: HttpRequest, session: Session, person: Person) -> HttpResponse:
    if request.method == "POST":
        services.sign_in(by=person, session=session)
        return redirect(request.path)
    mine = attendance_of(session, person)
    return _page(request, session, "done" if mine else "one_tap", mine=mine)


def _by_name(request: HttpRequest, session: Session) -> HttpResponse:
    if request.method == "GET" and "done" in request.GET:
        return _page(request, session, "taken")
    if request.method == "POST" and not may_sign_in(request):
        return _page(request, session, "wait", status=429)
    form = SignInForm(request.POST or None)
    if apply(form, lambda: _taken(session, form)):
        return redirect(f"{request.path}?done=1")
    return _page(request, session, "by_name", form=form, status=422 if form.errors else 200)


def _taken(session: Session, form: SignInForm) -> bool:
    services.sign_in_by_name(session=session, **form.cleaned_data)
    return True


def _unknown(request: HttpRequest) -> HttpResponse:
    if not may_try_codes(request):
        return render(request, "training/sign_in.html", {"step": "wait"}, status=429)
    return render(request, "training/sign_in.html", {"step": "unknown"}, status=404)


def _page(
    request: HttpRequest, session: Session, step: str, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"session": session, "step": step, **more}
    return render(request, "training/sign_in.html", context, status=status)


def _person(request: HttpRequest) -> Person | None:
    return getattr(request, "person", None)
