"""What the pages of this room share: its tabs, its crumbs, and a form page that carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access import form_pages, policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import PersonRequest
from kaname.foundation.access.record_forms import RecordForm


@dataclass(frozen=True)
class Tab:
    """One of the room's pages, side by side with the others."""

    label: Promise
    url_name: str
    action: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


TABS = (
    Tab(gettext_lazy("安全管理計画"), "planning:overview", "planning.view"),
    Tab(gettext_lazy("自分の作業"), "planning:my_tasks", "planning.view_tasks"),
    Tab(gettext_lazy("定期報告"), "planning:report_list", "planning.view"),
    Tab(gettext_lazy("経営層による見直し"), "planning:review_list", "planning.view"),
    Tab(gettext_lazy("ISMS（PDCA）"), "planning:isms", "planning.view"),
    Tab(gettext_lazy("推移"), "planning:metrics", "planning.view"),
)


def tabs(person: Person, shown: str) -> list[tuple[str, str, bool]]:
    """The tabs this person may open, as (address, label, whether it is shown now); `shown` is a URL name."""
    return [
        (tab.url, str(tab.label), tab.url_name == shown) for tab in TABS if policy.may(person, tab.action)
    ]


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the room's first page down; each step is a label and a URL."""
    home = {"label": _("計画と見直し"), "url": reverse("planning:overview")}
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
    """A form page of this room; `trail` leads from the first page down to it."""
    return form_pages.form_page(request, form, service, crumbs=crumbs(*trail), more=more, **words)
