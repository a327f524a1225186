"""What the pages of this room share: their crumbs, and a form page that carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access import form_pages
from kaname.foundation.access.pages import PersonRequest
from kaname.foundation.access.record_forms import RecordForm

Step = tuple[str, str]


def law_crumbs(*more: Step) -> list[dict[str, str]]:
    """The way from the list of laws down."""
    return _crumbs((_("法令"), reverse("laws:law_list")), *more)


def pledge_crumbs(*more: Step) -> list[dict[str, str]]:
    """The way from the list of pledges down."""
    return _crumbs((_("誓約"), reverse("laws:pledge_list")), *more)


def _crumbs(*steps: Step) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in steps]


def form_page(
    request: PersonRequest,
    form: RecordForm,
    service: Callable[[], Any],
    *,
    crumbs: Sequence[Mapping[str, str]],
    more: Mapping[str, Any] | None = None,
    to: Callable[[Any], str] | None = None,
    **words: Any,
) -> HttpResponse:
    """A form page of this room."""
    return form_pages.form_page(request, form, service, crumbs=crumbs, more=more, to=to, **words)


def back_to(row: Model) -> Callable[[Any], str]:
    """Go to this row's page, whatever the service made."""
    return lambda _made: row.get_absolute_url()  # type: ignore[attr-defined,no-any-return]
