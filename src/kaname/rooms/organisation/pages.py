"""What the pages of this room share: crumbs, and one way to show a form, call a service and go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest, apply

from .forms import RecordForm


def person_url(person: Person) -> str:
    """Where this room shows a person."""
    return reverse("organisation:person_detail", args=[person.pk])


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the overview down; each step is a label and a URL."""
    home = {"label": _("体制"), "url": reverse("organisation:overview")}
    return [home, *({"label": label, "url": url} for label, url in more)]


def form_page(
    request: PersonRequest,
    form: RecordForm,
    service: Callable[[], Model],
    *,
    title: str,
    submit: str,
    said: str,
    cancel: str,
    to: Callable[[Any], str] | None = None,
    trail: Sequence[tuple[str, str]] = (),
    template: str = "organisation/edit.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; when it is posted, call the service and go to what it made (or where `to` says), saying what happened."""
    if request.method == "POST":
        made = apply(form, service)
        if made is not None:
            messages.success(request, said)
            return redirect(to(made) if to else made)  # type: ignore[arg-type]
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "cancel": cancel,
        "crumbs": crumbs(*trail),
        **(more or {}),
    }
    return render(request, template, context, status=422 if form.errors else 200)
