"""The words of the register of information systems."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Criticality(models.TextChoices):
    """What happens to care when the system stops."""

    VITAL = "VITAL", _("止まると診療が続けられない")
    IMPORTANT = "IMPORTANT", _("止まると診療に支障が出る")
    SUPPORTING = "SUPPORTING", _("止まっても診療は続けられる")


class Placement(models.TextChoices):
    """Where it runs."""

    ON_PREMISES = "ON_PREMISES", _("院内")
    CLOUD = "CLOUD", _("クラウド")
    BOTH = "BOTH", _("院内とクラウド")


class RemoteMaintenance(models.TextChoices):
    """Whether somebody outside can reach it to maintain it."""

    UNKNOWN = "UNKNOWN", _("確かめていない")
    NONE = "NONE", _("なし")
    ON_REQUEST = "ON_REQUEST", _("都度つなぐ")
    ALWAYS = "ALWAYS", _("常につながっている")
