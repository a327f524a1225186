"""Backups (バックアップ): what is kept of which system, how, how many generations, and whether a copy is out of reach.

Source: 経営管理編 3.4.1 ②
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet
from kaname.rooms.continuity.choices import OfflineCopy

if TYPE_CHECKING:
    from datetime import date


class BackupQuerySet(RecordQuerySet):
    """Backups of systems."""

    def kept_on(self, day: date) -> Self:
        """Those that are made on a day."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Backup(InstitutionRecord):
    """One way in which data of a system are kept. `generations` None: not known."""

    system = models.ForeignKey(
        "assets.InformationSystem", on_delete=models.PROTECT, related_name="+", verbose_name=_("情報システム")
    )
    subject = models.CharField(_("対象"), max_length=200)
    method = models.CharField(_("方法"), max_length=300, blank=True)
    frequency = models.CharField(_("頻度"), max_length=100, blank=True)
    generations = models.PositiveSmallIntegerField(_("世代"), null=True, blank=True)
    offline_copy = models.CharField(
        _("切り離した控え"), max_length=8, choices=OfflineCopy, default=OfflineCopy.UNKNOWN
    )
    offline_how = models.CharField(_("切り離し方"), max_length=300, blank=True)
    location = models.CharField(_("保管場所"), max_length=200, blank=True)
    responsible = models.ForeignKey(
        "access.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("担当者"),
    )
    note = models.CharField(_("備考"), max_length=500, blank=True)
    starts_on = models.DateField(_("始めた日"))
    ends_on = models.DateField(_("最後の日"), null=True, blank=True)
    end_reason = models.CharField(_("やめた理由"), max_length=300, blank=True)

    objects = BackupQuerySet.as_manager()
    view_action = "continuity.view"

    class Meta:
        verbose_name = _("バックアップ")
        ordering = ("system", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "subject"],
                condition=Q(ends_on__isnull=True),
                name="one_backup_per_subject",
                violation_error_message=_("この情報システムの同じ対象のバックアップが既にあります。"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="backup_days_in_order",
                violation_error_message=_("最後の日は、始めた日以後の日にしてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(offline_copy="YES") | ~Q(offline_how=""),
                name="offline_copy_says_how",
                violation_error_message=_("切り離した控えがあるときは、どう切り離すかを書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system.name}：{self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("continuity:backup_detail", args=[self.pk])

    def says(self, field: str) -> bool:
        """Whether it says something of METHOD, GENERATIONS or OFFLINE_COPY."""
        said = {
            "METHOD": bool(self.method),
            "GENERATIONS": bool(self.generations),
            "OFFLINE_COPY": self.offline_copy != OfflineCopy.UNKNOWN,
        }
        return said[field]
