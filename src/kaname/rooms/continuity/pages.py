"""What the pages of this room share: the way down to them, the row of pages, and the sentences of the overview."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.form_pages import RoomPages

_ROOM = RoomPages(_("事業継続"), "continuity:overview")
crumbs, form_page = _ROOM.crumbs, _ROOM.form_page

_TABS = (
    ("continuity:overview", _("全体")),
    ("continuity:plan", _("BCPの項目")),
    ("continuity:function_list", _("業務影響分析")),
    ("continuity:procedure_list", _("復旧手順")),
    ("continuity:backup_list", _("バックアップ")),
    ("continuity:check_list", _("復元試験と点検")),
)


def tabs(shown: str) -> list[tuple[str, str, bool]]:
    """The pages of the room: address, label, and whether it is the one shown."""
    return [(reverse(name), str(label), name == shown) for name, label in _TABS]
