"""What must be saved before it is lost (証拠の保全)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access import policy
from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.incidents.choices import EvidenceState

from .incident import Incident

if TYPE_CHECKING:
    from kaname.foundation.access.models import Person


class PreservedItem(InstitutionRecord):
    """A device, a log, a note on a screen: to be saved before anybody changes it.

    Source: 経営管理編 1.2.2 善後策 ①; the log of a boundary device is lost when it is updated first.
    """

    view_action = "incidents.view"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(_("対象"), max_length=200)
    system = models.ForeignKey(
        "assets.InformationSystem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("情報システム"),
    )
    state = models.CharField(
        _("状態"), max_length=12, choices=EvidenceState, default=EvidenceState.TO_PRESERVE
    )
    method = models.CharField(_("方法"), max_length=200, blank=True)
    kept_at = models.CharField(_("保管している場所"), max_length=200, blank=True)
    digest = models.CharField(_("ハッシュ値"), max_length=200, blank=True)
    preserved_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    preserved_at = models.DateTimeField(_("保全した時刻"), null=True, blank=True)
    lost_reason = models.CharField(_("残っていなかった事情"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("保全する証拠")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="PRESERVED", preserved_at__isnull=False, preserved_by__isnull=False)
                & ~Q(method="")
                | ~Q(state="PRESERVED"),
                name="item_preserved_whole",
                violation_error_message=_("保全した時刻・人・方法を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(state="LOST") & ~Q(lost_reason="") | ~Q(state="LOST") & Q(lost_reason=""),
                name="item_lost_with_reason",
                violation_error_message=_("残っていなかった事情を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may_be_attached_to(self, person: Person) -> bool:
        return self.incident.is_running and policy.may(person, "incidents.work")
