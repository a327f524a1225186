"""One way to show a form, call a service and go on, for every room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .pages import PersonRequest, apply
from .record_forms import RecordForm

Step = tuple[str, str]


def form_page(
    request: PersonRequest,
    form: RecordForm,
    service: Callable[[], Any],
    *,
    title: str,
    submit: str,
    said: str,
    cancel: str,
    crumbs: Sequence[Mapping[str, str]],
    to: Callable[[Any], str] | None = None,
    template: str = "form_page.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; when it is posted, call the service and go to what it made (or where `to` says), saying what happened.

    `crumbs` is the way down from the room's first page: each step has a label and a url.
    """
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
        "crumbs": crumbs,
        **(more or {}),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def press(request: PersonRequest, service: Callable[[], object], said: str, to: str | Model) -> HttpResponse:
    """A button that needs no form: call a service and go on, with what happened or why it could not."""
    try:
        service()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)
    return redirect(to)  # type: ignore[arg-type]


@dataclass(frozen=True)
class RoomPages:
    """The form pages of one room and the way down to them: `label` and `first` (a URL name) are the room's first page."""

    label: Any
    first: str

    def crumbs(self, *more: Step) -> list[dict[str, str]]:
        """The way from the room's first page down; each step is a label and a URL."""
        return steps((str(self.label), reverse(self.first)), *more)

    def form_page(
        self,
        request: PersonRequest,
        form: RecordForm,
        service: Callable[[], Model],
        *,
        trail: Sequence[Step] = (),
        more: Mapping[str, Any] | None = None,
        **words: Any,
    ) -> HttpResponse:
        """A form page of this room; `trail` leads from the first page down to it."""
        return form_page(request, form, service, crumbs=self.crumbs(*trail), more=more, **words)


def steps(*way: Step) -> list[dict[str, str]]:
    """A way of labels and URLs as pages show it."""
    return [{"label": label, "url": url} for label, url in way]
