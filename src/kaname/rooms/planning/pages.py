"""What the pages of this room share: its tabs, its crumbs, and a form page that carries them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kaname.foundation.access import policy
from kaname.foundation.access.form_pages import RoomPages
from kaname.foundation.access.models import Person


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


_room = RoomPages(gettext_lazy("計画と見直し"), "planning:overview")
crumbs, form_page = _room.crumbs, _room.form_page
