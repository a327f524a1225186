"""What the pages of the kit share: the way down to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from kaname.foundation.access.form_pages import RoomPages

_ROOM = RoomPages(gettext_lazy("非常時キット"), "kit:overview")
crumbs, form_page = _ROOM.crumbs, _ROOM.form_page
