"""What the pages of this room share: its crumbs, and a form page that carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import form_pages
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest
from kaname.foundation.access.record_forms import RecordForm


def person_url(person: Person) -> str:
    """Where this room shows what a person has learned."""
    return reverse("training:person_detail", args=[person.pk])


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the overview down; each step is a label and a URL."""
    home = {"label": _("教育"), "url": reverse("training:overview")}
    return [home, *({"label": label, "url": url} for label, url in more)]


def form_page(
    request: PersonRequest,
    form: RecordForm,
    service: Callable[[], Model],
    *,
    trail: Sequence[tuple[str, str]] = (),
    more: Mapping[str, Any] | None = None,
    **words: Any,
) -> HttpResponse:
    """A form page of this room; `trail` leads from the overview down to it."""
    return form_pages.form_page(request, form, service, crumbs=crumbs(*trail), more=more, **words)
