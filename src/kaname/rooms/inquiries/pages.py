"""What the pages of this room share: its crumbs, and a form page that carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import form_pages, policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest
from kaname.foundation.access.record_forms import RecordForm


def crumbs(person: Person, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the list down; for who does not see the list, from home."""
    if policy.may(person, "inquiries.view"):
        home = (_("患者の窓口"), reverse("inquiries:inquiry_list"))
    else:
        home = (_("ホーム"), reverse("overview:home"))
    return form_pages.steps(home, *more)


def form_page(
    request: PersonRequest,
    form: RecordForm,
    service: Callable[[], Model],
    *,
    trail: Sequence[tuple[str, str]] = (),
    more: Mapping[str, Any] | None = None,
    **words: Any,
) -> HttpResponse:
    """A form page of this room; `trail` leads from the list down to it."""
    return form_pages.form_page(
        request, form, service, crumbs=crumbs(request.person, *trail), more=more, **words
    )
