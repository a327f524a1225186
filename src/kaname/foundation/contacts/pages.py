"""What the pages of the contact chart share: the way down to them, and from one to the other."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.form_pages import RoomPages

_ROOM = RoomPages(gettext_lazy("連絡体制図"), "contacts:chart")
crumbs, form_page = _ROOM.crumbs, _ROOM.form_page


def list_step() -> tuple[str, str]:
    """The list of all entries."""
    return (_("連絡先の一覧"), reverse("contacts:contact_list"))


def routes_step() -> tuple[str, str]:
    """The routes of reporting."""
    return (_("報告の経路"), reverse("contacts:route_list"))


def templates_step() -> tuple[str, str]:
    """The texts of announcements."""
    return (_("公表の文案"), reverse("contacts:template_list"))


def papers_step() -> tuple[str, str]:
    """Where the chart hangs."""
    return (_("紙の掲示"), reverse("contacts:paper_list"))
