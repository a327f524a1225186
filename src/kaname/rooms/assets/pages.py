"""What the pages of this room share: the way down to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.form_pages import RoomPages

_ROOM = RoomPages(_("情報システム"), "assets:system_list")
crumbs, form_page = _ROOM.crumbs, _ROOM.form_page
