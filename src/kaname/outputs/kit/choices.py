"""The words of the register of copies."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Medium(TextChoices):
    """What a copy lies on."""

    USB = "USB", _("USBメモリー")
    LAPTOP = "LAPTOP", _("パソコン")
    PHONE = "PHONE", _("スマートフォン・タブレット")
    PAPER = "PAPER", _("紙")
    OTHER = "OTHER", _("そのほか")
