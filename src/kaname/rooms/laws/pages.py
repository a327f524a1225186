"""What the pages of this room share: their crumbs, and a form page that carries them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.access.form_pages import Step, form_page, steps

__all__ = ["back_to", "form_page", "law_crumbs", "pledge_crumbs"]


def law_crumbs(*more: Step) -> list[dict[str, str]]:
    """The way from the list of laws down."""
    return steps((_("法令"), reverse("laws:law_list")), *more)


def pledge_crumbs(*more: Step) -> list[dict[str, str]]:
    """The way from the list of pledges down."""
    return steps((_("誓約"), reverse("laws:pledge_list")), *more)


def back_to(row: Model) -> Callable[[Any], str]:
    """Go to this row's page, whatever the service made."""
    return lambda _made: row.get_absolute_url()  # type: ignore[attr-defined,no-any-return]
