"""What the pages of this room share: its crumbs, and a form page that carries them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from kaname.foundation.access.form_pages import RoomPages
from kaname.foundation.access.models import Person

_room = RoomPages(gettext_lazy("体制"), "organisation:overview")
crumbs, form_page = _room.crumbs, _room.form_page


def person_url(person: Person) -> str:
    """Where this room shows a person."""
    return reverse("organisation:person_detail", args=[person.pk])
