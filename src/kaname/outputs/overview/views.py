"""Home, set-up, the questions of the first days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kaname.foundation.access.pages import PersonRequest, apply, page
from kaname.foundation.calendar import clock
from kaname.rooms.incidents.drill_reads import running_drills
from kaname.rooms.incidents.selectors import running_incidents

from . import home as home_selectors
from . import services as setting_up
from .forms import SYSTEMS, AnswerForm, SetUpForm, SystemForms


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The home of whoever is signed in; on an empty installation, the way to set-up."""
    if not request.user.is_authenticated and setting_up.is_empty():
        return redirect("overview:set_up")
    return _home(request)


@page("overview.view")
def _home(request: PersonRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "home": home_selectors.home(request.person),
        "incidents": list(running_incidents(request.person)),
        "drills": list(running_drills(request.person)),
    }
    if setting_up.in_first_days(request.person):
        asked = setting_up.questions(request.person.institution)
        context |= {"questions_open": sum(not q.answers for q in asked), "questions_total": len(asked)}
    return render(request, "overview/home.html", context)


home.action = "overview.view"  # type: ignore[attr-defined]


def set_up(request: HttpRequest) -> HttpResponse:
    """The first page on an empty installation; afterwards there is nothing here."""
    if not setting_up.is_empty():
        return redirect("overview:home")
    form = SetUpForm(request.POST or None)
    systems = SystemForms(
        request.POST or None, initial=[{"name": name} for name in SYSTEMS], prefix="systems"
    )
    if request.method == "POST" and form.is_valid() and systems.is_valid():
        try:
            executive = setting_up.set_up(form.hospital(systems))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            login(request, executive.user, "allauth.account.auth_backends.AuthenticationBackend")
            messages.success(request, _("病院を登録しました。次に、はじめの質問に答えていきましょう。"))
            return redirect("overview:question_list")
    return render(request, "overview/set_up.html", {"form": form, "systems": systems})


@require_safe
@page("overview.wizard")
def question_list(request: PersonRequest) -> HttpResponse:
    """About twenty plain questions; each answer makes a real record."""
    asked = setting_up.questions(request.person.institution)
    context = {"questions": asked, "open": sum(not q.answers for q in asked)}
    return render(request, "overview/question_list.html", context)


@page("overview.wizard")
def question_answer(request: PersonRequest, key: str) -> HttpResponse:
    """Answer one question."""
    asked = setting_up.questions(request.person.institution)
    question = next((q for q in asked if q.key == key), None)
    if question is None:
        raise Http404
    start = {"due_on": clock.today() + timedelta(days=30)}
    form = AnswerForm(request.POST or None, by=request.person, question=question, initial=start)
    if request.method == "POST":
        made = apply(form, lambda: setting_up.answer(by=request.person, question=question, **_given(form)))
        if made:
            messages.success(request, _("記録しました：%(what)s") % {"what": made})
            return redirect("overview:question_list")
    return render(request, "overview/question_form.html", {"form": form, "question": question})


def _given(form: AnswerForm) -> dict[str, Any]:
    return {"due_on": None, **form.cleaned_data}
