"""The roles of DESIGN.md: the one job each kind of person has in Kaname."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the hospital's safety management (経営管理編 1.2.1 管理責任 ①, 3.1.2 ②)."""

    EXECUTIVE = "EXECUTIVE", _("経営層")
    SAFETY_OFFICER = "SAFETY_OFFICER", _("医療情報システム安全管理責任者")
    PLANNING_MANAGER = "PLANNING_MANAGER", _("企画管理者")
    OPERATIONS_STAFF = "OPERATIONS_STAFF", _("システム運用担当者")
    AUDITOR = "AUDITOR", _("監査担当")
    STAFF = "STAFF", _("職員")
    VENDOR = "VENDOR", _("システム関連事業者")
    DESK = "DESK", _("窓口担当")
    GROUP_OFFICE = "GROUP_OFFICE", _("グループ本部・自治体")


# Readers of everything that concerns how the hospital governs itself.
GOVERNORS = frozenset(
    {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF, Role.AUDITOR}
)
INSIDERS = GOVERNORS | {Role.STAFF, Role.DESK}
EVERYONE = frozenset(Role)
